import { type Command, type ExitCode, type Io, UsageError } from './command.ts';
import { withCustom } from './custom.ts';
import { processIo } from './io.ts';
import { commands } from './table.ts';

const program = 'rollout-lens';

/** Runs one command line. Data goes to `io.out`, everything else to `io.err`. */
export async function main(args: readonly string[], io: Io): Promise<ExitCode> {
  const [name, ...rest] = args;
  if (name === undefined) return wrong(io, 'no command given');
  if (name === 'help' && rest[0] !== undefined && !rest[0].startsWith('-')) return main([rest[0], '--help'], io);
  if (name === '--help' || name === '-h' || name === 'help') return overview(io);
  const entry = commands.find((command) => command.name === name);
  if (!entry) return wrong(io, `there is no command "${name}"`);
  const command = await entry.load();
  if (rest.includes('--help') || rest.includes('-h')) return help(command, io);
  try {
    const { args: given, formats } = await withCustom(rest);
    return await command.run(given, formats ? { ...io, formats } : io);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    io.err(`${program} ${name}: ${error.message}`);
    io.err(`usage: ${program} ${command.usage}`);
    return 2;
  }
}

async function overview(io: Io): Promise<ExitCode> {
  const width = Math.max(...commands.map((command) => command.name.length));
  await io.out(`usage: ${program} COMMAND …\n`);
  for (const { name, summary } of commands) await io.out(`  ${name.padEnd(width)}  ${summary}`);
  await io.out(
    `\n"${program} COMMAND --help" says more. With --custom FILE any of them reads the house formats in that file, too:\na mapping or a list of them, as in the setting rolloutLens.customFormats. Exit code: 0 all was read, 1 something was not, 2 wrong usage.`,
  );
  return 0;
}

async function help(command: Command, io: Io): Promise<ExitCode> {
  await io.out(`usage: ${program} ${command.usage}\n\n${command.summary}`);
  for (const line of command.details ?? []) await io.out(line);
  return 0;
}

function wrong(io: Io, message: string): ExitCode {
  io.err(`${program}: ${message}`);
  io.err(`usage: ${program} COMMAND …   (one of: ${commands.map((command) => command.name).join(', ')}; --help says more)`);
  return 2;
}

if (import.meta.main) {
  const io = processIo();
  try {
    process.exitCode = await main(process.argv.slice(2), io);
  } catch (error) {
    io.err(`${program}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    process.exitCode = 1;
  }
}
