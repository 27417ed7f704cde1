import { type CreditedStep, type Cut, pairs, slices } from '../../../src/core/credit/across.ts';
import { type CreditChoice, parseChoice } from '../../../src/core/credit/choice.ts';
import { groupCredit } from '../../../src/core/credit/group-credit.ts';
import type { CreditMethod } from '../../../src/core/credit/method.ts';
import { toRollouts } from '../../../src/core/credit/rollouts.ts';
import { methodById } from '../../../src/core/credit/table.ts';
import { toolOf } from '../../../src/core/steps/head.ts';
import type { AcrossCommands, AcrossEvents, AcrossRequests, AcrossSnapshot } from '../../../src/protocol/across.ts';
import { creditGroup } from '../data/credit.ts';
import { wired } from './wired.ts';

const CHOICES = ['gigpo', 'grpo', 'discounted_return', 'gae'];
const CUTS: readonly Cut[] = ['tool', 'position', 'role', 'update'];
const group = creditGroup('s3');
const { rpc, scenario } = wired<AcrossRequests, AcrossEvents, AcrossCommands>();

/** One group stands for four tasks at two training steps, their samples in turn, by the real engine. */
function creditOf(): AcrossSnapshot['credit'] {
  const pool = { rollouts: toRollouts(group), index: 0, scores: new Map() };
  const methods = CHOICES.map((choice) => ({ choice, method: methodById(choice) as CreditMethod }));
  const rows = methods.map(({ choice, method }) => groupCredit(method, parseChoice(choice) as CreditChoice, pool));
  const steps: CreditedStep[] = group.flatMap((t, i) =>
    t.steps.map((s) => ({
      id: t.id,
      step: s.index,
      of: t.steps.length,
      task: `task ${scenario === 'one-task' ? 0 : i % 4}`,
      tool: s.index === 3 ? '<img src=x onerror=alert(1)>' : toolOf(s),
      role: s.actor,
      update: i % 2,
      values: rows.map((r) => r[i]?.values[s.index]),
    })),
  );
  return {
    methods: methods.map(({ choice, method: { id, name, unit } }, m) => {
      const n = steps.filter((s) => s.values[m] !== undefined).length;
      return { choice, id, name, unit, n, ...(n === 0 ? { reason: 'no step has what it needs' } : {}) };
    }),
    cuts: CUTS.map((cut) => ({ cut, slices: slices(steps, cut) })),
    pairs: [...pairs(steps)].map((p) => ({ ...p, apart: p.apart.map((s) => ({ ...s, title: `django-11099 · ${s.id}` })) })),
    rollouts: group.length,
    tasks: new Set(steps.map((s) => s.task)).size,
    steps: steps.length,
    notes: [],
  };
}

const snapshot: AcrossSnapshot = { revision: 1, run: 'run-7', title: 'grpo-swe-7', stale: scenario === 'stale', credit: creditOf() };
rpc.handle('ready', () => snapshot);
rpc.on('update', () => rpc.send('snapshot', { ...snapshot, revision: 2, stale: false }));
