import { describe, expect, it } from 'vitest';
import { tally } from './tally.mjs';

const report = (passed: number, failed: number, ...files: readonly unknown[]) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  numPendingTests: 2,
  numTodoTests: 1,
  testResults: files,
});

describe('tally', () => {
  it('counts what the report says', () => {
    expect(tally(report(5, 0), 0)).toEqual({ passed: 5, failed: 0, skipped: 3 });
    const file = { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'failed' }] };
    expect(tally(report(5, 2, file), 1)).toEqual({ passed: 5, failed: 2, skipped: 3 });
  });

  it('counts a file that could not be loaded as a failure', () => {
    expect(tally(report(5, 0, { status: 'failed', assertionResults: [] }), 1)).toMatchObject({ passed: 5, failed: 1 });
  });

  it('never calls a ring green that did not run', () => {
    expect(tally(undefined, 0).failed).toBe(1);
    expect(tally(undefined, 1).failed).toBe(1);
    expect(tally(report(0, 0), 0).failed).toBe(1);
  });

  it('believes an exit code that the report does not explain', () => {
    expect(tally(report(5, 0), 1).failed).toBe(1);
    expect(tally(report(5, 0), null).failed).toBe(1);
  });
});
