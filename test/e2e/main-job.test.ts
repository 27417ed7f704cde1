import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seriousFindings } from './axe.ts';
import { chat, hostile, line } from './logs.ts';
import { prmProcesses } from './processes.ts';
import { type Session, start } from './session.ts';

const growing = (steps: number): string => JSON.stringify(chat({ task: 'growing-task', steps }));

describe('the main job in a real VS Code', () => {
  let vs: Session;

  beforeAll(async () => {
    vs = await start({
      files: {
        'evals/batch.jsonl': [
          line({ task: 'parser-crash', steps: 12, reward: 1 }),
          line({ task: 'parser-crash', steps: 7, reward: 0 }),
          line({ task: 'date-format', steps: 9, reward: 1 }),
        ].join(''),
        'evals/growing.json': growing(4),
        'evals/hostile.jsonl': `${JSON.stringify(hostile('hostile-task'))}\n`,
        'notes/readme.json': '{"not": "a log"}',
      },
    });
  });
  afterAll(() => vs?.end());

  it('lists runs, groups and trajectories', async () => {
    await vs.tree.open();
    await vs.tree.expand('batch.jsonl');
    await vs.tree.expand('parser-crash');
    await vs.tree.row('sample 1').first().waitFor();
    const texts = (await vs.tree.texts()).join('\n');
    expect(texts).toMatch(/parser-crash.*1\/2 solved/);
    expect(texts).toContain('12 steps');
    expect(texts).toContain('date-format');
    expect(texts).not.toContain('readme.json');
    await vs.shot('tree');
  });

  it('draws a trajectory with its scores', async () => {
    await vs.tree.choose('12 steps');
    await vs.panel.shown();
    expect(await vs.panel.length()).toBe(12);
    expect(await vs.panel.heading().textContent()).toContain('parser-crash');
    await vs.panel.scored(0);
    await vs.panel.scored(11);
    await vs.panel.step(2).locator('.head').click();
    await vs.panel.body(2).getByText('grep -rn').first().waitFor();
    await vs.shot('panel-dark');
  });

  it('has nothing serious for axe to find', async () => {
    expect(await seriousFindings(vs.panel.frame())).toEqual([]);
  });

  it('shows the score of a step on hover in the transcript', async () => {
    await vs.workbench.command('Rollout Lens: Open Transcript');
    await vs.transcript.shown();
    const hover = await vs.transcript.hover('look before changing anything', 'Step');
    const text = (await hover.textContent()) ?? '';
    expect(text).toMatch(/Step \d+ of 12/);
    expect(text).toMatch(/score \d/);
    expect(text).toMatch(/Trust/);
    expect(text).toContain('Open in Panel');
    expect(await hover.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(50);
    await vs.shot('hover-dark');
    await vs.page.keyboard.press('Escape');
  });

  it('sees trajectories that are appended', async () => {
    await appendFile(join(vs.folder, 'evals/batch.jsonl'), line({ task: 'late-arrival', steps: 3, reward: 1 }));
    await vs.tree.row('late-arrival').waitFor({ timeout: 5000 });
  });

  it('follows a trajectory that grows', async () => {
    await vs.tree.expand('growing.json');
    await vs.tree.choose('growing-task');
    await vs.panel.shown();
    expect(await vs.panel.length()).toBe(4);
    await vs.write('evals/growing.json', growing(9));
    await expect.poll(() => vs.panel.length(), { timeout: 10_000 }).toBe(9);
    await vs.panel.scored(8);
    await vs.shot('growing');
  });

  it('brings a killed PRM process back', async () => {
    const [before] = prmProcesses(vs.server.home);
    expect(before).toBeDefined();
    process.kill(before as number, 'SIGKILL');
    await vs.write('evals/growing.json', growing(14));
    await expect.poll(() => vs.panel.length(), { timeout: 10_000 }).toBe(14);
    await vs.panel.scored(13);
    const after = prmProcesses(vs.server.home);
    expect(after).toHaveLength(1);
    expect(after[0]).not.toBe(before);
    expect(await vs.workbench.notifications().count()).toBe(0);
  });

  it('shows hostile text as text', async () => {
    await vs.tree.expand('hostile.jsonl');
    await vs.tree.choose('hostile-task');
    await vs.panel.shown();
    await vs.panel.step(0).locator('.head').click();
    await vs.panel.body(0).getByText('<img src=x').first().waitFor();
    expect(await vs.panel.frame().locator('img[src="x"], a[href^="command:"]').count()).toBe(0);
    expect(
      await vs.panel
        .frame()
        .locator('body')
        .evaluate(() => document.title),
    ).not.toBe('owned');
    expect(await vs.page.title()).not.toBe('owned');
    await vs.shot('hostile');
  });

  it('comes back after a reload with what was open', async () => {
    await vs.reload();
    await vs.panel.shown();
    expect(await vs.panel.heading().textContent()).toContain('hostile-task');
  });

  it('broke no policy and threw no error', () => {
    expect(vs.complaints.csp).toEqual([]);
    expect(vs.complaints.errors).toEqual([]);
  });
});
