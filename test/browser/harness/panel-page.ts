import type { BrowserContext, Locator, Page } from 'playwright-core';
import type { Theme } from '../themes.ts';
import type { Harness } from './page-host.ts';

declare const harness: Harness;

interface Opening {
  readonly scenario: string;
  readonly theme?: Theme['name'];
  readonly delay?: number;
  readonly more?: string;
}

/** The panel as a reader meets it. */
export class PanelPage {
  readonly errors: string[] = [];
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
    page.setDefaultTimeout(6000);
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
  }

  static async open(context: BrowserContext, { scenario, theme = 'dark', delay = 0, more = '' }: Opening): Promise<PanelPage> {
    const panel = new PanelPage(await context.newPage());
    await panel.page.goto(`http://panel.test/?scenario=${scenario}&theme=${theme}&delay=${delay}${more}`);
    await panel.page.locator('rl-panel main').waitFor();
    return panel;
  }

  get header(): Locator {
    return this.page.locator('rl-header');
  }
  get rows(): Locator {
    return this.page.locator('rl-step-list .row');
  }
  get strip(): Locator {
    return this.page.getByRole('slider', { name: 'Position in the trajectory' });
  }
  get facts(): Locator {
    return this.page.getByRole('complementary', { name: 'Selected step' });
  }
  get searchField(): Locator {
    return this.page.getByRole('textbox', { name: 'Search in this trajectory' });
  }
  get searchCount(): Locator {
    return this.page.locator('rl-search-bar .count');
  }
  get pill(): Locator {
    return this.page.locator('rl-step-list .pill');
  }
  get scroller(): Locator {
    return this.page.locator('rl-step-list .scroller');
  }

  /** Row of a step as people count, from 1; 0 is the task. */
  row(step: number): Locator {
    return this.page.locator(`rl-step-list .row[data-step="${step - 1}"]`);
  }
  head(step: number): Locator {
    return this.row(step).locator('.head');
  }
  body(step: number): Locator {
    return this.row(step).locator('rl-step-body, rl-preamble');
  }

  /** Number of the selected step, from 1; 0 is the task. */
  async selected(): Promise<number> {
    return Number(await this.page.locator('rl-step-list .row.selected').getAttribute('data-step')) + 1;
  }

  /** Text as it is read, across shadow roots: `innerText` of an element with a shadow root is empty. */
  async text(part: Locator): Promise<string> {
    const raw = await part.evaluate((root) => {
      const read = (node: Node): string => {
        if (node instanceof Text) return node.data;
        if (!(node instanceof Element || node instanceof ShadowRoot)) return '';
        if (node instanceof Element && ['STYLE', 'svg'].includes(node.tagName)) return '';
        const inside = [...(node instanceof Element && node.shadowRoot ? node.shadowRoot : node).childNodes].map(read).join('');
        return node instanceof Element && getComputedStyle(node).display !== 'inline' ? `\n${inside}\n` : inside;
      };
      return read(root);
    });
    return raw.replace(/[ \t]*\n\s*/g, '\n').trim();
  }

  async scrollTop(): Promise<number> {
    return this.scroller.evaluate((el) => el.scrollTop);
  }

  async grow(count: number): Promise<void> {
    await this.page.evaluate((n) => harness.host.grow(n), count);
  }

  async sent(name: string): Promise<unknown[]> {
    return this.page.evaluate((wanted) => harness.host.sent.filter((m) => m.name === wanted).map((m) => m.data), name);
  }

  async asked(method: string): Promise<unknown[]> {
    return this.page.evaluate((wanted) => harness.host.asked.filter((m) => m.method === wanted).map((m) => m.params), method);
  }

  async violations(): Promise<readonly string[]> {
    return this.page.evaluate(() => harness.violations);
  }

  async shot(name: string): Promise<void> {
    await this.page.screenshot({ path: `artifacts/browser/${name}.png` });
  }
}
