import { readFile } from 'node:fs/promises';
import { readCustomFormats } from '../core/importers/custom-format.ts';
import { type Formats, formatsWith } from '../core/importers/formats.ts';
import { importerById } from '../core/importers/table.ts';
import { parseJson } from '../core/text/json.ts';
import { UsageError } from './command.ts';

const OPTION = '--custom';

/** Takes `--custom FILE` out of the arguments of any command and reads the mappings in it. Throws `UsageError`. */
export async function withCustom(args: readonly string[]): Promise<{ readonly args: readonly string[]; readonly formats?: Formats }> {
  const at = args.findIndex((argument) => argument === OPTION || argument.startsWith(`${OPTION}=`));
  if (at < 0) return { args };
  const joined = args[at] !== OPTION;
  const path = joined ? args[at]?.slice(OPTION.length + 1) : args[at + 1];
  if (!path) throw new UsageError(`${OPTION} needs a FILE`);
  return { args: args.toSpliced(at, joined ? 1 : 2), formats: await readFormats(path) };
}

async function readFormats(path: string): Promise<Formats> {
  const source = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${path} cannot be read (${error.code})`);
  });
  const parsed = parseJson(source);
  if (!parsed.ok) throw new UsageError(`${path}, line ${parsed.fault.line}: ${parsed.fault.message}`);
  const { formats, problems } = readCustomFormats(parsed.value, (id) => importerById(id) !== undefined);
  if (problems.length > 0) throw new UsageError(problems.map(({ message }) => message).join('\n'));
  return formatsWith(formats);
}
