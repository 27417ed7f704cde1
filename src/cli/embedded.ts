import { fileURLToPath } from 'node:url';
import { createScoring, type ScoringOptions } from '../node/scoring/owner.ts';
import type { Scoring } from '../node/scoring/types.ts';

/** Beside the bundle `dist/cli.mjs`, or in the sources when Node runs them as they are. */
const place = (bundled: string, source: string): string =>
  fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? source : bundled, import.meta.url));

/** Owner of a PRM process with the embedded model. To be disposed of, or the process stays. */
export const embeddedScoring = (options: Pick<ScoringOptions, 'device' | 'log'> & { readonly model?: string } = {}): Scoring =>
  createScoring({ model: place('../media/prm', '../../media/prm'), ...options, entry: place('prm.mjs', '../prm/main.ts') });
