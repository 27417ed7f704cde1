import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder of its own for a test, gone afterwards. */
export function temporaryFolder(): { readonly path: string; write(name: string, text?: string): string; [Symbol.dispose](): void } {
  const path = mkdtempSync(join(tmpdir(), 'rollout-lens-'));
  return {
    path,
    write(name, text = '') {
      const file = join(path, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      return file;
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** Waits until `condition` holds; fails with what it last was. */
export async function until(condition: () => unknown, within = 5000): Promise<void> {
  const end = performance.now() + within;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`not so within ${within} ms: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
