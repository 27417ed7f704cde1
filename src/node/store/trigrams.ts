/** Most trigrams asked for: a few rare ones are enough to leave few candidates. */
const most = 24;

/**
 * What to ask the trigram index for, so that every piece that holds the text is among the answers: some of its
 * trigrams, each as a quoted string, so that nothing of the text is read as syntax. Undefined where it is shorter than one.
 */
export function candidatesFor(text: string): string | undefined {
  const letters = [...text];
  const all = new Set(letters.slice(2).map((_, at) => letters.slice(at, at + 3).join('')));
  if (all.size === 0) return undefined;
  const apart = Math.ceil(all.size / most);
  const asked = [...all].filter((_, at) => at % apart === 0);
  return asked.map((trigram) => `"${trigram.replaceAll('"', '""')}"`).join(' AND ');
}
