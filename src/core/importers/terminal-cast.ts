import type { Json } from '../model/json.ts';
import { parseJson } from '../text/json.ts';
import { stripTerminal } from '../text/show.ts';
import { number, object } from './fields.ts';

/** What was typed into a terminal, and what it showed until something else was typed. */
export interface Exchange {
  readonly input: string;
  readonly output: string;
  /** Milliseconds since the epoch. */
  readonly start?: number;
  readonly end?: number;
}

interface Open {
  input: string;
  output: string;
  start?: number;
  end?: number;
}

/**
 * An asciinema recording (version 2: a header line, then `[seconds, "o" or "i", text]` a line) as exchanges. Recordings
 * without input are cut where the typed commands are echoed. A line that cannot be parsed, the last one as a rule, is
 * passed over. `typed`: the harness's list of what it sent, one Python list a line.
 */
export function readCast(cast: string, typed: string | undefined): readonly Exchange[] {
  const [head, ...lines] = cast.split('\n');
  const header = object(parsedLine(head ?? ''));
  const began = number(header?.timestamp);
  const events = lines.flatMap((line) => eventOf(line, began));
  const exchanges = events.some(({ kind }) => kind === 'i') ? byInput(events) : byEcho(events, sentIn(typed ?? ''));
  return exchanges.map(({ input, output, start, end }) => ({ input: shown(input), output: shown(output), start, end }));
}

interface CastEvent {
  readonly kind: 'i' | 'o';
  readonly data: string;
  readonly time?: number;
}

function eventOf(line: string, began: number | undefined): readonly CastEvent[] {
  const value = parsedLine(line);
  if (!Array.isArray(value)) return [];
  const [seconds, kind, data] = value as readonly Json[];
  if ((kind !== 'i' && kind !== 'o') || typeof data !== 'string') return [];
  const offset = number(seconds);
  return [{ kind, data, time: began === undefined || offset === undefined ? undefined : (began + offset) * 1000 }];
}

const parsedLine = (line: string): Json | undefined => {
  const parsed = line.trim() === '' ? undefined : parseJson(line);
  return parsed?.ok ? parsed.value : undefined;
};

/** A key that ends a line ends the input; keys before it belong together. */
function byInput(events: readonly CastEvent[]): readonly Open[] {
  const exchanges: Open[] = [];
  let sent = true;
  for (const { kind, data, time } of events) {
    const last = exchanges.at(-1);
    if (kind === 'i') {
      if (last === undefined || sent) exchanges.push({ input: data, output: '', start: time, end: time });
      else last.input += data;
      sent = /[\r\n]$/.test(data);
    } else if (last !== undefined) {
      last.output += data;
      last.end = time ?? last.end;
    }
  }
  return exchanges;
}

function byEcho(events: readonly CastEvent[], commands: readonly string[]): readonly Open[] {
  const exchanges: Open[] = [];
  let next = 0;
  let seen = '';
  for (const { data, time } of events) {
    seen = (seen + data).slice(-4000);
    const echo = echoOf(commands[next]);
    if (echo !== undefined && seen.includes(echo)) {
      exchanges.push({ input: commands[next] ?? '', output: '', start: time, end: time });
      next++;
      seen = '';
    } else {
      const last = exchanges.at(-1);
      if (last !== undefined) {
        last.output += data;
        last.end = time ?? last.end;
      }
    }
  }
  return exchanges;
}

/** The beginning of a command as the shell repeats it. */
const echoOf = (command: string | undefined): string | undefined => command?.split('\n')[0]?.slice(0, 60) || undefined;

/** Texts in the lists of keys that were sent, without names of keys such as `Enter` and `C-d`. */
function sentIn(typed: string): readonly string[] {
  return typed.split('\n').flatMap((line) => {
    const keys = [...line.matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/g)].map((match) => unescaped(match[1] ?? match[2] ?? ''));
    const words = keys.filter((key) => !/^(?:Enter|Escape|Tab|Space|BSpace|Up|Down|Left|Right|C-.|M-.)$/.test(key)).join('');
    return words.trim() === '' ? [] : [words];
  });
}

const unescaped = (text: string): string => text.replace(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char === 't' ? '\t' : char));

/** Text as it stood in the end: no escapes, and of a line that was written over the last writing. */
const shown = (text: string): string =>
  stripTerminal(text)
    .split('\n')
    .map((line) => line.replace(/\r+$/, ''))
    .map((line) => line.slice(line.lastIndexOf('\r') + 1))
    .join('\n')
    .trim();
