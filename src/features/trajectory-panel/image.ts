import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import type { ImageRef } from '../../core/model/trajectory.ts';

export interface ShownImage {
  readonly uri?: string;
  /** Why there is no picture. */
  readonly note?: string;
}

const MAX_BYTES = 12_000_000;
const DATA = /^data:image\/(png|jpe?g|gif|webp);base64,([A-Za-z0-9+/\s]+=*\s*)$/;

/**
 * A picture a log points to, as a data address, or why not. Only raster pictures; files only inside the folder of the
 * log, links followed before that is checked; the type is told by the bytes, never by the name.
 *
 * @param log path of the log file
 */
export async function showImage(image: ImageRef | undefined, log: string): Promise<ShownImage> {
  if (!image) return { note: 'The log has no such picture.' };
  if (image.kind === 'elided') return { note: image.note };
  return image.kind === 'data' ? fromData(image.uri) : fromFile(image.path, dirname(log));
}

function fromData(uri: string): ShownImage {
  if (uri.length > MAX_BYTES * 1.4) return { note: tooLarge(uri.length / 1.37) };
  const data = DATA.exec(uri)?.[2];
  if (data === undefined) return { note: 'The picture is not a PNG, JPEG, GIF or WebP in base64.' };
  return fromBytes(Buffer.from(data, 'base64'));
}

async function fromFile(path: string, folder: string): Promise<ShownImage> {
  if (/^[a-z][a-z0-9+.-]+:/i.test(path)) return { note: 'The log names a picture on the web; it is not fetched.' };
  try {
    const home = await realpath(folder);
    const file = await realpath(resolve(home, path));
    if (!file.startsWith(home.endsWith(sep) ? home : home + sep))
      return { note: 'The log names a picture outside its own folder; it is not opened.' };
    const { size } = await stat(file);
    return size > MAX_BYTES ? { note: tooLarge(size) } : fromBytes(await readFile(file));
  } catch {
    return { note: `There is no readable picture at ${path}.` };
  }
}

function fromBytes(bytes: Buffer): ShownImage {
  const type = sniff(bytes);
  return type ? { uri: `data:image/${type};base64,${bytes.toString('base64')}` } : { note: 'The picture is not a PNG, JPEG, GIF or WebP.' };
}

function sniff(bytes: Buffer): string | undefined {
  const head = bytes.subarray(0, 12).toString('latin1');
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (/^GIF8[79]a/.test(head)) return 'gif';
  return head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP' ? 'webp' : undefined;
}

const tooLarge = (bytes: number): string => `The picture is too large to show (${Math.round(bytes / 1e6)} MB).`;
