import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
export const dist = join(root, 'dist');
/** Scratch that survives between commands and is never committed. */
export const cache = join(root, '.cache');
/** What tests and benches leave for people to look at. */
export const artifacts = join(root, 'artifacts');
/** Rollouts that show what the extension does; `npm start` and the tests work on a copy of them. */
export const samples = join(root, 'test', 'fixtures');
