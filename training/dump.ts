/** `node training/dump.ts DATA OUT`: writes the features of DATA/train and DATA/dev to OUT as raw arrays and an index. */
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { features } from '../src/core/scoring/features.ts';
import { GOLDEN_LENGTHS, goldenInput, goldenPositions } from '../src/core/scoring/golden.ts';
import { DENSE_NAMES, FEATURES } from '../src/core/scoring/spec.ts';
import { convert } from './convert.ts';
import { rows, solved } from './rows.ts';

const [data, out] = process.argv.slice(2);
if (data === undefined || out === undefined) {
  console.error('usage: node training/dump.ts DATA OUT');
  process.exit(2);
}
mkdirSync(out, { recursive: true });
for (const split of ['train', 'dev']) {
  const tokens = openSync(join(out, `${split}.tokens.i32`), 'w');
  const dense = openSync(join(out, `${split}.dense.f32`), 'w');
  const index = [];
  let at = 0;
  const began = performance.now();
  for await (const row of rows(join(data, split))) {
    const { trajectory } = convert(row);
    const given = features(trajectory);
    writeSync(tokens, given.tokens);
    writeSync(dense, given.dense);
    index.push({
      id: row.id,
      source: row.source,
      task: row.split_key,
      model: row.model,
      solved: solved(row),
      outcome: row.outcome,
      quality: row.quality ?? null,
      at,
      steps: given.steps,
      own: trajectory.steps.map((step) => (step.actor === 'user' ? 0 : 1)),
    });
    at += given.steps;
  }
  closeSync(tokens);
  closeSync(dense);
  writeFileSync(join(out, `${split}.index.json`), JSON.stringify(index));
  console.error(`${split}: ${index.length} trajectories, ${at} steps, ${Math.round(at / ((performance.now() - began) / 1000))} steps/s`);
}
writeFileSync(join(out, 'features.json'), JSON.stringify({ ...FEATURES, names: DENSE_NAMES }));
for (const steps of GOLDEN_LENGTHS) {
  const given = goldenInput(FEATURES, steps);
  writeFileSync(join(out, `golden.${steps}.tokens.i32`), given.tokens);
  writeFileSync(join(out, `golden.${steps}.dense.f32`), given.dense);
}
const golden = GOLDEN_LENGTHS.map((steps) => ({ steps, positions: goldenPositions(steps) }));
writeFileSync(join(out, 'golden.json'), JSON.stringify(golden));
