import type { Json, JsonObject } from '../model/json.ts';
import type { Action, Draft, Outcome, Status } from '../model/trajectory.ts';
import { folderOf, nameOf } from '../text/path.ts';
import { decodeUtf8 } from '../text/utf8.ts';
import { allRecords } from './all-records.ts';
import { flag, isObject, mostly, number, object, present, text } from './fields.ts';
import { type FileImporter, type Imported, LogError, type LogFile } from './importer.ts';
import { closeSteps, type OpenStep, openStep } from './open-step.ts';

/**
 * OSWorld episodes (lib_run_single.py of xlang-ai/OSWorld): `…/<model>/<domain>/<task>/traj.jsonl`, a line per action
 * and several actions to one prediction, a screenshot taken after each, and the verdict in `result.txt` at the end.
 */
export const osworldTraj: FileImporter = {
  id: 'osworld-traj',
  name: 'OSWorld episode',
  rewards: 'the number in `result.txt` beside it; step rewards where any is not 0',
  groups: 'the task folder, in the folder of the model',
  containers: ['lines', 'document'],
  writes: 'append',
  unit: 'file',
  detect: ({ records }) => (mostly(records, (record) => isAction(record) || isError(record)) && records.some(isAction) ? 'sure' : 'no'),

  async *read(file: LogFile): AsyncGenerator<Imported> {
    const lines: JsonObject[] = [];
    for await (const item of allRecords(file, ['lines', 'document'])) {
      if ('problem' in item) yield item;
      else if (isAction(item.record.value) || isError(item.record.value)) lines.push(item.record.value);
      else yield { problem: notALine(item.record.place) };
    }
    if (lines.length > 0) yield { draft: await readEpisode(lines, file), place: { kind: 'file' } };
  },
};

const isAction = (value: Json): value is JsonObject =>
  isObject(value) && 'step_num' in value && 'action' in value && ('action_timestamp' in value || 'screenshot_file' in value);

const isError = (value: Json): value is JsonObject => isObject(value) && typeof value.Error === 'string';

const notALine = (place: { readonly kind: string; readonly line?: number; readonly offset?: number }) =>
  new LogError({
    severity: 'error',
    code: 'osworld-line',
    message: 'An OSWorld line needs "step_num", "action" and "action_timestamp"',
    remedy: 'It was left out; the other lines are read.',
    line: place.line,
    offset: place.offset,
  }).problem;

async function readEpisode(lines: readonly JsonObject[], file: LogFile): Promise<Draft> {
  const folder = folderOf(file.path);
  const model = folderOf(folderOf(folder));
  const actions = lines.filter(isAction);
  const reward = await resultOf(file);
  const outcome = outcomeOf(lines, reward);
  return {
    format: 'osworld-traj',
    run: model,
    group: nameOf(folder),
    task: { id: nameOf(folder) },
    policy: present({ model: model === '.' ? undefined : nameOf(model) }) ?? {},
    preamble: [],
    steps: closeSteps(stepsOf(actions)),
    outcome,
    status: statusOf(outcome, actions),
    extra: { domain: nameOf(folderOf(folder)) },
  };
}

/** The evaluator's number; missing until the episode has been judged. */
async function resultOf(file: LogFile): Promise<number | undefined> {
  const result = await file.sibling('result.txt');
  if (result === undefined) return undefined;
  const written = decodeUtf8(await result.bytes(0, 200)).trim();
  const value = written === '' ? Number.NaN : Number(written);
  return Number.isFinite(value) ? value : undefined;
}

/** Lines of one prediction share their number and repeat its words. */
function stepsOf(lines: readonly JsonObject[]): readonly OpenStep[] {
  const steps: OpenStep[] = [];
  const rewarded = lines.some((line) => (number(line.reward) ?? 0) !== 0);
  let current: Json | undefined;
  for (const line of lines) {
    let step = steps.at(-1);
    if (step === undefined || line.step_num !== current) {
      step = openStep();
      step.texts.push(responseText(line.response));
      steps.push(step);
      current = line.step_num;
    }
    addAction(step, line);
    const reward = number(line.reward);
    if (rewarded && reward !== undefined) step.reward = (step.reward ?? 0) + reward;
    const time = localTime(text(line.action_timestamp));
    if (time !== undefined) step.times.push(time);
  }
  return steps;
}

const responseText = (value: Json | undefined): string =>
  text(value) ?? (value === undefined || value === null ? '' : JSON.stringify(value));

function addAction(step: OpenStep, line: JsonObject): void {
  const id = `${step.actions.length}`;
  step.actions.push({ ...actionOf(line.action ?? null), id });
  const screenshot = text(line.screenshot_file);
  const error = text(object(line.info)?.error);
  if (screenshot === undefined && error === undefined) return;
  step.observations.push({
    text: error ?? '',
    of: id,
    from: 'environment',
    isError: error === undefined ? undefined : true,
    images: screenshot === undefined ? undefined : [{ kind: 'file', path: screenshot, mediaType: 'image/png' }],
  });
}

/** Code for pyautogui, a word (`WAIT`, `DONE`, `FAIL`), or an object with its kind and parameters. */
function actionOf(action: Json): Action {
  if (typeof action === 'string') {
    return /^[A-Z]{3,20}$/.test(action) ? { tool: action.toLowerCase(), args: {} } : { tool: 'pyautogui', args: { code: action } };
  }
  if (!isObject(action)) return { tool: 'action', args: action };
  const { name, action_type, input, parameters, ...rest } = action;
  return { tool: text(name) ?? text(action_type) ?? 'action', args: input ?? parameters ?? rest };
}

/** `20250102@130405123456` in the machine's own time zone, which is not written: read as UTC. */
function localTime(stamp: string | undefined): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)@(\d\d)(\d\d)(\d\d)(\d{0,6})$/.exec(stamp ?? '');
  if (match === null) return undefined;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second) + Number((match[7] ?? '').padEnd(6, '0').slice(0, 3));
}

function outcomeOf(lines: readonly JsonObject[], reward: number | undefined): Outcome {
  const error = lines.map((line) => text(line.Error)).find((words) => words !== undefined);
  const last = lines.findLast(isAction)?.action;
  const ended = last === 'DONE' || last === 'FAIL' ? last : undefined;
  if (reward !== undefined) return { reward, success: reward === 1 ? true : reward === 0 ? false : undefined, stop: ended };
  if (error === undefined) return present({ stop: ended }) ?? {};
  return /time limit exceeded/i.test(error) ? { stop: error } : { error };
}

function statusOf(outcome: Outcome, lines: readonly JsonObject[]): Status {
  if (outcome.error !== undefined) return 'error';
  if (outcome.reward !== undefined) return 'scored';
  if (outcome.stop !== undefined && /time limit/i.test(outcome.stop)) return 'truncated';
  return flag(lines.at(-1)?.done) === true ? 'unscored' : 'running';
}
