import type { Locator } from 'playwright-core';
import type { Workbench } from './workbench.ts';

/** The rollouts view in the activity bar: run, group, trajectory. */
export class RolloutsTree {
  private readonly workbench: Workbench;

  constructor(workbench: Workbench) {
    this.workbench = workbench;
  }

  async open(): Promise<void> {
    await this.workbench.activity('Rollout Lens').click();
    await this.pane().waitFor();
  }

  pane(): Locator {
    return this.workbench.page.locator('.part.sidebar .pane', { has: this.workbench.page.locator('.tree-explorer-viewlet-tree-view') });
  }

  /** Rows that show this text, whatever their level. */
  row(text: string | RegExp): Locator {
    return this.rows().filter({ hasText: text });
  }

  rows(): Locator {
    return this.pane().locator('.monaco-list-row[role="treeitem"]');
  }

  /** Opens a closed row and leaves an open one alone. */
  async expand(text: string | RegExp): Promise<void> {
    const row = this.row(text).first();
    await row.waitFor();
    // Rows move while others above them open: a click that hit another row is made again.
    for (let attempt = 0; attempt < 5 && (await row.getAttribute('aria-expanded')) === 'false'; attempt++) {
      await row.locator('.monaco-tl-twistie').click();
      for (let wait = 0; wait < 20 && (await row.getAttribute('aria-expanded')) === 'false'; wait++)
        await this.workbench.page.waitForTimeout(100);
    }
  }

  async choose(text: string | RegExp): Promise<void> {
    await this.row(text).first().click();
  }

  /** Texts of all visible rows, top to bottom. */
  async texts(): Promise<readonly string[]> {
    const rows = await this.rows().evaluateAll((nodes) =>
      nodes.map((node) => [Number(node.getAttribute('data-index')), node.textContent ?? '']),
    );
    return (rows as [number, string][]).sort((a, b) => a[0] - b[0]).map(([, text]) => text.trim());
  }
}
