import type { Message, Observation, Step, Trajectory } from '../model/trajectory.ts';
import { stepChars, stepHead } from '../steps/head.ts';
import { actionText } from './action-lines.ts';
import type { Section, SectionKind, StepSpan, TranscriptMap } from './map.ts';
import { taskTitle } from './task-title.ts';
import { cut, oneLine, visible } from './visible.ts';

export interface Transcript {
  readonly text: string;
  readonly map: TranscriptMap;
}

export interface TranscriptLimits {
  /** Characters of one field (a thought, an observation, …). */
  readonly field: number;
  /** Characters of the document; editors hand no document over 50 MB to extensions. */
  readonly document: number;
}

export const TRANSCRIPT_LIMITS: TranscriptLimits = { field: 200_000, document: 16_000_000 };

/**
 * A trajectory as readable text. Log text stands four columns in, so it can never pass for one of our headers. What
 * may change while a trajectory grows stands at the end, so an editor that shows the beginning keeps its place.
 *
 * @param headers first lines of the steps, where others than their own are wanted
 */
export function transcribe(
  trajectory: Trajectory,
  limits: TranscriptLimits = TRANSCRIPT_LIMITS,
  headers: readonly string[] = [],
): Transcript {
  const page = new Page(fieldLimit(trajectory, limits));
  for (const line of heading(trajectory)) page.line(line);
  const frame: Section[] = [];
  for (const message of trajectory.preamble) {
    page.line('');
    frame.push(page.section('', message.role, capital(message.role), messageText(message)));
  }
  const steps: StepSpan[] = [];
  for (const step of trajectory.steps) {
    page.line('');
    steps.push(writeStep(page, step, headers[step.index]));
  }
  page.line('');
  frame.push(page.section('', 'outcome', 'Outcome', outcomeText(trajectory)));
  return { text: page.text(), map: { lines: page.lines, frame, steps } };
}

/** Characters of a step's title in its header: what follows the header stays in view. */
const HEADER = 72;

/** Lines under construction. */
class Page {
  private readonly out: string[] = [];
  private readonly fieldLimit: number;

  constructor(fieldLimit: number) {
    this.fieldLimit = fieldLimit;
  }

  get lines(): number {
    return this.out.length;
  }

  text(): string {
    return this.out.join('\n');
  }

  line(text: string): number {
    return this.out.push(text) - 1;
  }

  /** A label and, four columns in, its text. */
  section(indent: string, kind: SectionKind, label: string, text: string): Section {
    const start = this.line(indent + label);
    const shown = visible(text.slice(0, this.fieldLimit))
      .replace(/^(?:[ \t]*\n)+/, '')
      .trimEnd();
    if (shown !== '') for (const line of shown.split('\n')) this.line(line === '' ? '' : `    ${line}`);
    if (text.length > this.fieldLimit) this.line(`    … ${count(text.length - this.fieldLimit)} more characters in the log`);
    return { kind, label, start, end: this.out.length - 1 };
  }
}

function fieldLimit(trajectory: Trajectory, limits: TranscriptLimits): number {
  let fields = trajectory.preamble.length;
  let chars = 0;
  for (const step of trajectory.steps) {
    fields += step.actions.length + step.observations.length + 2;
    chars += stepChars(step);
  }
  for (const { text } of trajectory.preamble) chars += text.length;
  return chars <= limits.document ? limits.field : Math.min(limits.field, Math.max(200, Math.floor(limits.document / fields)));
}

function heading({ task, group, sample, policy, format, source }: Trajectory): readonly string[] {
  const title = [taskTitle({ task, group }), `sample ${sample + 1}`].join(' · ');
  const who = [format, policy.model, policy.agent, policy.update === undefined ? undefined : `update ${policy.update}`];
  const place =
    source.place.kind === 'bytes' ? ` : line ${source.place.line}` : source.place.kind === 'row' ? ` : row ${source.place.row + 1}` : '';
  return [title, who.filter((part) => part !== undefined).join(' · '), source.file + place].map((line) => oneLine(line, 400));
}

function writeStep(page: Page, step: Step, header: string | undefined): StepSpan {
  const head = stepHead(step);
  const actor = step.actor === 'assistant' ? [] : [oneLine(step.actor, 60)];
  const title = [...actor, head.tool, cut(head.title, HEADER)].filter((part) => part !== '').join(' · ');
  const start = page.line(header ?? `Step ${step.index + 1} · ${title}`);
  const sections: Section[] = [];
  const add = (kind: SectionKind, label: string, text: string) => sections.push(page.section('  ', kind, label, text));
  if (step.thought) add('thought', 'thought', step.thought);
  if (step.text) add('says', 'says', step.text);
  for (const action of step.actions) add('action', oneLine(action.tool, 60) || 'call', actionText(action));
  for (const observation of step.observations) add('result', resultLabel(observation), observationText(observation));
  const logged = loggedText(step);
  if (logged) add('logged', 'logged', logged);
  return { index: step.index, start, end: page.lines - 1, title, isError: head.isError, sections };
}

function resultLabel({ from, isError }: Observation): string {
  const who = from === undefined || from === 'tool' || from === 'environment' ? 'result' : oneLine(from, 60);
  return isError ? `${who} · error` : who;
}

const observationText = ({ text, images }: Observation): string => [text, ...imageNotes(images)].join('\n');
const messageText = ({ text, images }: Message): string => [text, ...imageNotes(images)].join('\n');

function imageNotes(images: Observation['images']): readonly string[] {
  return (images ?? []).map((image) => {
    if (image.kind === 'file') return `[image ${image.path}]`;
    return image.kind === 'data' ? `[image, ${count(image.uri.length)} characters]` : `[image: ${image.note}]`;
  });
}

function loggedText(step: Step): string {
  const numbers = Object.entries({ reward: step.reward, label: step.label, ...step.logged }).filter(([, value]) => value !== undefined);
  return [...(step.error === undefined ? [] : [`error: ${step.error}`]), ...numbers.map(([key, value]) => `${key}: ${value}`)].join('\n');
}

function outcomeText({ outcome, status, steps }: Trajectory): string {
  const { success, reward, rewards, label, stop, error } = outcome;
  const verdict = success === undefined ? (status === 'running' ? 'still running' : 'unknown') : success ? 'solved' : 'failed';
  const facts: readonly (readonly [string, string | number | undefined])[] = [
    ['reward', reward ?? 'unknown'],
    ['label', label],
    ['stopped', stop],
    ['error', error],
    ...Object.entries(rewards ?? {}).filter(([key]) => key !== 'reward'),
    ['steps', steps.length],
  ];
  return [verdict, ...facts.filter(([, value]) => value !== undefined).map(([key, value]) => `${key}: ${value}`)].join('\n');
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
const count = (n: number): string => n.toLocaleString('en-US');
