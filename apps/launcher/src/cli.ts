import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import yargs from 'yargs';
import { projectRoot } from '#libs/local-servers';
import { backupCommand } from './commands/backup.command.js';
import { contractsCommand } from './commands/contracts.command.js';
import { deadLettersCommand } from './commands/dead-letters.command.js';
import { doctorCommand } from './commands/doctor.command.js';
import { downCommand } from './commands/down.command.js';
import { flowCommand } from './commands/flow.command.js';
import { resetCommand } from './commands/reset.command.js';
import { restoreCommand } from './commands/restore.command.js';
import { seedCommand } from './commands/seed.command.js';
import { statusCommand } from './commands/status.command.js';
import { upCommand } from './commands/up.command.js';
import { terminalOutput } from './output.js';
import { suggestion } from './suggestion.js';
import { UserError } from './user-error.js';

const COMMANDS = [
  upCommand,
  downCommand,
  statusCommand,
  seedCommand,
  backupCommand,
  restoreCommand,
  resetCommand,
  deadLettersCommand,
  flowCommand,
  contractsCommand,
  doctorCommand,
] as const;

/** Runs one command line of `citybrain`. @returns the exit code: 0, or 1 after a failure has been shown */
export async function runCli(argv: string[]): Promise<number> {
  // Known before parsing, so that a failure of parsing itself is machine-readable too.
  const json = argv.includes('--json');
  let exitCode = 0;
  const parser = yargs(argv)
    .scriptName('citybrain')
    .usage('$0 <command>\n\nRuns and looks after a citybrain on this machine.')
    .option('json', { type: 'boolean', default: false, global: true, describe: 'Machine output on stdout' })
    .version(version())
    .completion('completion', 'Print a completion script for bash or zsh')
    .recommendCommands()
    .strict()
    .demandCommand(1, 'Name a command.')
    .exitProcess(false)
    .wrap(Math.min(110, process.stdout.columns ?? 110))
    .fail((message, error) => {
      throw error ?? usageError(message, Object.keys(parser.parsed ? parser.parsed.aliases : {}));
    });
  for (const command of COMMANDS) {
    parser.command(command.command, command.describe, command.options, async (args) => {
      exitCode = await command.run(args, terminalOutput(args.json === true));
    });
  }
  try {
    await parser.parseAsync();
  } catch (error) {
    terminalOutput(json).failure(error);
    return 1;
  }
  return exitCode;
}

function usageError(message: string, options: readonly string[]): UserError {
  const unknown = /^Unknown arguments?: (\S+?),?(\s|$)/.exec(message)?.[1];
  const near = unknown === undefined ? undefined : suggestion(unknown, options);
  const remedy = near === undefined ? 'See `citybrain --help`.' : `Did you mean --${near}?`;
  return new UserError(message, remedy);
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(projectRoot(), 'package.json'), 'utf8'));
  return (manifest as { version: string }).version;
}
