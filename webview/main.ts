import { startAcross } from './across/start.ts';
import { startDiff } from './diff/start.ts';
import { startGroup } from './group/start.ts';
import { connect, reportTrouble } from './host.ts';
import { PanelModel } from './model.ts';
import { startRuns } from './runs/start.ts';
import { page } from './ui/theme.ts';
import { registerToolkit } from './ui/toolkit.ts';
import { Panel } from './views/panel.ts';

if (page.styleSheet) document.adoptedStyleSheets.push(page.styleSheet);
registerToolkit();
const view = document.querySelector('meta[property="rollout-lens-view"]')?.getAttribute('content');
if (view === 'diff') startDiff();
else if (view === 'runs') startRuns();
else if (view === 'group') startGroup();
else if (view === 'across') startAcross();
else startPanel();

function startPanel(): void {
  const host = connect();
  reportTrouble(host);
  const model = new PanelModel(host);
  const panel = new Panel();
  panel.model = model;
  document.body.append(panel);
  void model.start();
}
