import { type Browser, chromium, type Page } from 'playwright-core';
import { chrome } from '../../build/debian.mjs';

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-default-apps',
  '--force-color-profile=srgb',
  '--font-render-hinting=none',
];

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: chrome(), args: QUIET });
}

/** What the workbench says of itself: without a network, about parts an open build lacks, and while it goes down. */
const NOISE = new RegExp(
  [
    'vsda',
    'open-vsx',
    "authentication provider 'github'",
    'ERR_(NAME_NOT_RESOLVED|INTERNET_DISCONNECTED)',
    '\\[lifecycle\\]',
    'vscode-log:',
  ].join('|'),
);

/** What a page and its frames complained about. */
export interface Complaints {
  /** Refused by a content security policy, in the browser's words. */
  readonly csp: string[];
  readonly errors: string[];
}

/** Starts listening at once, so that nothing the first load says is lost. */
export function listen(page: Page): Complaints {
  const complaints: Complaints = { csp: [], errors: [] };
  page.on('console', (message) => {
    const text = `${message.text()} (${message.location().url})`;
    if (/content security policy/i.test(text)) complaints.csp.push(text);
    else if (message.type() === 'error' && !NOISE.test(text)) complaints.errors.push(text);
  });
  page.on('pageerror', (error) => complaints.errors.push(`${error.stack ?? error}`));
  return complaints;
}
