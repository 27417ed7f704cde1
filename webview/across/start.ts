import type { AcrossCommands, AcrossEvents, AcrossRequests } from '../../src/protocol/across.ts';
import { link, reportTrouble } from '../host.ts';
import { AcrossModel } from './model.ts';
import { AcrossPage } from './page.ts';

/** Puts the credit of a run on the page. */
export function startAcross(): void {
  const host = link<AcrossRequests, AcrossCommands, AcrossEvents>();
  reportTrouble(host);
  const page = new AcrossPage();
  page.model = new AcrossModel(host);
  document.body.append(page);
  void page.model.start();
}
