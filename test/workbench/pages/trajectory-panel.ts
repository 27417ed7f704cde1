import type { FrameLocator, Locator, Page } from 'playwright-core';

/** The trajectory panel that is in view: a page in two nested frames. */
export class TrajectoryPanel {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  frame(): FrameLocator {
    return this.page.locator('iframe.webview:visible').contentFrame().locator('#active-frame').contentFrame();
  }

  /** Resolves when the first step is painted. */
  async shown(): Promise<void> {
    await this.step(0).waitFor({ timeout: 30_000 });
  }

  heading(): Locator {
    return this.frame().locator('rl-header h1');
  }

  header(): Locator {
    return this.frame().locator('rl-header');
  }

  steps(): Locator {
    return this.frame().locator('rl-step-list .row');
  }

  /** A step of the list by its index from 0; there only while it is near the viewport. */
  step(index: number): Locator {
    return this.frame().locator(`rl-step-list .row[data-step="${index}"]`);
  }

  score(index: number): Locator {
    return this.step(index).locator('.score');
  }

  /** Resolves when the step shows a number for a score. */
  async scored(index: number): Promise<void> {
    await this.score(index)
      .filter({ hasText: /\d\.\d/ })
      .waitFor({ timeout: 60_000 });
  }

  body(index: number): Locator {
    return this.step(index).locator('rl-step-body');
  }

  strip(): Locator {
    return this.frame().locator('rl-strip');
  }

  /** Length of the list as the page tells assistive technology: the steps and the task before them. */
  async length(): Promise<number> {
    return Number(await this.steps().first().getAttribute('aria-setsize')) - 1;
  }

  /** Keys go to the page that has the focus: the list takes it first. */
  async press(key: string): Promise<void> {
    await this.frame().locator('body').press(key);
  }
}
