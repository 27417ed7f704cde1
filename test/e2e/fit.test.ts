import { afterAll, beforeAll, expect, it } from 'vitest';
import { madeRun } from '../core/scoring/fit/made.ts';
import { type Session, start } from './session.ts';

/** Rows whose words tell the outcome: enough of them to learn from. */
const rows = madeRun({ signal: 0.6, tasks: 15, samples: 4 }).map(({ id, group, task, policy, steps, outcome }) => {
  const given = steps.map(({ index, text, actions, observations }) => ({
    i: index,
    role: 'assistant',
    text,
    action: { tool: actions[0]?.tool, args: JSON.stringify(actions[0]?.args) },
    observation: observations[0]?.text,
  }));
  return { id, source: 'made', task_id: group, split_key: group, model: policy.model, outcome: outcome.success ? 1 : 0, steps: [{ i: -1, role: 'user', text: task.text }, ...given] }; // biome-ignore format: one line
});

let vs: Session;
beforeAll(async () => {
  vs = await start({ files: { 'made.jsonl': rows.map((row) => `${JSON.stringify(row)}\n`).join('') } });
});
afterAll(() => vs?.end());

it('fits a scorer on a run, uses it at once and says how far to trust it', async () => {
  const { workbench, tree, panel, page } = vs;
  await tree.open();
  await tree.expand('made');
  await tree.expand('task 1');
  await tree.choose(/sample 1|#1/);
  await panel.shown();
  await panel.scored(0);
  await workbench.command('Rollout Lens: Fit Scorer on This Run');
  await page
    .getByText(/The fitted scorer is now used for this run\. Out of fold: AUROC/)
    .first()
    .waitFor({ timeout: 60_000 });
  await vs.shot('fitted');
  await panel
    .frame()
    .getByText(/Fitted on/)
    .first()
    .waitFor({ timeout: 20_000 });
  await panel.scored(0);
  await vs.reload();
  await panel.shown();
  await panel
    .frame()
    .getByText(/Fitted on/)
    .first()
    .waitFor({ timeout: 20_000 });
  expect(vs.complaints.errors).toEqual([]);
});
