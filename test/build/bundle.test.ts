import * as esbuild from 'esbuild';
import { describe, expect, it } from 'vitest';
import { type BundleName, options } from '../../build/bundle.mjs';

/** Builds made-up sources with the settings of a bundle; resolves to what esbuild complains about. */
async function complaints(name: BundleName, contents: string): Promise<string> {
  const { entryPoints: _, ...rest } = options(name);
  const stdin = { contents, resolveDir: import.meta.dirname, loader: 'ts' as const };
  try {
    await esbuild.build({ ...rest, stdin, write: false });
    return '';
  } catch (error) {
    return (error as esbuild.BuildFailure).errors.map(({ text }) => text).join('\n');
  }
}

const usesVscode = "import { window } from 'vscode';\nwindow.showInformationMessage('x');";
const usesRuntime = "import { InferenceSession } from 'onnxruntime-node';\nconsole.log(InferenceSession);";

describe('bundles', () => {
  it.each(['prm', 'cli', 'webview'] as const)('refuse vscode in %s', async (name) => {
    expect(await complaints(name, usesVscode)).toContain('vscode may not be imported here');
  });

  it.each(['extension', 'cli', 'webview'] as const)('refuse the ONNX runtime in %s', async (name) => {
    expect(await complaints(name, usesRuntime)).toContain('onnxruntime-node may not be imported here');
  });

  it('let the extension have vscode and the PRM process the runtime', async () => {
    expect(await complaints('extension', usesVscode)).toBe('');
    expect(await complaints('prm', usesRuntime)).toBe('');
  });

  it('refuse Node built-ins in the webview', async () => {
    expect(await complaints('webview', "import { join } from 'node:path';\nconsole.log(join('a'));")).toContain('node:path');
  });

  it('build from the sources', async () => {
    for (const name of ['extension', 'prm', 'cli', 'webview'] as const) {
      const { outputFiles } = await esbuild.build({ ...options(name), write: false });
      expect(outputFiles?.some(({ path }) => path.endsWith('.js') || path.endsWith('.mjs'))).toBe(true);
    }
  });
});
