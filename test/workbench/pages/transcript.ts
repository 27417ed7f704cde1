import type { Locator, Page } from 'playwright-core';

/** The transcript document in the text editor. */
export class Transcript {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  editor(): Locator {
    return this.page.locator('.editor-instance .monaco-editor:visible').first();
  }

  line(text: string | RegExp): Locator {
    return this.editor().locator('.view-line', { hasText: text });
  }

  async shown(): Promise<void> {
    await this.editor().locator('.view-line').first().waitFor({ timeout: 30_000 });
  }

  /** Points at the first letters of a line and waits for the hover that holds the text. */
  async hover(line: string | RegExp, says: string | RegExp): Promise<Locator> {
    const target = this.line(line).first().locator('span span').first();
    const hover = this.page.locator('.monaco-hover:visible', { hasText: says });
    for (let attempt = 0; attempt < 5; attempt++) {
      await this.page.mouse.move(5, 5);
      await target.hover({ position: { x: 6, y: 8 } });
      const shown = await hover
        .first()
        .waitFor({ timeout: 4000 })
        .then(() => true)
        .catch(() => false);
      if (shown) break;
    }
    await hover.first().waitFor({ timeout: 1000 });
    return hover.first();
  }
}
