import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seriousFindings } from './axe.ts';
import { line } from './logs.ts';
import { type Session, start } from './session.ts';

describe('diffs in a real VS Code', () => {
  let vs: Session;

  beforeAll(async () => {
    const tasks = ['parser-crash', 'date-format', 'off-by-one', 'bad-import', 'slow-query', 'race'];
    const run = (rewards: readonly number[], steps: number) => tasks.map((task, i) => line({ task, steps, reward: rewards[i] })).join('');
    vs = await start({
      files: {
        'first/run.jsonl': line({ task: 'parser-crash', steps: 30, reward: 0 }) + run([1, 0, 0, 0, 0, 0], 32),
        'second/run.jsonl': run([1, 1, 1, 1, 0, 1], 6),
      },
    });
  });
  afterAll(() => vs?.end());

  it('lines up two samples in the panel', async () => {
    await vs.tree.open();
    await vs.tree.expand('first');
    await vs.tree.expand('parser-crash');
    await vs.tree.choose('30 steps');
    await vs.panel.shown();
    await vs.workbench.command('Rollout Lens: Diff with Best Sibling');
    const panel = vs.panel.frame().locator('rl-diff-panel');
    await panel.locator('dl').getByText('30 the same · 0 changed · 2 only in B').waitFor({ timeout: 20_000 });
    await panel.locator('rl-diff-list .fold').waitFor();
    expect(await panel.locator('rl-diff-list .line.partly').count()).toBe(2);
    expect(await seriousFindings(vs.panel.frame())).toEqual([]);
    await vs.shot('diff-panel');
  });

  it('folds what is the same in the text diff, with hovers on both sides', async () => {
    await vs.page.keyboard.press('t');
    const editor = (side: 'original' | 'modified') => vs.page.locator(`.monaco-diff-editor .editor.${side}`);
    await editor('modified').getByText('hidden lines').first().waitFor({ timeout: 20_000 });
    for (const side of ['original', 'modified'] as const) {
      const word = editor(side)
        .locator('.view-line', { hasText: /src\/parser\.py\s\|/ })
        .last();
      await word.waitFor();
      await word.locator('span span').first().hover();
      const hover = vs.page.locator('.monaco-hover:visible', { hasText: /Step 30/ }).first();
      await hover.waitFor({ timeout: 10_000 });
      expect(await hover.textContent()).toMatch(side === 'original' ? /Step 30 of 30/ : /Step 30 of 32/);
      await vs.shot(`diff-text-${side}`);
      await vs.page.keyboard.press('Escape');
      await vs.page.mouse.move(0, 0);
      await hover.waitFor({ state: 'hidden' });
    }
  });

  it('compares two runs', async () => {
    await vs.workbench.command('Rollout Lens: Compare Runs…');
    const rows = vs.page.locator('.quick-input-list .monaco-list-row');
    await rows.first().waitFor();
    for (const name of ['first', 'second'])
      await rows
        .filter({ hasText: `${name}/run.jsonl` })
        .first()
        .click();
    await vs.shot('runs-picked');
    await vs.page.keyboard.press('Enter');
    const runs = vs.panel.frame().locator('rl-runs-panel');
    await runs.getByText('6 matched tasks').waitFor({ timeout: 20_000 });
    await runs.getByText('steps with errors').waitFor({ timeout: 20_000 });
    expect(await seriousFindings(vs.panel.frame())).toEqual([]);
    await vs.shot('runs');
  });

  it('comes back after a reload', async () => {
    await vs.reload();
    await vs.panel.frame().locator('rl-runs-panel').getByText('6 matched tasks').waitFor({ timeout: 30_000 });
  });

  it('broke no policy and threw no error', () => {
    expect(vs.complaints.csp).toEqual([]);
    expect(vs.complaints.errors).toEqual([]);
  });
});
