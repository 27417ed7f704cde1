import type { Json } from '../model/json.ts';
import type { Action, Message, Observation, Step } from '../model/trajectory.ts';
import { callOf, readArgs } from './content.ts';
import type { CustomFormat, StepFields } from './custom-format.ts';
import { all, elements, named, one, textOf, words } from './custom-values.ts';
import { flag, idText, number } from './fields.ts';
import type { JsonPath, Scope } from './json-path.ts';
import { type Dialogue, dialogue, messageList } from './messages.ts';

/**
 * Steps mapped one by one. Elements with nothing but an observation answer the step before them; before any step they are
 * the prompt. An element in which nothing is found is an empty step: it is not lost.
 */
export function stepList({ fields, step }: CustomFormat, items: readonly Json[], scope: Scope): Dialogue {
  const preamble = [...system(fields.system, scope)];
  const steps: Step[] = [];
  for (const [number, item] of items.entries()) {
    const read = readStep(step, { values: [...scope.values, item], number }, steps.length);
    const last = steps.at(-1);
    const decided = read.text !== undefined || read.thought !== undefined || read.actions.length > 0;
    if (decided || read.observations.length === 0) steps.push(read);
    else if (last === undefined) preamble.push(...read.observations.map((seen): Message => ({ role: 'user', text: seen.text })));
    else {
      const { reward, label, error, logged } = read;
      const more = known({ reward, label, error, logged: logged && { ...last.logged, ...logged } });
      steps[steps.length - 1] = { ...last, ...more, observations: [...last.observations, ...read.observations] };
    }
  }
  return { preamble, steps };
}

/** Chat messages under a path; rewards, labels and numbers of steps stand elsewhere in the record. */
export function chat(format: CustomFormat, scope: Scope, index: number): Dialogue {
  const { messages, prompt } = format.fields;
  const given = all(prompt, scope).flatMap((value) => messageList(value, 'user'));
  const { preamble, steps } = dialogue(elements(format, 'messages', messages as JsonPath, scope, index), given);
  const within = (step: Step): Scope => ({ values: [...scope.values, null], number: step.index });
  return {
    preamble: [...system(format.fields.system, scope), ...preamble],
    steps: steps.map((step) => ({ ...step, ...known(numbersOf(format.step, within(step))) })),
  };
}

function system(path: JsonPath | undefined, scope: Scope): readonly Message[] {
  const said = words(path, scope);
  return said === undefined ? [] : [{ role: 'system', text: said }];
}

const readStep = (step: StepFields, scope: Scope, index: number): Step => ({
  index,
  actor: idText(one(step.actor, scope)) ?? 'assistant',
  thought: words(step.thought, scope),
  text: words(step.text, scope),
  actions: readActions(step, scope),
  observations: readObservations(step, scope),
  ...numbersOf(step, scope),
});

const numbersOf = (step: StepFields, scope: Scope): Partial<Step> => ({
  reward: number(one(step.reward, scope)),
  label: number(one(step.label, scope)),
  error: words(step.error, scope),
  logged: named(step.logged, scope),
});

const known = (step: Partial<Step>): Partial<Step> => Object.fromEntries(Object.entries(step).filter(([, value]) => value !== undefined));

function readActions(step: StepFields, scope: Scope): readonly Action[] {
  const calls = all(step.calls, scope).flatMap((value) => (Array.isArray(value) ? (value as readonly Json[]) : [value]));
  const tool = idText(one(step.tool, scope));
  const named = tool === undefined ? [] : [{ tool, args: readArgs(one(step.args, scope) ?? null) }];
  return [...calls.map(callOf), ...named];
}

function readObservations(step: StepFields, scope: Scope): readonly Observation[] {
  const isError = flag(one(step.isError, scope));
  return all(step.observation, scope).map((value) => ({ text: textOf(value), from: 'environment', isError }));
}
