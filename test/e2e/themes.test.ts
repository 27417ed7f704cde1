import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Theme } from '../workbench/settings.ts';
import { seriousFindings } from './axe.ts';
import { line } from './logs.ts';
import { type Session, start } from './session.ts';

/** The class VS Code gives the page of a webview. */
const themes: Readonly<Record<Theme, string>> = {
  light: 'vscode-light',
  dark: 'vscode-dark',
  contrast: 'vscode-high-contrast',
  'contrast-light': 'vscode-high-contrast-light',
};

describe('themes', () => {
  let vs: Session;

  beforeAll(async () => {
    vs = await start({ theme: 'light', files: { 'batch.jsonl': line({ task: 'parser-crash', steps: 30, reward: 1 }) } });
    await vs.tree.open();
    await vs.tree.expand('batch.jsonl');
    await vs.tree.choose('30 steps');
    await vs.panel.shown();
    await vs.panel.scored(0);
    await vs.panel.step(3).locator('.head').click();
    await vs.panel.body(3).waitFor();
  });
  afterAll(() => vs?.end());

  it.each(Object.entries(themes) as [Theme, string][])('%s: drawn, readable, nothing serious for axe', async (theme, name) => {
    await vs.workbench.setTheme(theme);
    await expect
      .poll(() => vs.panel.frame().locator('body').getAttribute('class'), { timeout: 15_000 })
      .toMatch(new RegExp(`(^| )${name}( |$)`));
    await vs.workbench.settled();
    await vs.shot(`panel-${theme}`);
    expect(await seriousFindings(vs.panel.frame())).toEqual([]);
  });

  it.each(Object.keys(themes) as Theme[])('%s: the transcript has its hover', async (theme) => {
    await vs.workbench.setTheme(theme);
    await vs.workbench.command('Rollout Lens: Open Transcript');
    await vs.transcript.shown();
    await vs.transcript.hover('look before changing anything', /Step \d+ of 30/);
    await vs.shot(`transcript-${theme}`);
    await vs.page.keyboard.press('Escape');
  });

  it('broke no policy', () => {
    expect(vs.complaints.csp).toEqual([]);
  });
});
