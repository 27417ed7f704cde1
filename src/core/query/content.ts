import type { Step, Trajectory } from '../model/trajectory.ts';

export const CONTENT_FIELDS = ['tool', 'error', 'text'] as const;
/** The parts of a trajectory's content that queries tell apart. */
export type ContentField = (typeof CONTENT_FIELDS)[number];

/** Longest text that may be looked for, in UTF-16 units: an index of content is cut into pieces that overlap by more. */
export const LONGEST_TEXT = 256;

/**
 * The texts of one field, in order, each on its own: what is looked for lies within one of them. Both the search of a
 * trajectory in hand and the index of all trajectories read content through this, so that they find the same.
 */
export function* contentOf(field: ContentField, { steps }: Pick<Trajectory, 'steps'>): Generator<string, void, void> {
  for (const step of steps) for (const text of TEXTS[field](step)) if (text) yield text;
}

/** What is compared: lower case, and without characters that no text index can keep. */
export const folded = (text: string): string =>
  text
    .toLowerCase()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that are taken out
    .replace(/[\0\x01]/g, '\ufffd')
    .toWellFormed();

const TEXTS: Readonly<Record<ContentField, (step: Step) => readonly (string | undefined)[]>> = {
  tool: (s) => s.actions.map((a) => a.tool),
  error: (s) => [s.error, ...s.observations.filter((o) => o.isError).map((o) => o.text)],
  text: (s) => [
    ...s.actions.flatMap((a) => [a.tool, typeof a.args === 'string' ? a.args : JSON.stringify(a.args)]),
    s.thought,
    s.text,
    ...s.observations.map((o) => o.text),
  ],
};
