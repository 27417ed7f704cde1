/** Seeded 32-bit FNV-1a over UTF-16 code units, finished with murmur3's mixer so that the low bits are fit for buckets. */
export function hash32(text: string, seed: number): number {
  let h = (0x811c9dc5 ^ seed) >>> 0;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix(h);
}

/** Order-sensitive combination of two hashes, e.g. of a field and a word, or of two neighbouring words. */
export function combine(a: number, b: number): number {
  return mix(Math.imul(a, 31) ^ b);
}

function mix(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
