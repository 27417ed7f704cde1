/** Why a file is no log that can be read, found in its first bytes. */
export interface Refusal {
  readonly code: string;
  readonly reason: string;
  readonly remedy?: string;
}

type Kind = 'parquet' | 'zip' | Refusal;

const SAVE_AS_JSON = 'Write the rollouts as JSON Lines instead.';
const TORCH: Refusal = {
  code: 'torch',
  reason: 'A PyTorch archive: reading it would run code stored in it.',
  remedy:
    'Let the trainer dump JSON Lines. Miles writes `trajectory/<id>.jsonl` beside its .pt files with `--dump-details`; slime has ' +
    'no such option: load the file where you trust it, with `torch.load`, and save its `samples` one JSON object a line; verl: ' +
    '`trainer.rollout_data_dir`.',
};
const PICKLE: Refusal = {
  code: 'pickle',
  reason: 'A Python pickle: reading it would run code stored in it.',
  remedy: `${SAVE_AS_JSON} RAGEN does with \`output.format: jsonl\`, SkyRL with \`trainer.dump_eval_results\`.`,
};
const binary = (what: string): Refusal => ({ code: 'binary', reason: `${what}, not a rollout log.` });

const MAGIC: readonly (readonly [readonly number[], Kind])[] = [
  [[0x50, 0x41, 0x52, 0x31], 'parquet'],
  [[0x50, 0x4b, 0x03, 0x04], 'zip'],
  [[0x50, 0x4b, 0x05, 0x06], { code: 'empty', reason: 'An empty zip archive.' }],
  [
    [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20, 0x66],
    {
      code: 'sqlite',
      reason: 'An SQLite database; none of the formats we read is one.',
      remedy: 'Export what is in it as JSON (opencode: `opencode export <session id>`).',
    },
  ],
  [[0x1f, 0x8b], { code: 'compressed', reason: 'Compressed inside compressed (gzip).', remedy: 'Decompress it once.' }],
  [[0x28, 0xb5, 0x2f, 0xfd], { code: 'compressed', reason: 'Compressed inside compressed (zstd).', remedy: 'Decompress it once.' }],
  [[0xff, 0xfe], { code: 'encoding', reason: 'UTF-16 text.', remedy: 'Save it as UTF-8.' }],
  [[0xfe, 0xff], { code: 'encoding', reason: 'UTF-16 text.', remedy: 'Save it as UTF-8.' }],
  [[0x89, 0x50, 0x4e, 0x47], binary('An image')],
  [[0xff, 0xd8, 0xff], binary('An image')],
  [[0x47, 0x49, 0x46, 0x38], binary('An image')],
  [[0x25, 0x50, 0x44, 0x46], binary('A PDF document')],
  [[0x7f, 0x45, 0x4c, 0x46], binary('A program')],
  [[0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59], { code: 'numpy', reason: 'A NumPy array.', remedy: SAVE_AS_JSON }],
];

/** What the first bytes say by themselves: a container, or why the file is refused. `undefined`: look at it as text. */
export function kindOf(head: Uint8Array): Kind | undefined {
  if (head.length === 0) return { code: 'empty', reason: 'The file is empty.' };
  for (const [bytes, kind] of MAGIC) if (bytes.every((byte, i) => head[i] === byte)) return kind;
  if (LEGACY_TORCH.every((byte, i) => head[i + 2] === byte) && head[0] === 0x80) return TORCH;
  if (head[0] === 0x80 && (head[1] ?? 0) >= 2 && (head[1] ?? 0) <= 5) return PICKLE;
  if (isLfsPointer(head)) {
    return { code: 'git-lfs', reason: 'A Git LFS pointer stands in place of the log.', remedy: 'Run `git lfs pull` to fetch the data.' };
  }
  return head.subarray(0, 8192).includes(0) ? binary('Binary data') : undefined;
}

/** `torch.save` writes a zip with a pickle in it. */
export const torchIn = (members: readonly string[]): Refusal | undefined =>
  members.some((member) => /(?:^|\/)data\.pkl$/.test(member)) ? TORCH : undefined;

/** Before 1.6 `torch.save` wrote bare pickles, the first of which is this number. */
const LEGACY_TORCH = [0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];

const LFS = 'version https://git-lfs';

const isLfsPointer = (head: Uint8Array): boolean => [...LFS].every((char, i) => head[i] === char.charCodeAt(0));
