/**
 * Runs the benches of this folder (`*.bench.ts`, each exports `benches()`), all or those whose file name holds an
 * argument, prints a table and writes artifacts/bench.json.
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { artifacts } from '../../build/paths.mjs';

export async function main(args) {
  const { measure } = await import('./bench.ts');
  const files = readdirSync(import.meta.dirname).filter(
    (name) => name.endsWith('.bench.ts') && (args.length === 0 || args.some((arg) => name.includes(arg))),
  );
  if (files.length === 0) {
    console.error(`No bench matches ${args.join(' ')}.`);
    return 2;
  }
  const results = [];
  for (const file of files) {
    const { benches } = await import(join(import.meta.dirname, file));
    const asked = await benches();
    try {
      for (const bench of asked) {
        const timings = await measure(bench);
        results.push({ file, name: bench.name, work: bench.work, timings });
        print(bench, timings);
      }
    } finally {
      for (const bench of asked) await bench.done?.();
    }
  }
  const machine = {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    memory: totalmem(),
  };
  mkdirSync(artifacts, { recursive: true });
  writeFileSync(join(artifacts, 'bench.json'), `${JSON.stringify({ machine, results }, null, 2)}\n`);
}

function print({ name, work }, timings) {
  console.log(`\n${name}`);
  const width = Math.max(...timings.map(({ variant }) => variant.length));
  const base = timings[0].median;
  for (const { variant, median, fastest, slowest, rounds } of timings) {
    const rate = work ? `${significant((work.amount / median) * 1000)} ${work.unit}/s` : '';
    const ratio = timings.length > 1 ? `×${(median / base).toFixed(2)}` : '';
    const spread = `${significant(fastest)}–${significant(slowest)}, ${rounds} rounds`;
    console.log(
      `  ${variant.padEnd(width)}  ${significant(median).padStart(8)} ms  ${ratio.padStart(6)}  ${rate.padStart(14)}  (${spread})`,
    );
  }
}

const significant = (value) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
