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
import { Rpc, type Wire } from '../../../src/protocol/rpc.ts';
import { creditGroup } from '../data/credit.ts';
import { dress } from './dress.ts';

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
const sent: { readonly name: string; readonly data: unknown }[] = [];
const violations: string[] = [];
document.addEventListener('securitypolicyviolation', (event) => violations.push(`${event.violatedDirective} ${event.blockedURI}`));
let hear: (message: Wire) => void = () => {};
let revision = 1;
const rpc = new Rpc<Record<never, never>, GroupRequests, GroupEvents, GroupCommands>({
  // As VS Code does it: messages are JSON, `undefined` in lists becomes null.
  post: (message) => setTimeout(() => window.postMessage(JSON.parse(JSON.stringify(message)), '*')),
  onMessage: (listener) => {
    hear = listener;
  },
});
const publicMethod = (s: GroupSnapshot): GroupSnapshot => JSON.parse(JSON.stringify(s)) as GroupSnapshot;
rpc.handle('ready', ({ choice }) => publicMethod(snapshotOf(group, choice ?? 'gigpo', revision)));
rpc.on('choose', ({ choice }) => rpc.send('snapshot', publicMethod(snapshotOf(group, choice, ++revision))));
dress(query.get('theme') ?? 'dark');
Object.assign(window, {
  groupHarness: { sent, violations },
  acquireVsCodeApi: () => ({
    postMessage: (message: Wire) => {
      if (message.kind === 'event') sent.push({ name: message.name, data: message.data });
      hear(structuredClone(message));
    },
    getState: () => JSON.parse(sessionStorage.getItem('group') ?? 'null'),
    setState: (state: unknown) => sessionStorage.setItem('group', JSON.stringify(state)),
  }),
});
