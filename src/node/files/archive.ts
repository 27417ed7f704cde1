import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { type Entry, fromRandomAccessReaderPromise, getFileNameLowLevel, RandomAccessReader, type ZipFile } from 'yauzl';
import { type Archive, LogError } from '../../core/importers/importer.ts';
import { demandZstd } from './decoder.ts';
import { ARCHIVE_MEMBERS, DIRECTORY_BLOCK, EXPANSION, EXPANSION_FROM, MEMBER_BYTES } from './limits.ts';
import { refusal } from './problems.ts';
import { type ByteSource, mebibytes } from './source.ts';

type Member = Pick<
  Entry,
  'compressionMethod' | 'compressedSize' | 'uncompressedSize' | 'relativeOffsetOfLocalHeader' | 'crc32' | 'generalPurposeBitFlag'
>;

/** Bounds a test may lower; the defaults are those of `limits.ts`. */
export interface ArchiveBounds {
  readonly members?: number;
  readonly memberBytes?: number;
  readonly expansionFrom?: number;
}

/**
 * A zip archive (zip64 included) of which only the central directory is held. Members are decoded one at a time, in
 * memory: their names are never paths of anything, so `../` in them is only a name. Methods: stored, deflate, zstd.
 */
export async function openArchive(source: ByteSource, shown: string, bounds: ArchiveBounds = {}): Promise<Archive> {
  const { members: most = ARCHIVE_MEMBERS, memberBytes = MEMBER_BYTES, expansionFrom = EXPANSION_FROM } = bounds;
  if (!Number.isFinite(source.size)) {
    throw refusal(shown, 'archive-compressed', 'A zip archive inside a large compressed file cannot be read.', {
      remedy: 'Decompress the outer file.',
    });
  }
  const { zip, directory } = await readDirectory(source, shown, most);
  return {
    members: [...directory.keys()],
    async member(name) {
      const member = directory.get(name);
      if (!member)
        throw refusal(shown, 'zip-member-missing', 'The archive has no such member.', {
          detail: name,
          remedy: 'The archive was written anew: refresh the rollouts.',
        });
      checkMember(member, name, shown, memberBytes, expansionFrom);
      return decodeMember(source, zip, member, name, shown);
    },
  };
}

async function readDirectory(source: ByteSource, shown: string, most: number): Promise<{ zip: ZipFile; directory: Map<string, Member> }> {
  const directory = new Map<string, Member>();
  try {
    const zip = await fromRandomAccessReaderPromise(new SourceReader(source), source.size, {
      lazyEntries: true,
      decodeStrings: false,
      validateEntrySizes: false,
      autoClose: false,
    });
    if (zip.entryCount > most) throw tooMany(shown, zip.entryCount, most);
    for await (const entry of zip.eachEntry()) {
      const name = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true);
      if (name.endsWith('/')) continue;
      directory.delete(name);
      directory.set(name, {
        compressionMethod: entry.compressionMethod,
        compressedSize: entry.compressedSize,
        uncompressedSize: entry.uncompressedSize,
        relativeOffsetOfLocalHeader: entry.relativeOffsetOfLocalHeader,
        crc32: entry.crc32,
        generalPurposeBitFlag: entry.generalPurposeBitFlag,
      });
    }
    return { zip, directory };
  } catch (error) {
    if (error instanceof LogError) throw error;
    throw refusal(shown, 'zip-damaged', `The zip archive cannot be read: ${(error as Error).message}.`, {
      remedy: 'If it is still being written, it is read again when it changes.',
    });
  }
}

function checkMember(member: Member, name: string, shown: string, memberBytes: number, expansionFrom: number): void {
  const { compressedSize, uncompressedSize, compressionMethod, generalPurposeBitFlag } = member;
  if (generalPurposeBitFlag & 1) {
    throw refusal(shown, 'zip-encrypted', 'This member of the archive is encrypted.', {
      detail: name,
      remedy: 'Write the log without a password.',
    });
  }
  if (![0, 8, 93].includes(compressionMethod)) {
    throw refusal(
      shown,
      'zip-method',
      `This member is compressed with method ${compressionMethod}; stored, deflate and zstd can be read.`,
      {
        detail: name,
        remedy: 'Write the archive with deflate or zstd.',
      },
    );
  }
  if (compressionMethod === 93) demandZstd(shown);
  if (Math.max(compressedSize, uncompressedSize) > memberBytes) {
    throw refusal(
      shown,
      'zip-member-too-large',
      `This member has ${mebibytes(uncompressedSize)} MiB; at most ${mebibytes(memberBytes)} MiB are read.`,
      {
        detail: name,
        remedy: 'Let the writer leave out images or raw model calls.',
      },
    );
  }
  if (uncompressedSize > expansionFrom && uncompressedSize > compressedSize * EXPANSION) {
    throw refusal(shown, 'zip-bomb', `This member claims to expand more than ${EXPANSION} times.`, {
      detail: name,
      remedy: 'If this is a log and no bomb, unpack it on disk.',
    });
  }
}

async function decodeMember(source: ByteSource, zip: ZipFile, member: Member, name: string, shown: string): Promise<Uint8Array> {
  const damaged = (why: string) =>
    refusal(shown, 'zip-member-damaged', `This member of the archive is damaged: ${why}.`, {
      detail: name,
      remedy: 'Copy the archive again; the other members are read.',
    });
  let data: Uint8Array;
  try {
    const { fileDataStart } = await zip.readLocalFileHeaderPromise(member as Entry, { minimal: true });
    data = await source.read(fileDataStart, member.compressedSize);
  } catch (error) {
    throw error instanceof LogError ? error : damaged((error as Error).message);
  }
  if (data.length !== member.compressedSize) throw damaged('it ends early');
  const decoded = await decode(member, data).catch((error: NodeJS.ErrnoException) => {
    throw damaged(error.code === 'ERR_BUFFER_TOO_LARGE' ? 'it is larger than it says' : error.message);
  });
  if (decoded.length !== member.uncompressedSize)
    throw damaged(`it has ${decoded.length} bytes where ${member.uncompressedSize} are announced`);
  if (zlib.crc32(decoded) !== member.crc32) throw damaged('its checksum does not match');
  return decoded;
}

/** Never decodes more than the member announces, which `checkMember` has bounded. */
function decode(member: Member, data: Uint8Array): Promise<Uint8Array> {
  const options = { maxOutputLength: Math.max(1, member.uncompressedSize) };
  if (member.compressionMethod === 0) return Promise.resolve(data);
  return member.compressionMethod === 8 ? promisify(zlib.inflateRaw)(data, options) : promisify(zlib.zstdDecompress)(data, options);
}

const tooMany = (shown: string, count: number, most: number) =>
  refusal(shown, 'zip-too-many-members', `The archive lists ${count} members; at most ${most} are read.`, { remedy: 'Split the log.' });

/** What yauzl reads through: it takes the directory in pieces of some dozen bytes, so a block is kept. */
class SourceReader extends RandomAccessReader {
  readonly source: ByteSource;
  block: Promise<Uint8Array> = Promise.resolve(new Uint8Array(0));
  start = 0;
  end = 0;

  constructor(source: ByteSource) {
    super();
    this.source = source;
  }

  override read(buffer: Buffer, offset: number, length: number, position: number, callback: (error: Error | null) => void): void {
    if (position < this.start || position + length > this.end) {
      this.start = position;
      this.end = position + Math.max(length, DIRECTORY_BLOCK);
      this.block = this.source.read(position, this.end - position);
    }
    const from = position - this.start;
    this.block.then((bytes) => {
      buffer.set(bytes.subarray(from, from + length), offset);
      callback(from + length <= bytes.length ? null : new Error('it ends early'));
    }, callback);
  }
}
