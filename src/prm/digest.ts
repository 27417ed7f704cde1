import { createHash } from 'node:crypto';
import type { Step } from '../core/model/trajectory.ts';
import type { ScoreParams } from '../protocol/scoring.ts';

/** Digest of what comes before the first step. */
export const startDigest = ({ task, preamble }: Pick<ScoreParams, 'task' | 'preamble'>): string => digest('', { task, preamble });

/** Digest of a beginning that is `steps` longer than the one `before` stands for. */
export const extendDigest = (before: string, steps: readonly Step[]): string => steps.reduce(digest, before);

const digest = (before: string, value: unknown): string => createHash('sha1').update(before).update(JSON.stringify(value)).digest('base64');
