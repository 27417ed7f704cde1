import type { Step, TokenTrace } from '../../core/model/trajectory.ts';
import type { TokenHeat } from '../../protocol/credit.ts';

/** More would be slow to draw and nobody reads it. */
const MOST_TOKENS = 8000;

const LANES = [
  ['advantage', 'advantages'],
  ['reward', 'rewards'],
  ['return', 'returns'],
  ['value', 'values'],
  ['log-probability', 'logprobs'],
  ['entropy', 'entropies'],
  ['in the loss', 'lossMask'],
] as const satisfies readonly (readonly [string, keyof TokenTrace])[];

/** Whether the log has the texts of a step's tokens and a number for each. */
export const hasHeat = ({ tokens }: Step): boolean =>
  tokens?.texts !== undefined && LANES.some(([, key]) => tokens[key]?.length === tokens.texts?.length);

/** Per-token numbers of a step with the tokens' texts; lanes that are not aligned with the texts are left out. */
export function tokenHeat(step: Step | undefined): TokenHeat {
  const texts = step?.tokens?.texts ?? [];
  const lanes = LANES.flatMap(([name, key]) => {
    const values = step?.tokens?.[key];
    if (!values || values.length !== texts.length) return [];
    return [{ name, values: values.slice(0, MOST_TOKENS).map((v) => (Number.isNaN(v) ? null : v)) }];
  });
  return { texts: texts.slice(0, MOST_TOKENS), lanes, more: Math.max(0, texts.length - MOST_TOKENS) };
}
