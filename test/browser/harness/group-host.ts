import { parseChoice } from '../../../src/core/credit/choice.ts';
import { diagnose } from '../../../src/core/credit/diagnose.ts';
import { prefixForest } from '../../../src/core/credit/forest.ts';
import { groupCredit } from '../../../src/core/credit/group-credit.ts';
import { icicle } from '../../../src/core/credit/icicle.ts';
import { MENU } from '../../../src/core/credit/menu.ts';
import { grpo } from '../../../src/core/credit/methods/grpo.ts';
import { type Pool, whyNot } from '../../../src/core/credit/pool.ts';
import { toRollouts } from '../../../src/core/credit/rollouts.ts';
import { methodById } from '../../../src/core/credit/table.ts';
import type { Trajectory } from '../../../src/core/model/trajectory.ts';
import type { GroupCommands, GroupEvents, GroupRequests, GroupSnapshot } from '../../../src/protocol/group.ts';
import { creditGroup } from '../data/credit.ts';
import { wired } from './wired.ts';

/** A group under one method by the real engine, as the host makes it. */
function snapshotOf(group: readonly Trajectory[], choice: string, revision: number): GroupSnapshot {
  const pool: Pool = {
    rollouts: toRollouts(group),
    index: 0,
    scores: new Map(group.slice(0, 2).map((t) => [t.id, t.steps.map((_, i) => 0.4 + 0.3 * Math.sin(i))])),
  };
  const parsed = parseChoice(choice);
  const method = parsed && methodById(parsed.method);
  if (!parsed || !method) throw new Error(choice);
  const found = groupCredit(method, parsed, pool);
  const advantages = groupCredit(grpo, { method: 'grpo', params: {}, from: { kind: 'log' } }, pool);
  return {
    revision,
    run: 'run-7',
    group: 'g',
    title: 'django__django-11099',
    update: 240,
    methods: MENU.flatMap(({ title, methods }) =>
      methods.map((m) => ({
        id: m.id,
        name: m.name,
        group: title,
        reason: whyNot(m, { method: m.id, params: {}, from: { kind: 'auto' } }, pool),
      })),
    ),
    credit: {
      choice,
      method,
      samples: group.map((t, i) => ({
        id: t.id,
        sample: t.sample,
        outcome: t.outcome,
        status: t.status,
        steps: t.steps.length,
        advantage: advantages[i]?.values[0],
        values: found[i]?.values ?? [],
        reason: found[i]?.reason,
      })),
      icicle: icicle(
        prefixForest(group),
        group.map((t) => t.steps.length),
      ),
      diagnoses: diagnose(group),
      notes: [],
    },
  };
}

const query = new URLSearchParams(location.search);
const all = creditGroup('s3');
const group = query.get('scenario') === 'equal' ? all.map((t) => ({ ...t, outcome: { reward: 0, success: false } })) : all;
const { rpc } = wired<GroupRequests, GroupEvents, GroupCommands>();
let revision = 1;
rpc.handle('ready', ({ choice }) => snapshotOf(group, choice ?? 'gigpo', revision));
rpc.on('choose', ({ choice }) => rpc.send('snapshot', snapshotOf(group, choice, ++revision)));
