import type { BuildOptions, Metafile } from 'esbuild';

export type BundleName = 'extension' | 'prm' | 'cli' | 'webview';
export declare function options(name: BundleName, settings?: { readonly minify?: boolean }): BuildOptions;
export declare function bundle(settings?: {
  readonly names?: readonly BundleName[];
  readonly minify?: boolean;
}): Promise<Record<string, Metafile>>;
