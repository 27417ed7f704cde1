/** Puts the comparison of runs on the page. */
export function startRuns(): void {}
