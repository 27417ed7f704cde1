import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { line } from './logs.ts';
import { type Session, start } from './session.ts';

describe('everyday work', () => {
  let vs: Session;

  beforeAll(async () => {
    const batch = Array.from({ length: 6 }, (_, index) => line({ task: `task-${index}`, steps: 4 + index, reward: index % 2 }));
    vs = await start({
      files: {
        'run/batch.jsonl': batch.join(''),
        'run/doomed.jsonl': line({ task: 'doomed', steps: 2 }),
        'run/broken.jsonl': `${line({ task: 'before-the-break', steps: 2 })}{"messages": [{"role": \n${line({ task: 'after-the-break', steps: 2 })}`,
      },
    });
    await vs.tree.open();
    await vs.tree.expand('batch.jsonl');
  });
  afterAll(() => vs?.end());

  it('reads around a broken line and says where it is', async () => {
    await vs.tree.expand('broken.jsonl');
    await vs.tree.row('before-the-break').waitFor();
    await vs.tree.row('after-the-break').waitFor();
    await vs.workbench.command('Rollout Lens: Show Problems');
    await vs.page.locator('.markers-panel .monaco-list-row', { hasText: 'broken.jsonl' }).first().waitFor();
    await vs.page.locator('.markers-panel .monaco-list-row', { hasText: 'Ln 2' }).first().waitFor();
    await vs.shot('problems');
    await vs.workbench.command('View: Toggle Panel Visibility');
  });

  it('scores a whole run on command', async () => {
    await vs.tree.choose('task-5');
    await vs.panel.shown();
    await vs.workbench.command('Rollout Lens: Score Run');
    for (const index of [0, 1, 2, 3, 4, 5]) await vs.tree.row(new RegExp(`task-${index}.*score 0?\\.\\d+`)).waitFor({ timeout: 60_000 });
    await vs.shot('scored-run');
  });

  it('is worked with the keyboard alone', async () => {
    await vs.panel.step(0).locator('.head').click();
    await vs.panel.press('j');
    await vs.panel.press('j');
    await expect.poll(() => vs.panel.step(2).getAttribute('class')).toContain('selected');
    await vs.panel.press('Enter');
    await vs.panel.body(2).waitFor();
    await vs.panel.press('k');
    await expect.poll(() => vs.panel.step(1).getAttribute('class')).toContain('selected');
    await vs.panel.press('/');
    await vs.page.keyboard.type('git diff');
    await vs.panel.frame().locator('mark', { hasText: 'git diff' }).first().waitFor();
    await vs.page.keyboard.press('Escape');
  });

  it('goes from the hover back to the step in the panel', async () => {
    await vs.workbench.command('Rollout Lens: Open Transcript');
    await vs.transcript.shown();
    const hover = await vs.transcript.hover('Step 6: look before', 'Step 6 of 9');
    await hover.getByText('Open in Panel').click();
    await vs.panel.shown();
    await expect.poll(() => vs.panel.step(5).getAttribute('class'), { timeout: 10_000 }).toContain('selected');
  });

  it('opens the log where the trajectory is', async () => {
    await vs.workbench.command('Rollout Lens: Open Log File Here');
    await vs.workbench.tab('batch.jsonl').waitFor();
    await vs.workbench.statusItem(/Ln 6/).waitFor();
  });

  it('lets a deleted file go and reads a replaced one anew', async () => {
    await vs.tree.row('doomed.jsonl').waitFor();
    await rm(join(vs.folder, 'run/doomed.jsonl'));
    await vs.tree.row('doomed.jsonl').waitFor({ state: 'detached', timeout: 10_000 });
    await vs.write('run/broken.jsonl', line({ task: 'mended', steps: 3 }));
    await vs.tree.row('mended').waitFor({ timeout: 10_000 });
    expect(await vs.tree.row('before-the-break').count()).toBe(0);
  });

  it('broke no policy and threw no error', () => {
    expect(vs.complaints.csp).toEqual([]);
    expect(vs.complaints.errors).toEqual([]);
  });
});
