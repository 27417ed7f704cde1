import { contentHash } from '../../../src/core/model/content-hash.ts';
import type { Problem } from '../../../src/core/model/result.ts';
import type { ImageRef, Message, Step, Trajectory } from '../../../src/core/model/trajectory.ts';
import type { Contents } from './proofs.ts';

const SHOWN_TRAJECTORIES = 5;
const SHOWN_STEPS = 12;

/**
 * A file's content as text for a person to check: the first trajectories at length, texts by their beginning and
 * length, all trajectories by the hash of their content.
 */
export function picture({ format, trajectories, problems }: Contents): string {
  return [
    `${format}: ${trajectories.length} trajectories, ${problems.length} problems`,
    ...problems.map(problemLine),
    ...trajectories.slice(0, SHOWN_TRAJECTORIES).flatMap((trajectory, k) => ['', ...trajectoryLines(trajectory, k)]),
    '',
    'all:',
    ...trajectories.map(
      (t) => `  ${t.run} | ${t.group} | ${t.sample} | ${t.status} | ${t.outcome.reward} | ${t.steps.length} steps | ${contentHash(t)}`,
    ),
    '',
  ].join('\n');
}

const problemLine = (p: Problem): string =>
  `! ${p.severity} ${p.code} ${p.file ?? ''}:${p.line ?? ''} @${p.offset ?? ''} ${p.detail ?? ''} ${p.message} -> ${p.remedy ?? ''}`;

function trajectoryLines(trajectory: Trajectory, k: number): readonly string[] {
  const { steps, preamble, id: _id, source, ...rest } = trajectory;
  return [
    `#${k} ${JSON.stringify(source.place)}`,
    ...Object.entries(rest)
      .filter(([, value]) => value !== undefined && JSON.stringify(value) !== '{}')
      .map(([key, value]) => `  ${key}: ${short(JSON.stringify(value), 240)}`),
    ...preamble.map(messageLine),
    ...steps.slice(0, SHOWN_STEPS).flatMap(stepLines),
    ...(steps.length > SHOWN_STEPS ? [`  … ${steps.length - SHOWN_STEPS} more steps`] : []),
  ];
}

const messageLine = (message: Message): string => `  [${message.role}] ${quoted(message.text)}${imagesOf(message.images)}`;

function stepLines(step: Step): readonly string[] {
  const { index, actor, thought, text, actions, observations, ...rest } = step;
  const numbers = JSON.stringify(rest);
  return [
    `  ${index} ${actor}${numbers === '{}' ? '' : ` ${short(numbers, 240)}`}`,
    ...(thought === undefined ? [] : [`    thinks ${quoted(thought)}`]),
    ...(text === undefined ? [] : [`    says ${quoted(text)}`]),
    ...actions.map((action) => `    does ${action.tool} ${short(JSON.stringify(action.args), 120)} ${action.id ?? ''}`.trimEnd()),
    ...observations.map(
      (seen) =>
        `    sees ${seen.isError ? 'ERROR ' : ''}from ${seen.from ?? '?'} ${seen.of ?? ''} ${quoted(seen.text)}${imagesOf(seen.images)}`,
    ),
  ];
}

const imagesOf = (images: readonly ImageRef[] | undefined): string =>
  (images ?? []).map((image) => ` <image ${short(JSON.stringify(image), 80)}>`).join('');

const quoted = (text: string): string =>
  text.length <= 100 ? JSON.stringify(text) : `${JSON.stringify(text.slice(0, 100))}… (${text.length} characters)`;

const short = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length)}… (${text.length} characters)`;
