/**
 * One line of an explanation. `parts` is an expression whose numbers are exact: read as arithmetic (with `−`, `×`, `exp(`)
 * it gives `value`. A line without parts is an input.
 */
export interface WhyLine {
  readonly label: string;
  readonly parts?: readonly (string | number)[];
  readonly value?: number;
}

export type Parts = readonly (string | number)[];

/** An expression: ex`(${reward} − ${mean}) / ${deviation}`. */
export const ex = (strings: TemplateStringsArray, ...numbers: readonly number[]): Parts =>
  strings.flatMap((text, i) => (i < numbers.length ? [text, numbers[i] as number] : [text])).filter((part) => part !== '');

export const line = (label: string, parts: Parts, value: number): WhyLine => ({ label, parts, value });
export const fact = (label: string, value: number): WhyLine => ({ label, value });
export const note = (label: string): WhyLine => ({ label });

const SHOWN = 8;

/** The sum of a few numbers term by term; of many, only its value. */
export function sumLine(label: string, values: readonly number[], total: number): WhyLine {
  if (values.length > SHOWN || values.length === 0) return fact(`${label} (${values.length} terms)`, total);
  return line(label, added(values), total);
}

export function meanLine(label: string, values: readonly number[], mean: number): WhyLine {
  if (values.length > SHOWN || values.length === 0) return fact(`${label} (of ${values.length})`, mean);
  return line(label, ['(', ...added(values), ') / ', values.length], mean);
}

const added = (values: readonly number[]): Parts => values.flatMap((v, i) => (i === 0 ? [v] : [' + ', v]));

/** The line as it is read. */
export function lineText(line: WhyLine): string {
  const formula = formulaText(line);
  return formula === undefined ? line.label : `${line.label}: ${formula}`;
}

/** `(0 − 0.5) / 0.577 = −0.866`: four significant digits, a true minus, negative terms in brackets. */
export function formulaText({ parts, value }: WhyLine): string | undefined {
  const expression = parts?.map((part, i) => (typeof part === 'string' ? part : term(part, i > 0))).join('');
  const right = [expression, value === undefined ? undefined : shown(value)].filter((p) => p !== undefined);
  const plain = right.length === 2 && right[0] === right[1] ? right.slice(1) : right;
  return plain.length === 0 ? undefined : plain.join(' = ');
}

const term = (value: number, inner: boolean): string => (value < 0 && inner ? `(${shown(value)})` : shown(value));

export function shown(value: number): string {
  if (Number.isNaN(value)) return 'unknown';
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value).replace('-', '−');
  const size = Math.abs(value);
  const text =
    size >= 1e-3 && size < 1e6 ? String(Number(value.toPrecision(4))) : value.toExponential(1).replace(/\.0e/, 'e').replace('+', '');
  return text.replace(/-/g, '−');
}
