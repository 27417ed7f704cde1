import type { Json, JsonObject } from '../model/json.ts';
import type { Draft, Message, Observation, Step } from '../model/trajectory.ts';
import { folderOf, stemOf } from '../text/path.ts';
import { readContent } from './content.ts';
import { count, flag, idText, isObject, mostly, object, objects, present, text } from './fields.ts';
import { LogError, type RecordImporter } from './importer.ts';
import { leftovers, merged } from './leftovers.ts';

/**
 * Failed multi-agent runs with the decisive mistake marked (Who&When, ag2ai/Agents_Failure_Attribution): AutoGen group
 * chats with the speaker in `name`, Magentic-One runs with the speaker in `role`. Each message of an agent is a step.
 */
export const whoAndWhen: RecordImporter = {
  id: 'who-and-when',
  name: 'Who&When failure attribution',
  rewards: 'no number: every run in it failed; the step at `mistake_step` has the label -1',
  groups: '`question_ID`, else the file name',
  containers: ['document', 'elements', 'lines'],
  writes: 'once',
  unit: 'record',
  detect: ({ records }) => (mostly(records, isRun) ? 'sure' : 'no'),
  read({ value }, file) {
    if (!isRun(value)) {
      throw new LogError({
        severity: 'error',
        code: 'who-and-when-run',
        message: 'A Who&When run needs the list "history" and "mistake_step"',
        remedy: 'It was left out; the other records are read. Check what wrote it.',
      });
    }
    return [readRun(value, file.path)];
  },
};

const isRun = (value: Json): value is JsonObject => isObject(value) && Array.isArray(value.history) && 'mistake_step' in value;

const READ = new Set(
  'history question ground_truth is_correct is_corrected mistake_agent mistake_step mistake_reason system_prompt question_ID'.split(' '),
);

function readRun(run: JsonObject, path: string): Draft {
  const { preamble, steps } = readHistory(objects(run.history), mistakeIndex(run.mistake_step));
  const id = idText(run.question_ID);
  const prompts = Object.values(object(run.system_prompt) ?? {}).filter((prompt) => typeof prompt === 'string');
  return {
    format: 'who-and-when',
    run: folderOf(path),
    group: id ?? stemOf(path),
    task: { id, text: text(run.question) ?? preamble[0]?.text },
    policy: {},
    preamble: [...prompts.map((prompt): Message => ({ role: 'system', text: prompt })), ...preamble],
    steps,
    // Only failures were collected; `is_corrected` says whether an annotator's correction changed that.
    outcome: { success: flag(run.is_correct) ?? false },
    status: 'scored',
    reference: run.ground_truth ?? undefined,
    extra: merged(
      {
        mistake: present({
          agent: text(run.mistake_agent),
          message: idText(run.mistake_step),
          reason: text(run.mistake_reason),
        }) as JsonObject | undefined,
        corrected: flag(run.is_corrected),
      },
      leftovers({ ...run, level: idText(run.level) ?? null }, READ),
    ),
  };
}

/** The place in `history`, from 0, mostly written as a string. */
const mistakeIndex = (value: Json | undefined): number | undefined =>
  typeof value === 'string' && /^ *\d{1,9} *$/.test(value) ? Number(value) : count(value);

type OpenStep = Omit<Step, 'index' | 'observations'> & { label?: number; observations: Observation[] };

/** Speakers that run what an agent wrote, or ask for it: they answer, they do not decide. */
const isEnvironment = (speaker: string): boolean => /^(?:computer_?terminal|terminal|executor|code_?executor|user_?proxy)$/i.test(speaker);

function readHistory(
  history: readonly JsonObject[],
  mistake: number | undefined,
): { preamble: readonly Message[]; steps: readonly Step[] } {
  const preamble: Message[] = [];
  const steps: OpenStep[] = [];
  history.forEach((message, at) => {
    const speaker = text(message.name) ?? text(message.role) ?? 'unknown';
    const said = readContent(message.content);
    const last = steps.at(-1);
    if (/^(?:human|system)$/.test(speaker) && last === undefined) {
      preamble.push({ role: speaker === 'system' ? 'system' : 'user', text: said.text });
    } else if (last !== undefined && (isEnvironment(speaker) || speaker === 'human')) {
      last.observations.push({ text: said.text, from: speaker === 'human' ? 'user' : speaker });
    } else steps.push(stepOf(speaker, said.text));
    if (at === mistake && steps.length > 0) (steps.at(-1) as OpenStep).label = -1;
  });
  return { preamble, steps: steps.map((step, index) => ({ ...step, index })) };
}

/** `Orchestrator (thought)` thinks, `Orchestrator (-> WebSurfer)` asks another agent, and `WebSurfer` speaks. */
function stepOf(speaker: string, said: string): OpenStep {
  const [, actor = speaker, aside] = /^(.*?) *\(([^()]*)\)$/.exec(speaker) ?? [];
  const asked = /^-> *(.+)$/.exec(aside ?? '')?.[1];
  if (aside === 'thought') return { actor, thought: said, actions: [], observations: [] };
  if (asked !== undefined) return { actor, actions: [{ tool: asked, args: { request: said } }], observations: [] };
  return { actor, text: said, actions: [], observations: [] };
}
