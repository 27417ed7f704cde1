/**
 * Counts of one ring, from vitest's JSON report and exit code. A test file that could not be loaded has no tests of its
 * own and is one failure; so is a ring without a report, without a passed test, or with an exit code that nothing in
 * the report explains.
 */
export function tally(report, exitCode) {
  if (!report) return { passed: 0, failed: 1, skipped: 0 };
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  const counts = {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
  const explained = exitCode === 0 ? counts.failed === 0 && counts.passed > 0 : counts.failed > 0;
  return explained ? counts : { ...counts, failed: counts.failed + 1 };
}
