import type { TestProject } from 'vitest/node';
import { hostTarget, packageAll } from '../../build/package.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    /** The packaged extension that is tested. */
    vsix: string;
  }
}

/** Packages the extension once for all end-to-end tests, as a user would install it. */
export default async function setup({ provide }: TestProject): Promise<void> {
  const target = hostTarget();
  const files = await packageAll([target]);
  provide('vsix', files[target] as string);
}
