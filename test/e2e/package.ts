import type { TestProject } from 'vitest/node';
import { hostTarget, packageAll, UNIVERSAL } from '../../build/package.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    /** Packaged extensions by target. */
    packages: Readonly<Record<string, string>>;
    /** The one for this machine. */
    vsix: string;
  }
}

/** Packages the extension once for all end-to-end tests, as a user would install it. */
export default async function setup({ provide }: TestProject): Promise<void> {
  const packages = await packageAll([hostTarget(), UNIVERSAL]);
  provide('packages', packages);
  provide('vsix', packages[hostTarget()] as string);
}
