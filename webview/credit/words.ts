import type { Lane } from './model.ts';

/** Units in a sentence and beside a number. */
const LONG: Readonly<Record<string, string>> = {
  sd: 'standard deviations',
  reward: 'reward units',
  probability: 'probability',
  weight: 'weight',
  index: 'sign',
  percent: 'percent',
  nats: 'nats',
};
const SHORT: Readonly<Record<string, string>> = { sd: 'σ', reward: 'reward', probability: 'p', index: '', percent: '%' };

export const unitLong = (unit: string): string => LONG[unit] ?? unit;
export const unitShort = (unit: string): string => SHORT[unit] ?? unit;

export const SOURCES: Readonly<Record<string, string>> = {
  auto: 'what suits the method',
  log: 'rewards in the log',
  scorer: 'the score',
  change: 'change of the score',
  blend: 'score and log blended',
};

/** The method with what differs from its defaults: `GiGPO step_w=2`. */
export const titleOf = ({ name, choice }: Pick<Lane, 'name' | 'choice'>): string => [name, ...choice.split(' ').slice(1)].join(' ');

/** Which way the methods push a step: `all 4 push it down`, `3 push it down, 1 up`. */
export function pushes(lanes: readonly Lane[], step: number): string {
  const values = lanes.flatMap((l) => l.values[step] ?? []);
  const [up, down] = [values.filter((v) => v > 0).length, values.filter((v) => v < 0).length];
  if (values.length < 2) return '';
  if (up + down === 0) return 'no method pushes this step either way';
  const still = values.length - up - down;
  const rest = still > 0 ? `, ${still} neither` : '';
  if (up === 0 || down === 0)
    return `${still === 0 ? `all ${values.length} push` : `${up + down} of ${values.length} push`} it ${up > 0 ? 'up' : 'down'}${rest}`;
  return down >= up ? `${down} push it down, ${up} up${rest}` : `${up} push it up, ${down} down${rest}`;
}
