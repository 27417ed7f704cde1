import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { climb } from '../../src/prm/device.ts';
import { readModel } from '../../src/prm/model.ts';
import { loadRuntime } from '../../src/prm/runtime.ts';
import { goldenDifference } from '../../src/prm/self-test.ts';
import { openSession } from '../../src/prm/session.ts';
import { changedModel, EMBEDDED, model, TINY } from './helpers.ts';

const problemOf = async (folder: string) => {
  const read = await readModel(folder);
  if (!read.ok) return read.problem;
  const rung = await climb(ort, read.value, 'cpu', () => {});
  return rung.ok ? undefined : rung.problem;
};

describe('a model that cannot be used is named, with what to do', () => {
  it('is not there', async () => {
    expect(await problemOf('/nowhere')).toMatchObject({
      code: 'model-missing',
      file: '/nowhere/manifest.json',
      remedy: expect.any(String),
    });
    const folder = changedModel();
    rmSync(join(folder, 'model.onnx'));
    expect(await problemOf(folder)).toMatchObject({ code: 'model-missing', file: join(folder, 'model.onnx') });
  });

  it('has weights that are cut short', async () => {
    const folder = changedModel();
    truncateSync(join(folder, 'model.onnx'), 1000);
    const problem = await problemOf(folder);
    expect(problem).toMatchObject({ code: 'model-damaged', file: join(folder, 'model.onnx'), remedy: expect.any(String) });
    expect(problem?.message).toContain('checksum');
  });

  it('has weights that are no model, under the right checksum', async () => {
    const { createHash } = await import('node:crypto');
    const folder = changedModel((manifest) => {
      manifest.sha256 = createHash('sha256').update('no model').digest('hex');
    });
    writeFileSync(join(folder, 'model.onnx'), 'no model');
    expect(await problemOf(folder)).toMatchObject({ code: 'model-damaged', message: expect.stringContaining('Protobuf parsing failed') });
  });

  it('gives other numbers than where it was made', async () => {
    const folder = changedModel();
    const golden = { cases: [{ steps: 1, positions: [0], logits: [0.1], mean: 0.1 }] };
    writeFileSync(join(folder, 'golden.json'), JSON.stringify(golden));
    expect(await problemOf(folder)).toMatchObject({ code: 'model-damaged', message: expect.stringContaining('other numbers') });
  });

  it('has other sizes than its manifest says', async () => {
    const folder = changedModel((manifest) => {
      manifest.state = { layers: 1, hidden: 17 };
    });
    expect(await problemOf(folder)).toMatchObject({ code: 'model-damaged' });
  });

  it.each<[string, (manifest: Record<string, unknown>) => void, string]>([
    ['of another format', (m) => Object.assign(m, { format: 2 }), 'model-manifest'],
    ['without weights', (m) => Object.assign(m, { model: undefined }), 'model-manifest'],
    ['that points out of its folder', (m) => Object.assign(m, { model: '../model.onnx' }), 'model-manifest'],
    ['with golden numbers elsewhere', (m) => Object.assign(m, { golden: { file: '/etc/passwd' } }), 'model-manifest'],
    ['with a temperature of 0', (m) => Object.assign(m, { temperature: 0 }), 'model-manifest'],
    ['for other features', (m) => Object.assign(m, { features: { ...(m.features as object), version: 999 } }), 'model-features'],
  ])('has a manifest %s', async (_, change, code) => {
    const folder = changedModel(change);
    expect(await problemOf(folder)).toMatchObject({ code, file: join(folder, 'manifest.json'), remedy: expect.any(String) });
  });

  it('has a manifest that is no JSON', async () => {
    const folder = changedModel();
    writeFileSync(join(folder, 'manifest.json'), '{"format":');
    expect(await problemOf(folder)).toMatchObject({ code: 'model-manifest' });
  });
});

describe('a runtime that does not load', () => {
  it('is missing from a package without native files', async () => {
    const missing = Object.assign(new Error("Cannot find module '../bin/napi-v6/linux/x64/onnxruntime_binding.node'"), {
      code: 'MODULE_NOT_FOUND',
    });
    const loaded = await loadRuntime(() => Promise.reject(missing));
    expect(loaded).toMatchObject({
      ok: false,
      problem: { code: 'runtime-missing', remedy: expect.stringContaining(`${process.platform}-${process.arch}`) },
    });
  });

  it('names the library that is too old', async () => {
    const loaded = await loadRuntime(() => Promise.reject(new Error("libstdc++.so.6: version `GLIBCXX_3.4.30' not found")));
    expect(loaded).toMatchObject({ ok: false, problem: { code: 'runtime-broken', message: expect.stringContaining('GLIBCXX_3.4.30') } });
  });
});

describe('golden numbers', () => {
  it.each([
    ['the tiny model, computed in numpy', TINY],
    ['the embedded model, computed by its trainer', EMBEDDED],
  ])('of %s come out', async (_, folder) => {
    const golden = await model(folder);
    const session = await openSession(ort, golden.weights, golden.shape, 'cpu');
    expect(await goldenDifference(session, golden)).toBeLessThan(1e-4);
  });
});
