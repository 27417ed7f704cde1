import type { Json, JsonObject } from '../model/json.ts';
import type { Action, Draft, ImageRef, Step } from '../model/trajectory.ts';
import { folderOf, nameOf } from '../text/path.ts';
import { readDocument } from './document.ts';
import { objects, text } from './fields.ts';
import { type FileImporter, type Imported, LogError, type LogFile } from './importer.ts';
import { dialogue, isMessage } from './messages.ts';

/**
 * WebVoyager episodes: `task<id>/interact_messages.json`, chat messages of a web agent in the form `Thought: …`,
 * `Action: …`, with screenshots beside it. The verdict of its GPT-4V judge is not in the folder.
 */
export const webvoyager: FileImporter = {
  id: 'webvoyager',
  name: 'WebVoyager episode',
  rewards: 'none: the judge writes elsewhere',
  groups: 'the task folder (`task<id>`) in its result folder',
  containers: ['document'],
  writes: 'once',
  unit: 'file',
  detect: ({ records }) => (records.some(isEpisode) ? 'sure' : 'no'),

  async *read(file: LogFile): AsyncGenerator<Imported> {
    const messages = await readDocument(file);
    if (!isEpisode(messages)) {
      throw new LogError({
        severity: 'error',
        code: 'webvoyager-episode',
        message: 'This is no list of WebVoyager messages (`Thought: …` and `Action: …` on a labelled web page)',
        remedy: 'Choose another format, or let it be detected.',
        file: file.path,
      });
    }
    yield { draft: await readEpisode(objects(messages), file), place: { kind: 'file' } };
  },
};

const ACTION = /\bAction: *(?:(Click|Type|Scroll)\s*\[?|(Wait|GoBack|Google)\b|(ANSWER)\s*[;:])/;

/** The prompt of the agent: a task on a site, and an observation of a page. */
const ASKED = /^Now given a task: ([\s\S]*?) +Please interact with (\S+) and get the answer/;

function isEpisode(value: Json): boolean {
  if (!Array.isArray(value) || !value.every(isMessage)) return false;
  return objects(value).some((message) => message.role === 'user' && ASKED.test(saidIn(message)));
}

const saidIn = (message: JsonObject): string =>
  text(message.content) ??
  objects(message.content)
    .map((part) => text(part.text) ?? '')
    .join('\n');

async function readEpisode(messages: readonly JsonObject[], file: LogFile): Promise<Draft> {
  const { preamble, steps } = dialogue(messages);
  const folder = folderOf(file.path);
  const asked = preamble.map((message) => ASKED.exec(message.text)).find((match) => match !== null);
  const id = nameOf(folder).replace(/^task/, '');
  const shots = await screenshots(file, steps.length);
  const read = steps.map((step, k) => readStep(step, shots[k + 1]));
  const answer = read.at(-1)?.actions.find((action) => action.tool === 'answer');
  return {
    format: 'webvoyager',
    run: folderOf(folder),
    group: id,
    task: { id, text: asked?.[1] },
    policy: { agent: 'WebVoyager' },
    preamble: preamble.map((message) => (message.images === undefined ? message : { ...message, images: shown(message.images, shots[0]) })),
    steps: read,
    outcome: answer === undefined ? {} : { stop: 'answer' },
    status: 'unscored',
    extra: asked === undefined ? undefined : { site: asked?.[2] ?? '' },
  };
}

/** `screenshot1.png` is the first page, `screenshot<n>.png` the one before the n-th action. */
async function screenshots(file: LogFile, steps: number): Promise<readonly (string | undefined)[]> {
  const found: (string | undefined)[] = [];
  for (let n = 1; n <= Math.min(steps + 1, MOST_SCREENSHOTS); n++) {
    const name = `screenshot${n}.png`;
    found.push((await file.sibling(name)) === undefined ? undefined : name);
  }
  return found;
}

const MOST_SCREENSHOTS = 200;

/** The messages hold a place for the image, or nothing: the file beside them has it. */
const shown = (images: readonly ImageRef[], name: string | undefined): readonly ImageRef[] =>
  name !== undefined && images.length > 0 ? [{ kind: 'file', path: name, mediaType: 'image/png' }] : images.map(withoutPlaceholder);

const withoutPlaceholder = (image: ImageRef): ImageRef =>
  image.kind === 'data' && image.uri.includes('{') ? { kind: 'elided', note: 'screenshot left out by the writer' } : image;

function readStep(step: Step, screenshot: string | undefined): Step {
  const said = step.text ?? '';
  const observations = step.observations.map((seen) =>
    seen.images === undefined ? { ...seen, from: 'environment' } : { ...seen, from: 'environment', images: shown(seen.images, screenshot) },
  );
  // The shared reader of `Thought:` and `Action:` may have taken them apart already.
  const action = step.actions[0];
  const written = action !== undefined ? asText(action) : /\bAction: *([\s\S]*)$/.exec(said)?.[1];
  if (written === undefined) return { ...step, observations };
  const thought =
    step.thought ??
    said
      .slice(0, said.search(/\bAction:/))
      .replace(/^\s*Thought: */, '')
      .trim();
  return { ...step, thought: thought === '' ? undefined : thought, text: undefined, actions: [actionOf(written.trim())], observations };
}

const asText = ({ tool, args }: Action): string =>
  typeof args === 'string' ? (tool === 'action' ? args : `${tool} [${args}]`) : `${tool} ${JSON.stringify(args)}`;

/** `Click [3]`, `Type [8]; words`, `Scroll [WINDOW]; down`, `ANSWER; words`. */
function actionOf(written: string): Action {
  if (!ACTION.test(`Action: ${written}`)) return { tool: 'action', args: written };
  const [, verb = 'action', label, rest] = /^(\w+)\s*(?:\[([^\]]*)\])?\s*;?\s*([\s\S]*)$/.exec(written) ?? [];
  const words = rest?.trim() ?? '';
  if (verb === 'ANSWER') return { tool: 'answer', args: { content: words } };
  return {
    tool: verb.toLowerCase(),
    args: { ...(label === undefined ? {} : { element: label }), ...(words === '' ? {} : { content: words }) },
  };
}
