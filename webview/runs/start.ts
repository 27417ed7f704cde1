import type { RunsCommands, RunsEvents, RunsRequests } from '../../src/protocol/runs.ts';
import { link, reportTrouble } from '../host.ts';
import { RunsModel } from './model.ts';
import { RunsPanel } from './panel.ts';

/** Puts the comparison of runs on the page. */
export function startRuns(): void {
  const host = link<RunsRequests, RunsCommands, RunsEvents>();
  reportTrouble(host);
  const panel = new RunsPanel();
  panel.model = new RunsModel(host);
  document.body.append(panel);
  void panel.model.start();
}
