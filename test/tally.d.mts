export declare function tally(report: unknown, exitCode: number | null): { passed: number; failed: number; skipped: number };
