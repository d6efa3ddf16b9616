import { readFile } from 'node:fs/promises';
import { UserError } from '../user-error.js';

/** The passphrase for secrets: never on a command line, where every user of the machine could read it. @throws UserError */
export async function passphraseOf(
  args: Readonly<Record<string, unknown>>,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const file = args['passphrase-file'];
  const text =
    typeof file === 'string' ? (await readFile(file, 'utf8')).split('\n')[0] : env.CITYBRAIN_PASSPHRASE;
  if (text?.trim()) return text.trim();
  throw new UserError(
    '--with-secrets needs a passphrase.',
    'Set CITYBRAIN_PASSPHRASE, or name a file: --passphrase-file <file>',
  );
}
