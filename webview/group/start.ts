import type { GroupCommands, GroupEvents, GroupRequests } from '../../src/protocol/group.ts';
import { link, reportTrouble } from '../host.ts';
import { GroupModel } from './model.ts';
import { GroupPage } from './page.ts';

/** Puts a group on the page. */
export function startGroup(): void {
  const host = link<GroupRequests, GroupCommands, GroupEvents>();
  reportTrouble(host);
  const page = new GroupPage();
  page.model = new GroupModel(host);
  document.body.append(page);
  void page.model.start();
}
