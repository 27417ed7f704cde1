import type { Step, Trajectory } from '../../../src/core/model/trajectory.ts';
import { CODING } from './coding.ts';

const WORDS = ['The', ' converter', ' returns', ' None', ' for', ' empty', ' strings', ',', ' so', ' I', ' will', ' coerce', ' before', ' the', ' regex', '.']; // biome-ignore format: one line

/** Tokens of the decisive step, as a trainer may log them. */
const TOKENS: NonNullable<Step['tokens']> = {
  texts: WORDS,
  advantages: WORDS.map((_, k) => (k === 7 ? 0 : k < 3 ? 0.2 * k : -0.1 * k)),
  logprobs: WORDS.map((_, k) => (k === 4 ? Number.NaN : -0.3 * ((k % 5) + 1))),
};

const OTHERWISE: Step['actions'] = [{ tool: 'bash', args: { command: 'python -m pytest tests/model_fields -q' }, id: 'x' }];

/** Eight samples of the coding task that go along with the third one for a while; three are solved. */
export function creditGroup(own: string): readonly Trajectory[] {
  const partings = [4, 11, 27, 7, 2, 11, 15, 9];
  const rewards = [0, 1, 0, 1, 0, 1, 0, 0];
  return partings.map((parting, sample) => {
    const steps = CODING.map((step, i) =>
      i === parting ? { ...step, actions: OTHERWISE } : i === 11 ? { ...step, tokens: TOKENS } : step,
    );
    const reward = rewards[sample] ?? 0;
    return {
      id: sample === 2 ? own : `s${sample + 1}`,
      format: 'sweagent-traj',
      source: { file: '/logs/x', place: { kind: 'file' } },
      run: 'run-7',
      group: 'django__django-11099',
      sample,
      task: {},
      policy: { update: 240 },
      preamble: [],
      steps: sample === 2 ? steps : steps.slice(0, 27 - sample),
      outcome: { reward, success: reward === 1 },
      status: 'scored',
    };
  });
}
