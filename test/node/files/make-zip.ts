import { crc32, deflateRawSync, zstdCompressSync } from 'node:zlib';

/** One member to write; the overrides let the archive lie. */
export interface ZipMember {
  readonly name: string;
  readonly data: Uint8Array | string;
  readonly method?: 0 | 8 | 93;
  readonly flags?: number;
  readonly declaredMethod?: number;
  readonly declaredSize?: number;
  readonly declaredCrc?: number;
}

/** A zip archive, byte by byte, so that tests can make what no honest writer makes. `zip64` puts all sizes into extra fields. */
export function makeZip(members: readonly ZipMember[], options: { readonly zip64?: boolean; readonly comment?: string } = {}): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const member of members) {
    const data = Buffer.from(member.data);
    const method = member.method ?? 8;
    const packed = method === 0 ? data : method === 8 ? deflateRawSync(data) : zstdCompressSync(data);
    const size = member.declaredSize ?? data.length;
    const name = Buffer.from(member.name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(options.zip64 ? 45 : 20, 0);
    common.writeUInt16LE(0x0800 | (member.flags ?? 0), 2);
    common.writeUInt16LE(member.declaredMethod ?? method, 4);
    common.writeUInt32LE(member.declaredCrc ?? crc32(data), 10);
    common.writeUInt32LE(options.zip64 ? 0xffffffff : packed.length, 14);
    common.writeUInt32LE(options.zip64 ? 0xffffffff : size, 18);
    common.writeUInt16LE(name.length, 22);
    const extra = options.zip64 ? zip64Extra([size, packed.length, offset]) : Buffer.alloc(0);
    const localExtra = options.zip64 ? zip64Extra([size, packed.length]) : Buffer.alloc(0);
    const local = Buffer.from(common);
    local.writeUInt16LE(localExtra.length, 24);
    const head = Buffer.from(common);
    head.writeUInt16LE(extra.length, 24);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(options.zip64 ? 0xffffffff : offset, 10);
    locals.push(Buffer.from('PK\x03\x04', 'latin1'), local, name, localExtra, packed);
    central.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), head, tail, name, extra);
    offset += 30 + name.length + localExtra.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const comment = Buffer.from(options.comment ?? '');
  return Buffer.concat([
    ...locals,
    directory,
    ...endRecords(members.length, directory.length, offset, options.zip64 === true),
    commentEnd(comment),
  ]);
}

function zip64Extra(values: readonly number[]): Buffer {
  const extra = Buffer.alloc(4 + 8 * values.length);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(8 * values.length, 2);
  for (const [index, value] of values.entries()) extra.writeBigUInt64LE(BigInt(value), 4 + 8 * index);
  return extra;
}

function endRecords(count: number, size: number, offset: number, zip64: boolean): readonly Buffer[] {
  const end = Buffer.alloc(20);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(zip64 ? 0xffff : count, 8);
  end.writeUInt16LE(zip64 ? 0xffff : count, 10);
  end.writeUInt32LE(zip64 ? 0xffffffff : size, 12);
  end.writeUInt32LE(zip64 ? 0xffffffff : offset, 16);
  if (!zip64) return [end];
  const record = Buffer.alloc(56);
  record.write('PK\x06\x06', 0, 'latin1');
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(45, 12);
  record.writeUInt16LE(45, 14);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(size), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.write('PK\x06\x07', 0, 'latin1');
  locator.writeBigUInt64LE(BigInt(offset + size), 8);
  locator.writeUInt32LE(1, 16);
  return [record, locator, end];
}

function commentEnd(comment: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16LE(comment.length, 0);
  return Buffer.concat([length, comment]);
}
