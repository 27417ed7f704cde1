import type { Json } from '../model/json.ts';
import type { Draft, Step } from '../model/trajectory.ts';
import { parseJson } from '../text/json.ts';
import { oneLine } from '../transcript/visible.ts';
import { customImporter, readRecord } from './custom.ts';
import { type CustomFormat, readCustomFormats } from './custom-format.ts';
import { LogError, type Probe } from './importer.ts';

const RECORDS = 3;
const STEPS = 20;
/** Columns of text, and of problems, which are broken so that they can be read beside the mapping. */
const WIDTH = 64;
const PROBLEM_WIDTH = 44;

/** What a mapping, as it stands in an editor, makes of the first records of a log; problems first. */
export function previewText(source: string, probe: Probe, taken: (id: string) => boolean): string {
  const parsed = parseJson(source);
  if (!parsed.ok)
    return page(probe, [`The mapping ${parsed.fault.message} (line ${parsed.fault.line}, column ${parsed.fault.column}).`], []);
  const { formats, problems } = readCustomFormats(parsed.value, taken);
  const format = formats[0];
  if (format === undefined)
    return page(
      probe,
      problems.map(({ message }) => message),
      [],
    );
  const importer = customImporter(format);
  const fits = importer.detect(probe) === 'sure';
  const faults = importer.check?.(probe.records) ?? [];
  const missed = fits ? [] : ['These records do not have the keys of “match”, or the file is called otherwise: it would not be read.'];
  const shown = probe.records.slice(0, RECORDS).flatMap((record, index) => ['', ...recordLines(format, record, index, probe.path)]);
  return page(probe, [...missed, ...problems.map(({ message }) => message), ...faults.map(({ message }) => message)], shown);
}

function page(probe: Probe, problems: readonly string[], records: readonly string[]): string {
  const head = `${oneLine(probe.name, WIDTH)}: as this mapping reads it`;
  const list = problems.length === 0 ? ['No problems.'] : [`Problems (${problems.length})`, ...problems.flatMap(wrapped)];
  return `${[head, '', ...list, ...records].join('\n')}\n`;
}

function recordLines(format: CustomFormat, record: Json, index: number, path: string): readonly string[] {
  try {
    const drafts = readRecord(format, record, index, path);
    const many = drafts.length === 1 ? 'one trajectory' : `${drafts.length} trajectories`;
    return [`Record ${index + 1}: ${many}`, ...drafts.slice(0, RECORDS).flatMap(draftLines)];
  } catch (error) {
    if (!(error instanceof LogError)) throw error;
    return [`Record ${index + 1}: not read`, ...wrapped(error.problem.message)];
  }
}

function draftLines({ task, group, policy, outcome, status, preamble, steps, sample }: Draft): readonly string[] {
  const line = (name: string, value: string | undefined) => `  ${name.padEnd(8)} ${oneLine(value ?? 'unknown', WIDTH)}`;
  const success = outcome.success === undefined ? 'success unknown' : outcome.success ? 'solved' : 'not solved';
  const parts = Object.entries(outcome.rewards ?? {}).map(([name, value]) => `${name} ${value}`);
  return [
    line('task', task.text),
    line('group', sample === undefined ? group : `${group}, sample ${sample}`),
    line('model', policy.model),
    line(
      'outcome',
      [`reward ${outcome.reward ?? 'unknown'}`, success, status, ...parts, outcome.stop, outcome.error].filter(Boolean).join(', '),
    ),
    line('given', preamble.length === 0 ? 'nothing' : preamble.map(({ role, text }) => `${role}: ${text}`).join(' / ')),
    line('steps', String(steps.length)),
    ...steps.slice(0, STEPS).flatMap(stepLines),
    ...(steps.length > STEPS ? [`  … ${steps.length - STEPS} more`] : []),
  ];
}

function stepLines({ index, thought, text, actions, observations, reward, label, logged }: Step): readonly string[] {
  const calls = actions.map(({ tool, args }) => `${tool}(${JSON.stringify(args)})`);
  const done = [thought && `(${thought})`, text, ...calls].filter(Boolean).join('  ');
  const seen = observations.map((observation) => observation.text).join(' / ');
  const numbers = [
    reward === undefined ? '' : `reward ${reward}`,
    label === undefined ? '' : `label ${label}`,
    ...Object.entries(logged ?? {}).map(([name, value]) => `${name} ${value}`),
  ].filter(Boolean);
  return [
    `  ${String(index + 1).padStart(4)}  ${oneLine(done, WIDTH)}`,
    ...(seen === '' ? [] : [`        → ${oneLine(seen, WIDTH)}`]),
    ...(numbers.length > 0 ? [`        ${oneLine(numbers.join(', '), WIDTH)}`] : []),
  ];
}

/** A problem over several lines, broken at spaces. */
function wrapped(problem: string): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of oneLine(problem, 600).split(' ')) {
    if (line !== '' && line.length + word.length >= PROBLEM_WIDTH) {
      lines.push(line);
      line = '';
    }
    line += line === '' ? word : ` ${word}`;
  }
  return [...lines, line].map((text, index) => `  ${index === 0 ? '!' : ' '} ${text}`);
}
