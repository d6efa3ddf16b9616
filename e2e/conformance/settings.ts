import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

export const HELP = `npm run conformance -- --service <name> --nats <url> --issuer-keys <folder> [options]

Judges any implementation of a contract, ours or yours, over NATS. It makes organisations, people and entries:
point it at a city that may be thrown away.

  --service <name>        data-catalog or identity; may be given again
  --nats <url>            NATS server of the city
  --seed-file <file>      nkey seed of a NATS user with the rights of "integrator"
  --user <name>           that user's name (default integrator)
  --city <id>             the city's id, audience of the tokens (default testcity)
  --issuer-keys <folder>  made by --make-issuer
  --issuer <name>         name of that issuer (default urn:citybrain:conformance)
  --only <pattern>        only scenarios that match
  --limit <seconds>       a scenario that takes longer has failed (default 60)
  --list                  names the scenarios and runs none
  --json                  one JSON document on stdout
  --make-issuer <folder>  makes the key of a token issuer: private.jwk, and jwks.json, which your service must trust
  --help

Exit code: 0 all passed, 1 some failed, 2 it could not be run. How to set up a target: docs/conformance.md
`;

/** What cannot be run as asked; exit code 2. */
export class Unusable extends Error {}

/** What was asked for on the command line. */
export type Settings = ReturnType<typeof readSettings>;

/** @throws Unusable naming the argument that is wrong or missing */
export function readSettings(args: readonly string[]) {
  const values = parsed(args);
  return {
    ...values,
    only: values.only === undefined ? undefined : pattern(values.only),
    limitMs: seconds(values.limit) * 1_000,
    seed: values['seed-file'] === undefined ? undefined : fileText(values['seed-file']).trim(),
  };
}

/** The text of a file that an argument names. @throws Unusable */
export function fileText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Unusable((error as Error).message);
  }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        service: { type: 'string', multiple: true, default: [] },
        nats: { type: 'string' },
        'seed-file': { type: 'string' },
        user: { type: 'string', default: 'integrator' },
        city: { type: 'string', default: 'testcity' },
        'issuer-keys': { type: 'string' },
        issuer: { type: 'string', default: 'urn:citybrain:conformance' },
        only: { type: 'string' },
        limit: { type: 'string', default: '60' },
        list: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        'make-issuer': { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new Unusable((error as Error).message);
  }
}

function pattern(text: string): RegExp {
  try {
    return new RegExp(text, 'i');
  } catch (error) {
    throw new Unusable(`--only: ${(error as Error).message}`);
  }
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 3_600)) throw new Unusable('--limit: from 1 to 3600 seconds');
  return value;
}
