import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as ort from 'onnxruntime-node';
import type { Step } from '../../src/core/model/trajectory.ts';
import { climb, type Open } from '../../src/prm/device.ts';
import { Engine } from '../../src/prm/engine.ts';
import { type Model, readModel } from '../../src/prm/model.ts';
import { Scorer } from '../../src/prm/scorer.ts';
import type { ScoreParams } from '../../src/protocol/scoring.ts';

/** Random weights under the contract of the embedded PRM; made by test/fixtures/prm/make_tiny.py. */
export const TINY = fileURLToPath(new URL('../fixtures/prm/tiny', import.meta.url));
export const EMBEDDED = fileURLToPath(new URL('../../media/prm', import.meta.url));
export const PROCESS = fileURLToPath(new URL('../../src/prm/main.ts', import.meta.url));

/** A copy of the tiny model, its manifest changed. */
export function changedModel(change: (manifest: Record<string, unknown>) => void = () => {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'prm-'));
  cpSync(TINY, folder, { recursive: true });
  const file = join(folder, 'manifest.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  change(manifest);
  writeFileSync(file, JSON.stringify(manifest));
  return folder;
}

export async function model(folder = TINY): Promise<Model> {
  const read = await readModel(folder);
  if (!read.ok) throw new Error(read.problem.message);
  return read.value;
}

export async function engine(open?: Open, changed: (device: string, reason: string) => void = () => {}, choice: 'cpu' | 'webgpu' = 'cpu') {
  const tiny = await model();
  const rung = await climb(ort, tiny, choice, () => {}, open);
  if (!rung.ok) throw new Error(rung.problem.message);
  return new Engine(ort, tiny, rung.value, ({ device, reason }) => changed(device, reason));
}

export async function scorer(beat: (steps: number) => void = () => {}, open?: Open): Promise<Scorer> {
  return new Scorer(await engine(open), (await model()).manifest.temperature, beat);
}

/** A step whose words depend on `seed`, so that no two steps look alike. */
export const step = (index: number, seed = index): Step => ({
  index,
  actor: 'assistant',
  thought: `word${seed} then word${seed * 7}`,
  text: `try ${seed}`,
  actions: [{ tool: seed % 3 ? 'bash' : 'search', args: { command: `run thing${seed} --level ${seed % 5}` } }],
  observations: [{ text: seed % 4 ? `output ${seed} of thing${seed}` : 'Error: nothing found' }],
});

export const steps = (count: number, seed = 0): readonly Step[] => Array.from({ length: count }, (_, i) => step(i, i + seed * 1000));

let job = 0;
export const params = (given: readonly Step[], more: Partial<ScoreParams> = {}): ScoreParams => ({
  job: ++job,
  urgent: true,
  key: `key ${job}`,
  task: { text: 'find the thing' },
  preamble: [],
  steps: given,
  ...more,
});

export async function values(scorer: Scorer, asked: ScoreParams): Promise<Float32Array> {
  const result = await scorer.score(asked);
  if (!result.ok) throw new Error(result.problem.message);
  return result.value.values;
}

/** Largest difference of two lists; infinite where their lengths differ or one has no number. */
export function apart(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  const gaps = Array.from(a, (value, i) => Math.abs(value - (b[i] ?? Number.NaN)));
  return gaps.some(Number.isNaN) ? Number.POSITIVE_INFINITY : Math.max(0, ...gaps);
}
