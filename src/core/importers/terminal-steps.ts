import type { JsonObject } from '../model/json.ts';
import type { Message, Step } from '../model/trajectory.ts';
import { tryJson } from '../text/json.ts';
import { decodeUtf8 } from '../text/utf8.ts';
import { entryOf, isTurn } from './claude-lines.ts';
import { claudeSteps } from './claude-steps.ts';
import { readSidecar } from './document.ts';
import { isObject, number, object, objects, present, text } from './fields.ts';
import type { LogFile } from './importer.ts';
import { closeSteps, type OpenStep, openStep } from './open-step.ts';
import { type Exchange, readCast } from './terminal-cast.ts';
import { wholeBytes } from './whole.ts';

/** What the agent did in a Terminal-Bench trial, and where that was found. */
export interface TerminalRun {
  readonly preamble: readonly Message[];
  readonly steps: readonly Step[];
  readonly from: 'episodes' | 'stream' | 'recording';
  readonly model?: string;
  readonly cost?: number;
}

/** Recordings and prompts longer than this are not read. */
const LIMIT = 32 * 1024 * 1024;
const MOST_EPISODES = 2000;

/** The agent's own episodes where it logged them, else what the terminal recording shows. */
export async function terminalSteps(file: LogFile): Promise<TerminalRun | undefined> {
  return (await episodes(file)) ?? (await recording(file));
}

/** Terminus keeps prompt and answer of each model call; the next prompt holds what the terminal then showed. */
async function episodes(file: LogFile): Promise<TerminalRun | undefined> {
  const steps: OpenStep[] = [];
  const preamble: Message[] = [];
  for (let n = 0; n < MOST_EPISODES; n++) {
    const folder = `agent-logs/episode-${n}`;
    const [prompt, response] = [await plain(file, `${folder}/prompt.txt`), await plain(file, `${folder}/response.txt`)];
    if (prompt === undefined && response === undefined) break;
    const last = steps.at(-1);
    if (prompt !== undefined && last !== undefined) last.observations.push({ text: prompt, from: 'environment' });
    else if (prompt !== undefined) preamble.push({ role: 'user', text: prompt });
    if (response !== undefined) steps.push(episode(response, object(await readSidecar(file, `${folder}/debug.json`))));
  }
  return steps.length > 0 || preamble.length > 0 ? { preamble, steps: closeSteps(steps), from: 'episodes' } : undefined;
}

async function plain(file: LogFile, path: string): Promise<string | undefined> {
  const found = await file.sibling(path);
  return found && decodeUtf8(await wholeBytes(found, LIMIT));
}

function episode(response: string, debug: JsonObject | undefined): OpenStep {
  const step = openStep();
  const plan = planIn(response);
  if (plan === undefined) step.texts.push(response);
  else {
    step.texts.push(...['state_analysis', 'analysis', 'explanation', 'plan'].flatMap((key) => text(plan[key]) ?? []));
    step.actions.push(...objects(plan.commands).map((args) => ({ tool: 'terminal', args })));
    if (plan.is_task_complete === true || plan.task_complete === true) step.actions.push({ tool: 'task_complete', args: {} });
  }
  const logged = debug?.original_response;
  const raw = object(typeof logged === 'string' ? tryJson(logged) : logged);
  step.thoughts.push(text(object(objects(raw?.choices)[0]?.message)?.reasoning_content) ?? '');
  const usage = object(raw?.usage);
  step.usage = present({
    input: number(usage?.prompt_tokens),
    output: number(usage?.completion_tokens),
    cost: number(debug?.response_cost),
  });
  return step;
}

/** Terminus answers with a JSON plan of keystrokes, sometimes in a fence. */
function planIn(response: string): JsonObject | undefined {
  const [start, end] = [response.indexOf('{'), response.lastIndexOf('}')];
  const plan = start < 0 || end < start ? undefined : object(tryJson(response.slice(start, end + 1)));
  return plan !== undefined && Array.isArray(plan.commands) ? plan : undefined;
}

/** What the harness types before the agent begins and after it. */
const HARNESS = /^(?:clear|exit|asciinema\b.*|(?:source|bash|\.) \/installed-agent\/.*|)$/;

async function recording(file: LogFile): Promise<TerminalRun | undefined> {
  const cast = await file.sibling('sessions/agent.cast');
  if (cast === undefined) return undefined;
  const typed = await plain(file, 'commands.txt');
  const exchanges = readCast(decodeUtf8(await wholeBytes(cast, LIMIT)), typed).filter(({ input }) => !HARNESS.test(commandOf(input)));
  const stream = exchanges.map(({ output }) => streamIn(output)).findLast((found) => found !== undefined);
  return stream ?? { preamble: [], steps: closeSteps(exchanges.map(typedStep)), from: 'recording' };
}

/** The line as it was meant, without the signal that the harness appends to know when it has ended. */
const commandOf = (input: string): string =>
  input
    .trim()
    .replace(/;\s*tmux wait -S \S+$/, '')
    .trim();

function typedStep({ input, output, start, end }: Exchange): OpenStep {
  const step = openStep();
  step.actions.push({ tool: 'terminal', args: { keystrokes: commandOf(input) } });
  if (output !== '') step.observations.push({ text: output, from: 'environment' });
  step.times.push(...[start, end].flatMap((time) => time ?? []));
  return step;
}

/** Claude Code run with `--output-format stream-json` prints its conversation: one JSON object a line. */
function streamIn(output: string): TerminalRun | undefined {
  const lines = output.split('\n').flatMap((line) => {
    const value = line.startsWith('{"type":"') ? tryJson(line) : undefined;
    return isObject(value) ? [value] : [];
  });
  const entries = lines.filter((value) => value.parent_tool_use_id == null).map((value, k) => entryOf(value, k + 1));
  if (!entries.some(isTurn)) return undefined;
  const { preamble, steps, model } = claudeSteps(entries, 'assistant');
  const result = lines.findLast((value) => value.type === 'result');
  const withoutLines = steps.map(({ line: _line, ...step }) => step);
  return { preamble, steps: withoutLines, from: 'stream', model, cost: number(result?.total_cost_usd) || undefined };
}
