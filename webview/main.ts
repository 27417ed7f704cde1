import { connect, reportTrouble } from './host.ts';
import { PanelModel } from './model.ts';
import { page } from './ui/theme.ts';
import { registerToolkit } from './ui/toolkit.ts';
import { Panel } from './views/panel.ts';

if (page.styleSheet) document.adoptedStyleSheets.push(page.styleSheet);
registerToolkit();
const host = connect();
reportTrouble(host);
const model = new PanelModel(host);
const panel = new Panel();
panel.model = model;
document.body.append(panel);
void model.start();
