import type { Problem } from '../core/model/result.ts';
import { visible } from '../core/transcript/visible.ts';

/** A problem as lines for a terminal: where, what, what to do. */
export function problemText(problem: Problem): string {
  const place = [problem.file, problem.line].filter((part) => part !== undefined).join(':');
  const detail = problem.detail === undefined ? '' : ` [${problem.detail}]`;
  const named = place === '' || (problem.file !== undefined && problem.message.startsWith(problem.file));
  const first = `${problem.severity}: ${named ? '' : `${place}: `}${problem.message}${detail}`;
  return [first, ...(problem.remedy === undefined ? [] : [`    ${problem.remedy}`])].map(visible).join('\n');
}

/** Whether it means that something was not read. */
export const isFailure = (problem: Problem): boolean => problem.severity !== 'info';
