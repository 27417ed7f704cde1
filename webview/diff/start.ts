import type { DiffCommands, DiffEvents, DiffRequests } from '../../src/protocol/diff.ts';
import { link, reportTrouble } from '../host.ts';
import { DiffModel } from './model.ts';
import { DiffPanel } from './panel.ts';

/** Puts the diff of trajectories on the page. */
export function startDiff(): void {
  const host = link<DiffRequests, DiffCommands, DiffEvents>();
  reportTrouble(host);
  const panel = new DiffPanel();
  panel.model = new DiffModel(host);
  document.body.append(panel);
  void panel.model.start();
}
