import type { Trajectory } from '../../../../src/core/model/trajectory.ts';
import { exampleOf } from '../../../../src/core/scoring/fit/example-of.ts';
import { Examples } from '../../../../src/core/scoring/fit/examples.ts';
import { below, seeded } from '../../../../src/core/stats/random.ts';

export interface Made {
  readonly tasks?: number;
  readonly samples?: number;
  /** How often a step's words tell the outcome: 0 never, 1 always. */
  readonly signal: number;
  /** Failed trajectories are this much longer. */
  readonly longer?: number;
  readonly seed?: number;
}

const pick = (random: () => number, words: readonly string[]): string => words[below(random, words.length)] as string;

const NEUTRAL = ['list', 'open', 'read', 'look', 'count', 'compare', 'check', 'note'];

/** A run of made-up trajectories. Task and outcome are independent. */
export function madeRun({ tasks = 30, samples = 6, signal, longer = 0, seed = 7 }: Made): readonly Trajectory[] {
  const random = seeded(seed);
  return Array.from({ length: tasks * samples }, (_, i): Trajectory => {
    const success = random() < 0.5;
    const length = 4 + below(random, 8) + (success ? 0 : longer);
    const group = `task ${i % tasks}`;
    return {
      id: `t${i}`,
      format: 'made',
      source: { file: 'made.jsonl', place: { kind: 'file' } },
      run: 'made',
      group,
      sample: Math.floor(i / tasks),
      task: {
        id: group,
        text: `Do number ${pick(random, NEUTRAL)} of ${group.replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)] as string)}`,
      },
      policy: { model: i % 3 === 0 ? 'small' : 'large' },
      preamble: [],
      steps: Array.from({ length }, (_, index) => {
        const told = random() < signal ? (success ? 'amber' : 'cobalt') : pick(random, NEUTRAL);
        return {
          index,
          actor: 'assistant',
          text: `${pick(random, NEUTRAL)} ${told}`,
          actions: [{ tool: 'search', args: { query: `${pick(random, NEUTRAL)} ${index}` } }],
          observations: [{ text: `${pick(random, NEUTRAL)} found ${told}` }],
        };
      }),
      outcome: { success },
      status: 'scored',
    };
  });
}

export function examplesOf(run: readonly Trajectory[]): Examples {
  const examples = new Examples();
  for (const trajectory of run) {
    const example = exampleOf(trajectory);
    if (example) examples.add(example);
  }
  return examples;
}
