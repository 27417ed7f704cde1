import type { Step } from '../model/trajectory.ts';
import { readArgs } from './content.ts';

const LABEL = /^(Thought|Action|Action Input|Observation|Final Answer)(?: *\d+)?:[ \t]*/;

/** True when text is written with ReAct labels (Yao et al. 2022): an action, and a thought or an observation. */
export function isReact(text: string): boolean {
  return /^Action(?: *\d+)?:/m.test(text) && /^(?:Thought|Observation)(?: *\d+)?:/m.test(text);
}

/** After one of these, whatever is not an answer to it belongs to the next step. */
const ENDS = new Set(['Action', 'Observation', 'Final Answer']);

interface Part {
  readonly label: string;
  readonly body: string;
}

/** Cuts ReAct text into steps: a thought, or an action after an action, opens the next one. */
export function reactSteps(text: string): readonly Omit<Step, 'index'>[] {
  const steps: Omit<Step, 'index'>[] = [];
  let open: Part[] = [];
  let acted = false;
  const close = () => {
    if (open.some((part) => part.body !== '')) steps.push(stepOf(open));
    open = [];
    acted = false;
  };
  for (const part of partsOf(text)) {
    if (acted && part.label !== 'Observation' && part.label !== 'Action Input') close();
    open.push(part);
    acted ||= ENDS.has(part.label);
  }
  close();
  return steps;
}

function partsOf(text: string): readonly Part[] {
  const parts: { label: string; lines: string[] }[] = [{ label: 'text', lines: [] }];
  for (const line of text.split('\n')) {
    const label = LABEL.exec(line);
    if (label === null) parts.at(-1)?.lines.push(line);
    else parts.push({ label: label[1] ?? 'text', lines: [line.slice(label[0].length)] });
  }
  return parts.map((part) => ({ label: part.label, body: part.lines.join('\n').trim() }));
}

function stepOf(parts: readonly Part[]): Omit<Step, 'index'> {
  const all = (label: string): string | undefined => {
    const bodies = parts.filter((part) => part.label === label && part.body !== '').map((part) => part.body);
    return bodies.length > 0 ? bodies.join('\n\n') : undefined;
  };
  const action = all('Action');
  const input = all('Action Input');
  const observations = parts.filter((part) => part.label === 'Observation').map((part) => ({ text: part.body, from: 'tool' }));
  return {
    actor: 'assistant',
    thought: all('Thought'),
    text: all('Final Answer') ?? all('text'),
    actions: action === undefined ? [] : [{ ...calling(action, input) }],
    observations,
  };
}

/** `Action: search` with an input line, `Action: search[query]`, or a bare command. */
function calling(action: string, input: string | undefined): { readonly tool: string; readonly args: ReturnType<typeof readArgs> } {
  if (input !== undefined) return { tool: action, args: readArgs(input) };
  const inline = /^([\w-]+)(?:\[([\s\S]*)\]|\(([\s\S]*)\))$/.exec(action);
  if (inline !== null) return { tool: inline[1] ?? 'action', args: readArgs(inline[2] ?? inline[3] ?? '') };
  return { tool: 'action', args: action };
}
