import type { Locator, Page } from 'playwright-core';
import { colorThemes, type Theme } from '../settings.ts';

/** The window as a whole: opening it, its parts, the command palette. */
export class Workbench {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Opens the address and waits until the parts are drawn. */
  async open(url: string): Promise<void> {
    await this.page.goto(url, { waitUntil: 'domcontentloaded' });
    await this.drawn();
  }

  /** Loads the window again as a user would: what is open is written down first. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('domcontentloaded');
    await this.command('Developer: Reload Window');
    await loaded;
    await this.drawn();
  }

  private async drawn(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
    await this.page.locator('.monaco-workbench .activitybar .action-item').first().waitFor({ timeout: 60_000 });
  }

  /**
   * Runs a command by its whole title, e.g. `Rollout Lens: Refresh`. The palette lists what was known when it opened, so
   * while extensions are still starting it is opened again.
   */
  async command(title: string): Promise<void> {
    const label = this.page.getByText(title, { exact: true });
    const entry = this.page.locator('.quick-input-list .monaco-list-row', { has: label }).first();
    for (let attempt = 1; !(await this.offered(title, entry)); attempt++) {
      await this.page.keyboard.press('Escape');
      if (attempt === 8) throw new Error(`the command palette has no ${title}`);
    }
    await entry.click();
  }

  /** Opens the palette and types the title; true when the entry is there. */
  private async offered(title: string, entry: Locator): Promise<boolean> {
    const patience = { timeout: 3000 };
    try {
      await this.page.keyboard.press('F1');
      await this.quickInput().fill(`>${title}`, patience);
      await entry.waitFor(patience);
      return true;
    } catch {
      return false;
    }
  }

  /** Changes the theme of the running window. */
  async setTheme(theme: Theme): Promise<void> {
    await this.command('Preferences: Color Theme');
    const { label } = colorThemes[theme];
    await this.quickInput().fill(label);
    await this.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: label }).waitFor();
    await this.page.keyboard.press('Enter');
    await this.quickInput().waitFor({ state: 'hidden' });
  }

  /** Resolves when two frames have been drawn after whatever was asked for last. */
  async settled(): Promise<void> {
    await this.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  }

  quickInput(): Locator {
    return this.page.locator('.quick-input-widget:visible input.input');
  }

  /** An icon of the activity bar, by its name. */
  activity(name: string): Locator {
    return this.page.locator(`.activitybar .action-item a.action-label[aria-label^="${name}"]`);
  }

  statusItem(text: string | RegExp): Locator {
    return this.page.locator('.part.statusbar .statusbar-item', { hasText: text });
  }

  notifications(): Locator {
    return this.page.locator('.notifications-toasts .notification-toast');
  }

  /** An editor tab whose label holds this text. */
  tab(label: string | RegExp): Locator {
    return this.page.locator('.tabs-container .tab', { hasText: label });
  }

  async closeEditors(): Promise<void> {
    await this.command('View: Close All Editors');
  }
}
