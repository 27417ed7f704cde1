import { afterEach, describe, expect, inject, it } from 'vitest';
import { UNIVERSAL } from '../../build/package.mjs';
import { line } from './logs.ts';
import { prmProcesses } from './processes.ts';
import { type Session, start } from './session.ts';

const files = { 'batch.jsonl': line({ task: 'parser-crash', steps: 5, reward: 1 }) };

describe('where scoring is not there', () => {
  let vs: Session | undefined;
  afterEach(async () => {
    await vs?.end();
    vs = undefined;
  });

  const openFirst = async (session: Session) => {
    await session.tree.open();
    await session.tree.expand('batch.jsonl');
    await session.tree.choose('5 steps');
    await session.panel.shown();
  };

  it('the universal package draws trajectories and says why nothing is scored', async () => {
    vs = await start({ files, vsix: [inject('packages')[UNIVERSAL] as string] });
    await openFirst(vs);
    await vs.workbench.statusItem(/PRM off/).waitFor({ timeout: 30_000 });
    expect(await vs.panel.length()).toBe(5);
    expect(await vs.panel.score(0).textContent()).not.toMatch(/\d/);
    await vs.shot('universal');
    expect(vs.complaints.errors).toEqual([]);
  });

  it('an untrusted folder is drawn, but no model is loaded', async () => {
    vs = await start({ files, trust: 'never' });
    await vs.workbench.statusItem('Restricted Mode').waitFor();
    await openFirst(vs);
    await vs.workbench.statusItem(/PRM off/).waitFor();
    expect(await vs.panel.score(0).textContent()).not.toMatch(/\d/);
    expect(prmProcesses(vs.server.home)).toEqual([]);
    await vs.shot('untrusted');
  });
});
