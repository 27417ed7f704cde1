/** What the files of one folder may import. */
export interface Rule {
  /** Folder (or file) of the tree the rule speaks of; the longest match wins. */
  readonly from: string;
  /** Folders of this project it may import from, besides its own. */
  readonly local: readonly string[];
  /** Of those, the ones it may only import types from. */
  readonly typesOnly?: readonly string[];
  readonly packages: readonly string[];
  readonly builtins: boolean;
}

const engine = ['src/core', 'src/protocol', 'src/node'];
const lit = ['lit', '@vscode/codicons'];

/** The import table. `vscode` is a package like any other: where it is not listed, it is not there. */
export const rules: readonly Rule[] = [
  { from: 'src/core', local: [], packages: [], builtins: false },
  { from: 'src/protocol', local: ['src/core'], typesOnly: ['src/core'], packages: [], builtins: false },
  { from: 'src/prm', local: ['src/core', 'src/protocol'], packages: ['onnxruntime-node'], builtins: true },
  { from: 'src/node', local: ['src/core', 'src/protocol'], packages: [], builtins: true },
  { from: 'src/node/watch', local: engine, packages: ['chokidar', 'picomatch'], builtins: true },
  { from: 'src/node/files', local: engine, packages: ['yauzl', 'fflate', 'fzstd', 'hyparquet', 'hyparquet-compressors'], builtins: true },
  { from: 'src/node/store', local: engine, packages: [], builtins: true },
  { from: 'src/cli', local: engine, packages: [], builtins: true },
  { from: 'src/host', local: engine, packages: ['vscode'], builtins: true },
  { from: 'src/features', local: ['src/host', ...engine], packages: ['vscode'], builtins: true },
  { from: 'src/extension.ts', local: ['src/host', 'src/features', ...engine], packages: ['vscode'], builtins: true },
  { from: 'webview', local: ['src/core', 'src/protocol'], packages: lit, builtins: false },
  { from: 'webview/ui', local: ['webview', 'src/core', 'src/protocol'], packages: [...lit, '@vscode/webview-ui-toolkit'], builtins: false },
  { from: 'webview/plot', local: ['webview', 'src/core', 'src/protocol'], packages: [...lit, 'uplot'], builtins: false },
  { from: 'webview/list', local: ['webview', 'src/core', 'src/protocol'], packages: [...lit, '@tanstack/virtual-core'], builtins: false },
];

/** Built-in modules that belong to one folder. */
export const builtinHomes: Readonly<Record<string, string>> = { 'node:sqlite': 'src/node/store' };

/** Words that belong to one folder, and what they give away. */
export const wordHomes: readonly { readonly word: RegExp; readonly under: string; readonly home: string; readonly what: string }[] = [
  { word: /\.getContext\(/, under: 'webview', home: 'webview/plot', what: 'draws on a canvas' },
];

/** Folders whose subfolders may not import each other. */
export const strangers: readonly string[] = ['src/features'];

export const MAX_LINES = 400;

/** Known debts, as the checker words them. Each is to be paid, none to be added without a reason beside it. */
export const debts: readonly string[] = [];
