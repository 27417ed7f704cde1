import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { showImage } from '../../../src/features/trajectory-panel/image.ts';

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const folder = mkdtempSync(join(tmpdir(), 'image-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const run = join(folder, 'run');
const log = join(run, 'log.jsonl');
mkdirSync(join(run, 'shots'), { recursive: true });
writeFileSync(join(run, 'shots', 'a.png'), PNG);
writeFileSync(join(run, 'shots', 'fake.png'), '<svg onload="alert(1)"/>');
writeFileSync(join(folder, 'secret.png'), PNG);
symlinkSync(join(folder, 'secret.png'), join(run, 'shots', 'link.png'));

const file = (path: string) => showImage({ kind: 'file', path }, log);
const data = (uri: string) => showImage({ kind: 'data', uri }, log);

describe('showImage', () => {
  test('a picture in the folder of the log', async () => {
    expect(await file('shots/a.png')).toEqual({ uri: `data:image/png;base64,${PNG.toString('base64')}` });
    expect((await file(join(run, 'shots', 'a.png'))).uri).toBeDefined();
  });

  test.each(['../secret.png', join(folder, 'secret.png'), 'shots/link.png', 'shots/../../secret.png'])(
    'nothing outside it: %s',
    async (path) => {
      expect(await file(path)).toEqual({ note: expect.stringContaining('outside') });
    },
  );

  test('not what the name says', async () => {
    expect(await file('shots/fake.png')).toEqual({ note: expect.stringContaining('not a PNG') });
    expect(await file('shots/none.png')).toEqual({ note: expect.stringContaining('no readable picture') });
    expect(await file('shots')).toEqual({ note: expect.stringContaining('no readable picture') });
  });

  test('nothing from the web', async () => {
    expect(await file('https://example.org/a.png')).toEqual({ note: expect.stringContaining('not fetched') });
  });

  test('data addresses are decoded and told by their bytes', async () => {
    expect((await data(`data:image/jpeg;base64,${PNG.toString('base64')}`)).uri).toMatch(/^data:image\/png/);
    expect(await data('data:image/svg+xml;base64,PHN2Zy8+')).toEqual({ note: expect.stringContaining('not a PNG') });
    expect(await data('data:image/png;base64,PHN2Zy8+')).toEqual({ note: expect.stringContaining('not a PNG') });
    expect(await data(`data:image/png;base64,${'A'.repeat(20_000_000)}`)).toEqual({ note: expect.stringContaining('too large') });
  });

  test('what the log left out says so', async () => {
    expect(await showImage({ kind: 'elided', note: 'cut by the writer' }, log)).toEqual({ note: 'cut by the writer' });
    expect((await showImage(undefined, log)).note).toBeDefined();
  });
});
