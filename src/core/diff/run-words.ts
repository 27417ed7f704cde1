import type { MetricDiff } from './runs.ts';

const NAMES: Readonly<Record<string, string>> = {
  success: 'solved',
  reward: 'reward',
  steps: 'steps',
  toolCalls: 'tool calls',
  errors: 'steps with errors',
  tokens: 'tokens generated',
  chars: 'characters',
  cost: 'cost ($)',
};

/** How a metric is called on screen; `pass@k` and tools go by their own names. */
export const metricName = (metric: string): string => NAMES[metric] ?? metric;

/** Whether more of it is better, worse, or neither. */
export function betterWhen(metric: string): 'higher' | 'lower' | undefined {
  if (metric === 'success' || metric === 'reward' || metric.startsWith('pass@')) return 'higher';
  return metric === 'errors' ? 'lower' : undefined;
}

/** The verdict as a sentence a person can act on. */
export function verdictText({ verdict, tasks }: Pick<MetricDiff, 'verdict' | 'tasks'>): string {
  if (verdict === 'not enough data') return `not enough data: ${tasks} ${tasks === 1 ? 'task' : 'tasks'}, needs 5`;
  return verdict === 'no difference shown' ? verdict : `B ${verdict}`;
}

/** Three figures, `–` where there is no number. */
export function figure(value: number | undefined): string {
  if (value === undefined || value === null || !Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  const text = size === 0 ? '0' : size >= 1000 ? Math.round(size).toLocaleString('en-US') : String(Number(size.toPrecision(3)));
  return value < 0 ? `−${text}` : text;
}

/** With its sign. */
export const difference = (value: number | undefined): string => (value !== undefined && value > 0 ? `+${figure(value)}` : figure(value));

export function pText(p: number | undefined): string {
  if (p === undefined || p === null || !Number.isFinite(p)) return '–';
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}
