/**
 * A 128-bit hash of text, fed piece by piece: four 32-bit lanes with MurmurHash3's constants and final mix
 * (Appleby, public domain, github.com/aappleby/smhasher). Stable across platforms and versions of this project,
 * because ids and cache keys are made of it. Not cryptographic.
 */
export interface Hasher {
  /** Adds one field. Fields are length-prefixed, so `add('ab').add('c')` differs from `add('a').add('bc')`. */
  add(field: string | number | boolean | undefined): Hasher;
  /** 32 hexadecimal digits. */
  hex(): string;
}

const C1 = 0x239b961b;
const C2 = 0xab0e9789;

export function hasher(): Hasher {
  const lanes = new Uint32Array([0x8f1bbcdc, 0xca62c1d6, 0x5a827999, 0x6ed9eba1]);
  let lane = 0;
  let words = 0;

  const word = (value: number): void => {
    const k = Math.imul(value, C1);
    const mixed = (lanes[lane] as number) ^ Math.imul((k << 15) | (k >>> 17), C2);
    lanes[lane] = Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0x561ccd1b + (lanes[(lane + 3) & 3] as number);
    lane = (lane + 1) & 3;
    words++;
  };

  const self: Hasher = {
    add(field) {
      const text = typeof field === 'string' ? field : String(field);
      word(typeof field === 'string' ? 1 : 2);
      word(text.length);
      let i = 0;
      for (; i + 1 < text.length; i += 2) word(text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16));
      if (i < text.length) word(text.charCodeAt(i));
      return self;
    },
    hex() {
      const out = Uint32Array.from(lanes, (value) => value ^ words);
      spread(out);
      for (let i = 0; i < 4; i++) out[i] = finalMix(out[i] as number);
      spread(out);
      return Array.from(out, (value) => value.toString(16).padStart(8, '0')).join('');
    },
  };
  return self;
}

/** Lets every lane depend on all four. */
function spread(lanes: Uint32Array): void {
  for (let i = 1; i < 4; i++) lanes[0] = (lanes[0] as number) + (lanes[i] as number);
  for (let i = 1; i < 4; i++) lanes[i] = (lanes[i] as number) + (lanes[0] as number);
}

function finalMix(value: number): number {
  let h = value ^ (value >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Hash of some fields, cut to `digits` hexadecimal digits (4 bits each). */
export function shortHash(fields: readonly (string | number | undefined)[], digits = 16): string {
  const state = hasher();
  for (const field of fields) state.add(field);
  return state.hex().slice(0, digits);
}
