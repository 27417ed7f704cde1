import type { Json, JsonObject } from '../model/json.ts';
import type { Action, Message, Observation, Step } from '../model/trajectory.ts';
import { callOf, readContent } from './content.ts';
import { list, numbers, object, objects, present, text } from './fields.ts';

/** Commands of SWE-agent's own interface; any other command line is the shell's. */
const COMMANDS = new Set(
  'open goto scroll_up scroll_down create edit insert append submit exit_forfeit search_dir search_file find_file str_replace_editor view_image'.split(
    ' ',
  ),
);

const isDemo = (item: JsonObject): boolean => item.is_demo === true;

/** System prompt, demonstrations and issue: what the policy read before its first decision. */
export function sweAgentPreamble(document: JsonObject): readonly Message[] {
  const history = objects(document.history);
  const first = objects(document.trajectory)[0];
  const given = history.length > 0 ? history : objects(list(first?.messages) ?? list(first?.query));
  const end = given.findIndex((item) => item.role === 'assistant' && !isDemo(item));
  return given.slice(0, end < 0 ? given.length : end).map((item) => {
    const { text: said, images } = readContent(item.content);
    const role = item.role === 'system' || item.role === 'assistant' || item.role === 'tool' ? item.role : 'user';
    return present({ role, text: said, images: images.length > 0 ? images : undefined }) as Message;
  });
}

/** The steps of one SWE-agent document: its `trajectory`, or, in demonstration files that have none, its `history`. */
export function sweAgentSteps(document: JsonObject): readonly Step[] {
  const turns = turnsOf(objects(document.history));
  if (!Array.isArray(document.trajectory)) return turns.map(fromTurn);
  let next = 0;
  return objects(document.trajectory).map((item, index) => {
    const found = turns.findIndex((turn, at) => at >= next && turn.said.action === item.action);
    if (found >= 0) next = found + 1;
    return fromItem(item, index, found >= 0 ? turns[found] : undefined);
  });
}

/** One assistant message of the history and the messages that answered it. */
interface Turn {
  readonly said: JsonObject;
  readonly answers: readonly JsonObject[];
}

function turnsOf(history: readonly JsonObject[]): readonly Turn[] {
  const turns: { said: JsonObject; answers: JsonObject[] }[] = [];
  for (const item of history) {
    if (isDemo(item)) continue;
    if (item.role === 'assistant') turns.push({ said: item, answers: [] });
    else turns.at(-1)?.answers.push(item);
  }
  return turns;
}

/** `trajectory` has the bare command and output; `history` adds the structured call, hidden reasoning and images. */
function fromItem(item: JsonObject, index: number, turn: Turn | undefined): Step {
  const command = text(item.action) ?? '';
  const observed = text(item.observation);
  const images = turn?.answers.flatMap((answer) => readContent(answer.content).images) ?? [];
  const done = actions(command, turn?.said);
  const of = done.length === 1 ? done[0]?.id : undefined;
  const answer =
    observed === undefined
      ? []
      : [present({ text: observed, of, from: 'environment', images: images.length > 0 ? images : undefined }) as Observation];
  return present({
    index,
    actor: 'assistant',
    ...words(item, turn?.said, text(item.response)),
    actions: done,
    observations: answer,
    logged: numbers({ execution_time: item.execution_time ?? null, ...object(item.extra_info) }),
    error: command.trim() === '' ? observed || text(item.thought) || 'no action' : undefined,
  }) as Step;
}

function fromTurn(turn: Turn, index: number): Step {
  return present({
    index,
    actor: 'assistant',
    ...words(turn.said, turn.said, readContent(turn.said.content).text),
    actions: actions(text(turn.said.action) ?? '', turn.said),
    observations: turn.answers.map((answer) => {
      const { text: said, images } = readContent(answer.content);
      return present({ text: said, from: 'environment', images: images.length > 0 ? images : undefined }) as Observation;
    }),
  }) as Step;
}

/** SWE-agent's `thought` is what the answer says around its command; hidden reasoning comes in `thinking_blocks`. */
function words(item: JsonObject, said: JsonObject | undefined, response: string | undefined): Pick<Step, 'thought' | 'text'> {
  const thought = text(item.thought) || undefined;
  const hidden = objects(said?.thinking_blocks)
    .map((block) => text(block.thinking) ?? '')
    .filter((block) => block !== '')
    .join('\n\n');
  if (hidden !== '') return { thought: hidden, text: thought };
  return thought === undefined ? { text: response || undefined } : { thought };
}

function actions(command: string, said: JsonObject | undefined): readonly Action[] {
  const calls = list(said?.tool_calls) ?? [];
  if (calls.length > 0) return calls.map((call) => callOf(call as Json));
  const line = command.trim();
  if (line === '') return [];
  const name = /^[\w-]+/.exec(line)?.[0] ?? '';
  return [{ tool: COMMANDS.has(name) ? name : 'bash', args: { command: line } }];
}
