import type { Json, JsonObject } from '../model/json.ts';
import type { Problem } from '../model/result.ts';
import type { Draft, Step } from '../model/trajectory.ts';
import { folderOf, nameOf } from '../text/path.ts';
import { readDocument } from './document.ts';
import { count, flag, isObject, number, numbers, present, text } from './fields.ts';
import { type FileImporter, type Imported, LogError, type LogFile } from './importer.ts';
import { milliseconds, solvedBy } from './outcomes.ts';

/**
 * Episodes of AgentLab and BrowserGym: `<time>_<agent>_on_<task>_<seed>/summary_info.json`, written at the end. What the
 * agent did is in pickles beside it, which are never unpickled: the episode is shown by its numbers and screenshots.
 */
export const agentlab: FileImporter = {
  id: 'agentlab',
  name: 'AgentLab episode summary',
  rewards: '`cum_reward`; none where the episode broke off with `err_msg`',
  groups: 'the task named by the folder; the sample is its seed',
  containers: ['document', 'lines'],
  writes: 'once',
  unit: 'file',
  detect: ({ records }) => (records.length === 1 && records.every(isSummary) ? 'sure' : 'no'),

  async *read(file: LogFile): AsyncGenerator<Imported> {
    const summary = await readDocument(file);
    if (!isSummary(summary)) {
      throw new LogError({
        severity: 'error',
        code: 'agentlab-summary',
        message: 'An AgentLab summary needs "n_steps" and "cum_reward"',
        remedy: 'Choose another format, or let it be detected.',
        file: file.path,
      });
    }
    const steps = await screenshotSteps(file, count(summary.n_steps) ?? 0);
    yield { draft: readSummary(summary, steps, folderOf(file.path)), place: { kind: 'file' } };
    yield { problem: stepsInPickles(count(summary.n_steps), steps.length) };
  },
};

const isSummary = (value: Json): value is JsonObject =>
  isObject(value) && 'n_steps' in value && 'cum_reward' in value && ('terminated' in value || 'err_msg' in value);

const stepsInPickles = (steps: number | undefined, shown: number): Problem => ({
  severity: 'info',
  code: 'steps-in-pickles',
  message: `The ${steps ?? 'unknown number of'} steps of this episode are in Python pickles (step_*.pkl.gz), which are not read: doing so would run code stored in them${shown > 0 ? '; the screenshots are shown' : ''}`,
  remedy: 'Load them where they were written (`browsergym.experiments.ExpResult(dir).steps_info`) and write them as JSON.',
});

/** `2024-08-01_10-20-52_GenericAgent_on_miniwob.ascending-numbers_64_e6d2d5`; not all have the part after the seed. */
const FOLDER = /^(?:\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d_)?(.+?)_on_(.+?)_(\d{1,15})(?:_[0-9a-f]{4,12})?$/;

function readSummary(summary: JsonObject, steps: readonly Step[], folder: string): Draft {
  const [, agent, task, seed] = FOLDER.exec(nameOf(folder)) ?? [];
  const message = text(summary.err_msg);
  const [terminated, truncated] = [flag(summary.terminated) === true, flag(summary.truncated) === true];
  // An exception ends the loop with neither flag; after a regular end the message is of the agent's own making.
  const error = terminated || truncated ? undefined : message;
  const reward = number(summary.cum_reward);
  const study = folderOf(folder);
  return {
    format: 'agentlab',
    run: agent === undefined ? study : `${study}/${agent}`,
    group: task ?? nameOf(folder),
    sample: seed === undefined ? undefined : Number(seed),
    task: { id: task ?? nameOf(folder) },
    policy: present({ agent }) ?? {},
    preamble: [],
    steps,
    outcome:
      present({
        reward: error === undefined ? reward : undefined,
        success: error === undefined ? solvedBy(reward) : undefined,
        stop: truncated && !terminated ? 'truncated' : undefined,
        error,
      }) ?? {},
    status: error !== undefined ? 'error' : truncated && !terminated ? 'truncated' : reward === undefined ? 'unscored' : 'scored',
    usage: present({
      input: number(summary['stats.cum_openai_prompt_tokens']) ?? number(summary['stats.cum_input_tokens']),
      output: number(summary['stats.cum_openai_completion_tokens']) ?? number(summary['stats.cum_output_tokens']),
      cost: number(summary['stats.cum_openai_total_cost']) ?? number(summary['stats.cum_cost']),
    }),
    timing: present({ duration: milliseconds(number(summary['stats.cum_step_elapsed'])) }),
    logged: loggedOf(summary),
    extra: present({
      agentError: error === undefined ? message : undefined,
      stackTrace: text(summary.stack_trace)?.slice(0, 4000),
      rewardOnError: error === undefined ? undefined : reward,
    }) as JsonObject | undefined,
  };
}

/** Sums over the steps without their `stats.` prefix, and what the reward was before shaping. */
function loggedOf(summary: JsonObject): Draft['logged'] {
  const kept = Object.entries(summary).filter(([key]) => key === 'n_steps' || key === 'cum_raw_reward' || key.startsWith('stats.cum_'));
  return numbers(Object.fromEntries(kept.map(([key, value]) => [key.replace(/^stats\./, ''), value])));
}

const MOST_SCREENSHOTS = 500;

/** `screenshot_step_<i>.png` shows the page before action i, so it answers the action before it. */
async function screenshotSteps(file: LogFile, steps: number): Promise<readonly Step[]> {
  const found: (string | undefined)[] = [];
  for (let i = 0; i <= Math.min(steps, MOST_SCREENSHOTS); i++) {
    const name = `screenshot_step_${i}.png`;
    found.push((await file.sibling(name)) === undefined ? undefined : name);
  }
  if (found.every((name) => name === undefined)) return [];
  return found.slice(1).map((name, index) => ({
    index,
    actor: 'assistant',
    actions: [],
    observations:
      name === undefined ? [] : [{ text: '', from: 'environment', images: [{ kind: 'file', path: name, mediaType: 'image/png' }] }],
  }));
}
