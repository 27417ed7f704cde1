import type { BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { PanelViewState } from '../../src/protocol/panel.ts';
import type { Harness } from './harness/page-host.ts';
import { PanelPage } from './harness/panel-page.ts';
import { type Bench, openBench } from './harness/serve.ts';

declare const harness: Harness;

let bench: Bench;
let context: BrowserContext;
let panel: PanelPage;
const open = async (scenario: string, more = ''): Promise<PanelPage> => {
  panel = await PanelPage.open(context, { scenario, more });
  return panel;
};
const press = (...keys: string[]): Promise<void> =>
  keys.reduce((done, key) => done.then(() => panel.page.keyboard.press(key)), Promise.resolve());
const until = (check: () => Promise<void>): Promise<void> => vi.waitFor(check, { timeout: 4000, interval: 30 });

beforeAll(async () => {
  bench = await openBench();
});
beforeEach(async () => {
  context = await bench.context();
});
afterEach(async () => {
  expect(panel.errors).toEqual([]);
  expect(await panel.violations()).toEqual([]);
  expect(await panel.sent('report')).toEqual([]);
  await context.close();
});
afterAll(() => bench.close());

describe('what is shown', () => {
  test('the header says what it is and how far to trust it', async () => {
    await open('coding');
    const text = (await panel.text(panel.header)).replace(/\s+/g, ' ');
    for (const part of [
      'django__django-11099',
      'sample 3 of 8',
      'failed reward 0',
      'qwen-coder-32b in swe-agent · update 240',
      '27 steps',
      '41.2k tokens',
      '6 min 12 s',
      '3 of 8 in group solved',
      'Fitted on this run',
      'trust strong · AUROC@4 0.78 [0.72, 0.83] · n 512',
      'PRM webgpu · self-test passed · 1,940 steps/s',
    ])
      expect(text).toContain(part);
  });

  test('what is not known is said, not shown as zero', async () => {
    await open('unscored');
    const text = await panel.text(panel.header);
    expect(text).toContain('outcome unknown');
    expect(text).toContain('no scorer');
    expect(text).not.toMatch(/\b0 tokens|reward|0%/);
    expect(await panel.text(panel.facts)).toContain('No scorer has scored this trajectory: switched off in the settings.');
  });

  test('siblings are one click away', async () => {
    await open('coding');
    await panel.page.getByRole('button', { name: 'Next sample' }).click();
    await panel.page.getByRole('button', { name: 'Previous sample' }).click();
    expect(await panel.sent('openSample')).toEqual([{ id: 's4' }, { id: 's2' }]);
  });

  test('a row says score, change, tool, title, error and tokens', async () => {
    await open('coding');
    const text = (await panel.text(panel.head(12))).replace(/\s+/g, ' ');
    expect(text).toMatch(
      /^12 score 0\.04 fell by 0\.33 str_replace_editor \/testbed\/django\/db\/models\/fields\/__init__\.py \+3 −1 640 tok$/,
    );
    expect(await panel.text(panel.head(13))).toContain('error');
    expect(await panel.text(panel.head(1))).not.toMatch(/fell|rose/);
  });

  test.each([
    [
      'empty-error',
      'This rollout ended in an error before its first step.',
      'DockerException: Error while fetching server API version\n<b>ConnectionRefused</b>',
    ],
    ['empty-running', 'No steps yet.', 'steps appear here as they are written'],
    ['empty', 'This trajectory has no steps.', 'It stopped because of: max_turns.'],
    ['problem', 'The file /logs/run.jsonl was cut at byte 1,204', 'It is read again when it changes'],
  ])('%s says why and what to do', async (scenario, what, why) => {
    await open(scenario);
    const text = await panel.text(panel.page.locator('rl-panel .state'));
    expect(text).toContain(what);
    expect(text).toContain(why);
    await panel.page.getByRole('button', { name: 'Open the raw log' }).click();
    expect(await panel.sent('openRaw')).toEqual([{}]);
  });

  test('a host that cannot answer leads to a message and another try', async () => {
    await open('coding', '&broken');
    const alert = panel.page.getByRole('alert');
    await until(async () => expect(await alert.innerText()).toContain('The log file is gone: /logs/run.jsonl'));
    await panel.page.getByRole('button', { name: 'Try again' }).click();
    await until(async () => expect(await panel.asked('ready')).toHaveLength(2));
  });
});

describe('an open step', () => {
  test('an edit is a diff with signs', async () => {
    await open('coding');
    await panel.head(12).click();
    const lines = await panel.body(12).locator('rl-diff .line').allInnerTexts();
    expect(
      lines.map((l) =>
        l
          .replace(/^(removed|added)/, '')
          .replace(/\s+/g, ' ')
          .trim(),
      ),
    ).toEqual([
      'def to_python(self, value):',
      '− if value is not None and not isinstance(value, uuid.UUID):',
      '+ if not value:',
      '+ return None',
      '+ if not isinstance(value, uuid.UUID):',
      "input_form = 'int' if isinstance(value, int) else 'hex'",
    ]);
    await panel.head(12).click();
    await until(async () => expect(await panel.body(12).count()).toBe(0));
  });

  test('a patch, a new file, a command, code and a search are each drawn for reading', async () => {
    await open('coding');
    const see = async (step: number): Promise<string> => {
      await panel.page.evaluate((index) => harness.host.reveal(index), step - 1);
      await panel.body(step).locator('.label').first().waitFor();
      return panel.text(panel.body(step));
    };
    expect(await see(19)).toMatch(/django\/forms\/fields\.py[\s\S]*−[\s\S]*if value in self\.empty_values:/);
    expect(await see(5)).toMatch(/whole text[\s\S]*added\+?\s*\+?\s*import django/);
    expect(await see(6)).toContain('cd /testbed && python reproduce.py');
    expect(await see(23)).toContain("for value in ('', 0, '0' * 32):");
    expect(await see(11)).toMatch(/from_db_value[\s\S]*in django\/db\/models/);
  });

  test('a long observation is folded and opens', async () => {
    await open('coding');
    await panel.page.evaluate(() => harness.host.reveal(8));
    const body = panel.body(9);
    await body.getByRole('button', { name: /194 lines, 9 shown/ }).waitFor();
    expect(await panel.text(body)).not.toContain('test_field_90');
    expect(await panel.text(body)).toContain('FAILED (failures=1)');
    await body.getByRole('button', { name: '⋯ 185 more lines' }).click();
    await until(async () => expect(await panel.text(body)).toContain('test_field_90 '));
  });

  test('60,000 lines come on demand, in parts, and the panel stays quick', async () => {
    await open('media');
    await panel.head(2).click();
    const body = panel.body(2);
    await body.getByRole('button', { name: /characters, 9 shown/ }).click();
    await until(async () => expect(await panel.asked('step')).toEqual([{ index: 1 }]));
    await body.getByRole('button', { name: /show more · .* characters are not shown/ }).waitFor();
    const shown = await body
      .locator('pre')
      .last()
      .evaluate((el) => el.textContent?.length ?? 0);
    expect(shown).toBeGreaterThan(50_000);
    expect(shown).toBeLessThan(70_000);
    await panel.head(3).click();
    await panel
      .body(3)
      .getByRole('button', { name: /characters/ })
      .first()
      .waitFor();
    expect((await panel.text(panel.body(3))).length).toBeLessThan(5000);
  });

  test('JSON answers are trees, and plain text on demand', async () => {
    await open('dialogue');
    await panel.head(2).click();
    const body = panel.body(2);
    await body.getByRole('button', { name: 'as text' }).waitFor();
    expect(await panel.text(body)).not.toContain('{"');
    await body.getByRole('button', { name: 'as text' }).click();
    await until(async () => expect(await panel.text(body)).toContain('{"name":{"first_name":"Mia"'));
  });

  test('pictures come through the host; left-out ones say so', async () => {
    await open('media');
    await panel.head(1).click();
    const picture = panel.page.getByRole('img', { name: 'picture 1 of this observation' });
    await picture.waitFor();
    expect(await picture.evaluate((img: HTMLImageElement) => img.decode().then(() => img.naturalWidth))).toBe(320);
    expect(await panel.text(panel.body(1))).toContain('picture not shown: image/png, 84 kB, left out by the logger');
    expect(await panel.asked('image')).toEqual([{ step: 0, observation: 0, image: 0 }]);
  });

  test('the first messages stand above step 1, the system prompt folded', async () => {
    await open('coding');
    await panel.head(0).click();
    const body = panel.body(0);
    await body.getByText('System prompt').waitFor();
    const text = await panel.text(body);
    expect(text).toContain('UUIDField.to_python() raises on the empty string.');
    expect(text).not.toContain('Rule number 30');
  });

  test('the side area has scores by scorer, what was logged, and the ways out', async () => {
    await open('coding');
    await panel.head(12).click();
    await until(async () => expect(await panel.text(panel.facts)).toContain('advantage'));
    const text = (await panel.text(panel.facts)).replace(/\s+/g, ' ');
    expect(text).toContain('Fitted on this run 0.04 −0.33 strong');
    expect(text).toContain('Embedded PRM 0.40 −0.13 weak');
    expect(text).toContain('advantage −0.61');
    await panel.facts.getByRole('button', { name: 'transcript' }).click();
    await panel.facts.getByRole('button', { name: 'raw line' }).click();
    await panel.facts.getByRole('button', { name: 'copy' }).click();
    await until(async () => expect(await panel.sent('copy')).toHaveLength(1));
    expect(await panel.sent('openTranscript')).toEqual([{ step: 11 }]);
    expect(await panel.sent('openRaw')).toEqual([{ step: 11 }]);
    expect(JSON.stringify(await panel.sent('copy'))).toContain('str_replace');
  });
});

describe('keys', () => {
  test('j, k, Enter, Home and End walk and open', async () => {
    await open('coding');
    expect(await panel.selected()).toBe(1);
    await press('j', 'j', 'k');
    expect(await panel.selected()).toBe(2);
    await press('Enter');
    await panel.body(2).getByText('class UUIDField').first().waitFor();
    await press('Enter');
    await until(async () => expect(await panel.body(2).count()).toBe(0));
    await press('End');
    await until(async () => expect(await panel.selected()).toBe(27));
    await until(async () => expect(await panel.head(27).isVisible()).toBe(true));
    await press('Home');
    await until(async () => expect(await panel.selected()).toBe(0));
  });

  test('J goes by size of change, e by errors, o opens the transcript', async () => {
    await open('coding');
    await press('J');
    expect(await panel.selected()).toBe(12);
    await press('J');
    expect(await panel.selected()).toBe(18);
    await press('K');
    expect(await panel.selected()).toBe(12);
    await press('e');
    expect(await panel.selected()).toBe(13);
    await press('o');
    expect(await panel.sent('openTranscript')).toEqual([{ step: 12 }]);
    expect(await panel.page.getByRole('status').last().innerText()).toContain('error 3 of 7');
  });

  test('a focused row keeps the focus on the step that is gone to', async () => {
    await open('coding');
    await panel.head(1).focus();
    await press('j', 'j', 'Enter');
    await panel.body(3).getByText('Observation').waitFor();
    await until(async () => expect(await panel.head(3).evaluate((el) => (el.getRootNode() as ShadowRoot).activeElement === el)).toBe(true));
  });

  test("? shows the keys and Escape closes them; keys with Ctrl are the editor's", async () => {
    await open('coding');
    await press('Control+j');
    expect(await panel.selected()).toBe(1);
    await press('?');
    await panel.page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await press('j');
    await press('Escape');
    await until(async () => expect(await panel.page.getByRole('dialog').count()).toBe(0));
    expect(await panel.selected()).toBe(1);
  });
});

describe('the strip', () => {
  test('is a slider for ears and keys', async () => {
    await open('coding');
    await panel.strip.focus();
    await press('ArrowRight', 'End');
    expect(await panel.strip.getAttribute('aria-valuenow')).toBe('27');
    expect(await panel.strip.getAttribute('aria-valuemax')).toBe('27');
    await press('Home', 'PageDown', 'ArrowRight');
    expect(await panel.selected()).toBe(5);
    expect(await panel.strip.getAttribute('aria-valuetext')).toBe(
      'step 5 of 27, score 0.43, rose by 0.02, str_replace_editor, /testbed/reproduce.py +11',
    );
  });

  test('a click goes to the step under it, a drag scrolls', async () => {
    await open('long-5000');
    const box = await panel.strip.boundingBox();
    if (!box) throw new Error('no strip');
    await panel.page.mouse.click(box.x + box.width * 0.5, box.y + 30);
    await panel.page.locator('rl-step-list .row.selected').waitFor();
    const middle = await panel.selected();
    expect(middle).toBeGreaterThan(2300);
    expect(middle).toBeLessThan(2500);
    await until(async () => expect(await panel.head(middle).isVisible()).toBe(true));
    await panel.page.mouse.move(box.x + box.width * 0.25, box.y + 30);
    await panel.page.mouse.down();
    await panel.page.mouse.move(box.x + box.width * 0.9, box.y + 30, { steps: 8 });
    await panel.page.mouse.up();
    await until(async () => expect(await panel.scrollTop()).toBeGreaterThan(100_000));
    expect(await panel.strip.getAttribute('aria-valuenow')).toBe(String(middle));
  });

  test('draws the window that is in view, gaps where scores are unknown, and one path for 10,000 steps', async () => {
    await open('long-10000');
    const window = panel.page.locator('rl-strip .window');
    const before = Number(await window.getAttribute('x'));
    await press('End');
    await until(async () => expect(Number(await window.getAttribute('x'))).toBeGreaterThan(before + 1000));
    const curve = await panel.page.locator('rl-strip .curve').getAttribute('d');
    expect(curve?.split('M')).toHaveLength(3);
    expect(curve?.length).toBeLessThan(60_000);
    expect(await panel.page.locator('rl-strip svg *').count()).toBeLessThan(80);
  });

  test('one step is drawn too', async () => {
    await open('one');
    expect(await panel.strip.getAttribute('aria-valuemax')).toBe('1');
    expect(await panel.page.locator('rl-strip .point').count()).toBeGreaterThan(0);
  });
});

describe('a long trajectory', () => {
  test('keeps few rows in the page and lands where it is sent', async () => {
    await open('long-20000');
    expect(await panel.rows.count()).toBeLessThan(60);
    await panel.page.evaluate(() => harness.host.reveal(14_999));
    await panel.body(15_000).locator('.label').first().waitFor();
    const [row, list] = await Promise.all([panel.row(15_000).boundingBox(), panel.scroller.boundingBox()]);
    expect(row && list && row.y >= list.y - 2 && row.y < list.y + list.height).toBe(true);
    expect(await panel.rows.count()).toBeLessThan(60);
  });
});

describe('state', () => {
  test('what was open, selected and scrolled to comes back after a reload', async () => {
    await open('coding');
    await press('J', 'Enter', 'J', 'Enter');
    await panel.body(18).locator('.label').first().waitFor();
    await until(async () => expect((await panel.sent('viewState')).at(-1)).toMatchObject({ selected: 17, expanded: [11, 17] }));
    await panel.page.waitForTimeout(400);
    const before = await panel.scrollTop();
    expect(before).toBeGreaterThan(100);
    await panel.page.reload();
    await panel.body(18).locator('.label').first().waitFor();
    expect(await panel.selected()).toBe(18);
    await until(async () => expect(Math.abs((await panel.scrollTop()) - before)).toBeLessThan(30));
    const [ready] = (await panel.asked('ready')) as { restored?: PanelViewState }[];
    expect(ready?.restored).toMatchObject({ selected: 17, expanded: [11, 17] });
  });

  test('another trajectory starts afresh', async () => {
    await open('coding');
    await press('J', 'Enter');
    await panel.page.evaluate(() => harness.host.show('dialogue'));
    await until(async () => expect(await panel.text(panel.header)).toContain('airline · task 3'));
    expect(await panel.selected()).toBe(1);
    expect(await panel.page.locator('rl-step-body').count()).toBe(0);
  });

  test('a snapshot that comes late changes nothing', async () => {
    await open('coding');
    await panel.page.evaluate(() => harness.host.late({ title: 'stale' }));
    await panel.page.waitForTimeout(100);
    expect(await panel.text(panel.header)).toContain('django__django-11099');
  });
});

describe('a growing trajectory', () => {
  test('is followed by a reader at the end', async () => {
    await open('live');
    await press('End');
    await until(async () => expect(await panel.head(12).isVisible()).toBe(true));
    await panel.scroller.evaluate((el) => el.scrollTo(0, el.scrollHeight));
    await panel.page.setViewportSize({ width: 1240, height: 420 });
    await panel.scroller.evaluate((el) => el.scrollTo(0, el.scrollHeight));
    await panel.page.waitForTimeout(100);
    await panel.grow(10);
    await until(async () => expect(await panel.head(22).isVisible()).toBe(true));
    await until(async () =>
      expect(await panel.scroller.evaluate((el) => el.scrollHeight - el.scrollTop - el.clientHeight)).toBeLessThan(4),
    );
    expect(await panel.pill.count()).toBe(0);
  });

  test('tells a reader elsewhere what came, and takes them there', async () => {
    await context.close();
    context = await bench.context({ width: 1240, height: 420 });
    await open('live');
    await panel.grow(2);
    await panel.grow(3);
    await until(async () => expect(await panel.pill.innerText()).toBe('5 new steps ↓'));
    expect(await panel.scrollTop()).toBe(0);
    expect(await panel.page.getByRole('status').last().innerText()).toContain('5 new steps');
    await panel.pill.click();
    await until(async () => expect(await panel.head(17).isVisible()).toBe(true));
    await until(async () => expect(await panel.pill.count()).toBe(0));
  });

  test('an open step takes in what was added to it', async () => {
    await open('live');
    await panel.head(12).click();
    await panel.body(12).getByText('Thought').waitFor();
    const before = (await panel.asked('steps')).length;
    await panel.grow(1);
    await until(async () => expect((await panel.asked('steps')).length).toBeGreaterThan(before));
    expect(await panel.body(12).getByText('Thought').count()).toBe(1);
  });

  test('scores that arrive later fill the rows', async () => {
    await open('unscored');
    expect(await panel.text(panel.head(12))).not.toContain('0.04');
    await panel.page.evaluate(() =>
      harness.host.update({
        scores: { scorer: 'e', identity: 'y', device: 'cpu', values: Array.from({ length: 27 }, (_, i) => i / 30) },
        scorer: { name: 'Embedded PRM', meaning: 'success-probability', range: [0, 1] },
      }),
    );
    await until(async () => expect(await panel.text(panel.head(12))).toContain('0.37'));
    expect(await panel.text(panel.header)).toContain('trust untested');
  });
});

describe('search', () => {
  test('finds, counts, marks and walks the matches', async () => {
    await open('coding');
    await press('/');
    await panel.searchField.fill('isinstance');
    await until(async () => expect(await panel.searchCount.innerText()).toBe('1 of 6'));
    expect(await panel.selected()).toBe(3);
    await panel.body(3).locator('mark.now').waitFor();
    await press('Enter');
    await until(async () => expect(await panel.searchCount.innerText()).toBe('2 of 6'));
    await press('Shift+Enter');
    await until(async () => expect(await panel.searchCount.innerText()).toBe('1 of 6'));
    await press('Escape');
    await until(async () => expect(await panel.page.locator('mark').count()).toBe(0));
  });

  test('n and N walk when the list has the focus; a match inside a fold opens it', async () => {
    await open('coding');
    await press('/');
    await panel.searchField.fill('test_field_90');
    await until(async () => expect(await panel.searchCount.innerText()).toBe('1 of 6'));
    await panel.body(9).locator('mark.now').waitFor();
    await panel.head(9).focus();
    await press('n');
    await until(async () => expect(await panel.selected()).toBe(13));
    await press('N');
    await until(async () => expect(await panel.selected()).toBe(9));
  });

  test('says so when there is none', async () => {
    await open('coding');
    await press('/');
    await panel.searchField.fill('zzz(');
    await until(async () => expect(await panel.searchCount.innerText()).toBe('no match'));
  });
});
