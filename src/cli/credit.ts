import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assignCredit } from '../core/credit/engine.ts';
import { InputError } from '../core/credit/inputs.ts';
import type { CreditMethod } from '../core/credit/method.ts';
import { howToLog } from '../core/credit/needs.ts';
import { type StepRewardSource, toRollouts } from '../core/credit/rollouts.ts';
import { METHODS, methodById } from '../core/credit/table.ts';
import { checkCase, type VectorFile } from '../core/credit/vectors.ts';
import type { Json, JsonObject } from '../core/model/json.ts';
import type { Trajectory } from '../core/model/trajectory.ts';
import { readArgs } from './args.ts';
import { type Command, type ExitCode, type Io, UsageError } from './command.ts';
import { isFailure, problemText } from './problems.ts';
import { embeddedScores } from './step-scores.ts';
import { findTrajectories } from './trajectories.ts';

export const creditCommand: Command = {
  name: 'credit',
  usage: 'credit PATH… --method ID[,ID…] [--scorer log|embedded|change] [--param KEY=VALUE]… [--json] | --methods [--json] | --vectors DIR',
  summary: 'Shows where credit-assignment methods put the advantage.',
  details: [
    '',
    '  --method ID[,ID…]  methods, by id; --methods lists them',
    '  --scorer NAME      where step rewards come from: log (default), embedded (the shipped PRM), change (its change per step)',
    '  --param KEY=VALUE  a parameter of the methods; may be repeated',
    '  --json             one object a line per trajectory: {source, run, group, sample, outcome, credit: [{method, values, reason}]}',
    '  --methods          the methods with what they need',
    '  --vectors DIR      checks a folder of reference vectors; a row per method, ends with "N passed, N failed"',
  ],
  async run(args, io) {
    const { values, paths } = readArgs(
      args,
      {
        method: { type: 'string' },
        scorer: { type: 'string', default: 'log' },
        param: { type: 'string', multiple: true, default: [] },
        json: { type: 'boolean' },
        methods: { type: 'boolean' },
        vectors: { type: 'string' },
      },
      'any',
    );
    if (values.methods) return listMethods(io, values.json === true);
    if (values.vectors !== undefined) return checkVectors(io, values.vectors);
    if (paths.length === 0) throw new UsageError('no PATH given');
    if (!values.method) throw new UsageError('no --method given; --methods lists them');
    const methods = values.method.split(',').map(known);
    const params = Object.fromEntries(values.param.map(parameter));
    return creditOf(io, paths, methods, params, values.scorer, values.json === true);
  },
};

function known(id: string): CreditMethod {
  const method = methodById(id.trim());
  if (!method) throw new UsageError(`no method "${id.trim()}"; --methods lists them`);
  return method;
}

function parameter(text: string): readonly [string, Json] {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`--param takes KEY=VALUE, not "${text}"`);
  const value = text.slice(at + 1);
  try {
    return [text.slice(0, at), JSON.parse(value) as Json];
  } catch {
    return [text.slice(0, at), value];
  }
}

async function listMethods(io: Io, json: boolean): Promise<ExitCode> {
  for (const m of METHODS) {
    if (json) {
      const { id, name, paper, source, status, needs, params, granularity, unit, scope, flat, learn } = m;
      await io.out(
        JSON.stringify({
          id,
          name,
          paper,
          source,
          status,
          needs,
          params: params,
          granularity,
          unit,
          scope,
          flat,
          learn,
          onRollouts: Boolean(m.bind),
        }),
      );
    } else {
      const given = m.params.map((p) => `${p.id}=${JSON.stringify(p.default)}`).join(' ');
      await io.out(`${m.id.padEnd(28)} ${m.granularity.padEnd(11)} ${m.name}`);
      await io.out(`${' '.repeat(28)} needs ${m.needs.map(howToLog).join('; ')}`);
      if (given) await io.out(`${' '.repeat(28)} ${given}`);
    }
  }
  return 0;
}

async function checkVectors(io: Io, folder: string): Promise<ExitCode> {
  let passed = 0;
  let failed = 0;
  for (const name of readdirSync(folder)
    .filter((n) => n.endsWith('.json'))
    .sort()) {
    const { id, good, bad } = checkFile(join(folder, name));
    passed += good;
    failed += bad.length;
    await io.out(`${bad.length === 0 ? 'ok  ' : 'FAIL'} ${id.padEnd(28)} ${good} passed, ${bad.length} failed`);
    for (const line of bad) await io.out(`       ${line}`);
  }
  await io.out(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

function checkFile(path: string): { readonly id: string; readonly good: number; readonly bad: readonly string[] } {
  let file: VectorFile;
  try {
    file = JSON.parse(readFileSync(path, 'utf8')) as VectorFile;
  } catch (error) {
    return { id: path, good: 0, bad: [`cannot be read: ${(error as Error).message}`] };
  }
  if (typeof file.method !== 'string' || !Array.isArray(file.cases))
    return { id: path, good: 0, bad: ['is no vector file: "method" and "cases" are missing'] };
  const method = methodById(file.method);
  if (!method) return { id: file.method, good: 0, bad: ['no such method'] };
  const bad = file.cases.flatMap((c) => {
    try {
      const found = checkCase(method, c, file.tolerance ?? 1e-6);
      return found ? [`${c.name}: ${found}`] : [];
    } catch (error) {
      return [`${c.name}: ${(error as Error).message}`];
    }
  });
  return { id: file.method, good: file.cases.length - bad.length, bad };
}

async function creditOf(
  io: Io,
  paths: readonly string[],
  methods: readonly CreditMethod[],
  params: JsonObject,
  scorer: string,
  json: boolean,
): Promise<ExitCode> {
  const source = rewardSource(scorer);
  const trajectories: Trajectory[] = [];
  let exit: ExitCode = 0;
  for await (const found of findTrajectories(paths, { signal: io.signal, formats: io.formats })) {
    if (found.kind === 'trajectory') trajectories.push(found.trajectory);
    else {
      io.err(problemText(found.problem));
      if (isFailure(found.problem)) exit = 1;
    }
  }
  const scores = source.kind === 'log' ? undefined : await embeddedScores(io, trajectories);
  if (io.signal.aborted) return 1;
  const rollouts = toRollouts(trajectories, source, scores);
  const results = methods.map((m) => {
    try {
      return assignCredit(m, rollouts, { params });
    } catch (error) {
      if (error instanceof InputError) throw new UsageError(error.message);
      throw error;
    }
  });
  for (const [i, t] of trajectories.entries()) {
    const credit = results.map((r) => ({
      method: r.method,
      values: (r.values[i] ?? []).map((v) => v ?? null),
      reason: r.reasons[i] ?? null,
    }));
    if (json)
      await io.out(
        JSON.stringify({
          source: t.source,
          run: t.run,
          group: t.group,
          sample: t.sample,
          outcome: { reward: t.outcome.reward ?? null, success: t.outcome.success ?? null },
          credit,
        }),
      );
    else await io.out(table(t, credit));
  }
  return exit;
}

function rewardSource(scorer: string): StepRewardSource {
  if (scorer === 'log') return { kind: 'log' };
  if (scorer === 'embedded') return { kind: 'scorer' };
  if (scorer === 'change') return { kind: 'change' };
  throw new UsageError(`--scorer takes log, embedded or change, not "${scorer}"`);
}

function table(
  t: Trajectory,
  credit: readonly { readonly method: string; readonly values: readonly (number | null)[]; readonly reason: string | null }[],
): string {
  const head = `${t.group} #${t.sample}  reward ${t.outcome.reward ?? 'unknown'}  ${t.steps.length} steps`;
  const rows = credit.map(({ method, values, reason }) => {
    const numbers = values.map((v) => (v === null ? '   ?  ' : v.toFixed(3).padStart(6))).join(' ');
    const why = reason === null ? '' : `  ${reason}`;
    return `  ${method.padEnd(24)} ${numbers}${why}`;
  });
  return [head, ...rows].join('\n');
}
