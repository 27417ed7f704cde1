import type { Json, JsonObject } from '../model/json.ts';
import type { CreditMethod } from './method.ts';
import type { StepRewardSource } from './rollouts.ts';

/** Where step rewards are taken from; `auto` takes what suits the method and is there. */
export type From = { readonly kind: 'auto' } | StepRewardSource;

/** A method as someone wants to see it. */
export interface CreditChoice {
  readonly method: string;
  /** Only what differs from the method's defaults. */
  readonly params: JsonObject;
  readonly from: From;
}

/** Most methods that are shown side by side. */
export const MOST_CHOICES = 6;

/**
 * A choice as it stands in the settings: `gigpo step_w=2 from=change`, `rudder`, `discounted_return from=blend:0.5`.
 * Undefined when there is no method id; the id and the parameters are not checked against the table.
 */
export function parseChoice(text: string): CreditChoice | undefined {
  const [method, ...words] = text.trim().split(/\s+/);
  if (!method) return undefined;
  const given = words.flatMap((word) => {
    const at = word.indexOf('=');
    return at > 0 ? [[word.slice(0, at), word.slice(at + 1)] as const] : [];
  });
  const from = given.find(([key]) => key === 'from')?.[1];
  const params = Object.fromEntries(given.filter(([key]) => key !== 'from').map(([key, value]) => [key, parseValue(value)]));
  return { method, params, from: parseFrom(from) };
}

export function formatChoice({ method, params, from }: CreditChoice): string {
  const given = Object.entries(params).map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return [method, ...given, ...(from.kind === 'auto' ? [] : [`from=${formatFrom(from)}`])].join(' ');
}

/** `auto`, `log`, `scorer`, `change` or `blend:WEIGHT`; anything else is `auto`. */
export function parseFrom(text: string | undefined): From {
  if (text === 'log' || text === 'scorer' || text === 'change') return { kind: text };
  const weight = Number(/^blend(?::(.*))?$/.exec(text ?? '')?.[1] ?? 0.5);
  return text?.startsWith('blend') && weight >= 0 && weight <= 1 ? { kind: 'blend', weight } : { kind: 'auto' };
}

export const formatFrom = (from: From): string => (from.kind === 'blend' ? `blend:${from.weight}` : from.kind);

/**
 * The sources to try for a method, best first. Methods that read a score as the value of a state want the scorer, those
 * that sum contributions want its change, the rest want what the trainer rewarded.
 */
export function sourcesFor(method: CreditMethod, from: From): readonly StepRewardSource[] {
  if (from.kind !== 'auto') return [from];
  if (!method.needs.includes('step-rewards')) return [{ kind: 'log' }];
  const [scorer, change, log] = [{ kind: 'scorer' }, { kind: 'change' }, { kind: 'log' }] as const;
  if (STATE_VALUES.has(method.id)) return [scorer, log];
  if (CONTRIBUTIONS.has(method.id)) return [change, log];
  return [log, scorer];
}

const STATE_VALUES: ReadonlySet<string> = new Set(['pure_min_form', 'pure_rloo', 'pure_verl_rloo', 'rudder', 'pbrs', 'first_error']);
const CONTRIBUTIONS: ReadonlySet<string> = new Set(['spa', 'spa_step_placement', 'deepseek_process_grpo']);

function parseValue(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
