/** What a user may do on one side; `deny` outranks `allow`. */
export interface SubjectRights {
  readonly allow: readonly string[];
  readonly deny?: readonly string[];
}

/** A user known by the public half of an nkey. */
export interface NatsUser {
  /** For the reader of the file only. */
  readonly name: string;
  /** Public user nkey (U…). */
  readonly publicKey: string;
  readonly publish: SubjectRights;
  readonly subscribe: SubjectRights;
  /** May answer a request on its reply subject (once, within two minutes) without a right of its own. */
  readonly allowResponses?: boolean;
}

export interface NatsServerConfig {
  /** IPv4 address to listen on; in a container `0.0.0.0`. Default: 127.0.0.1. */
  readonly host?: string;
  readonly port: number;
  readonly storeDir: string;
  /** The account all users share: one city. */
  readonly account: string;
  readonly users: readonly NatsUser[];
  /** Bytes. Default: 1 MiB. */
  readonly maxPayload?: number;
  /** Every JetStream write is on disk before its acknowledgement. False only for tests. Default: true. */
  readonly syncAlways?: boolean;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const PUBLIC_USER_KEY = /^U[A-Z2-7]{55}$/;
/** A subject with wildcards, for subscriptions optionally followed by a queue name. */
const SUBJECT = /^[A-Za-z0-9_$*>.:/=|~@+-]+( [A-Za-z0-9_$*>.-]+)?$/;
const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;
const CONTROL_CHARACTER = /\p{Cc}/u;

/**
 * The text of a nats-server configuration: loopback unless told otherwise, JetStream, one account, users by nkey with their rights.
 * Everything that comes from outside is checked, so that no value can add a setting.
 * @throws RangeError naming the value that is refused
 */
export function natsServerConfig(config: NatsServerConfig): string {
  return `# Written by citybrain at every start; changes here are lost.
host: "${matching('host', config.host ?? '127.0.0.1', IPV4)}"
port: ${integer('port', config.port, 1, 65_535)}
server_name: "citybrain-local"
max_payload: ${integer('maxPayload', config.maxPayload ?? 1_048_576, 1024, 64 * 1_048_576)}
max_connections: 1000
write_deadline: "10s"
ping_interval: "20s"
ping_max: 3
jetstream {
  store_dir: ${quoted('storeDir', config.storeDir)}
  max_memory_store: 268435456
  max_file_store: 21474836480
  sync_interval: ${config.syncAlways === false ? '"2m"' : 'always'}
}
accounts {
  ${matching('account', config.account, NAME)}: {
    jetstream: enabled
    users: [
${config.users.map(userText).join('\n')}
    ]
  }
}
`;
}

function userText(user: NatsUser): string {
  return `      { # ${matching('user name', user.name, NAME)}
        nkey: ${matching('public key', user.publicKey, PUBLIC_USER_KEY)}
        permissions: {
          publish: ${rightsText(user.publish)}
          subscribe: ${rightsText(user.subscribe)}${user.allowResponses ? '\n          allow_responses: true' : ''}
        }
      }`;
}

function rightsText(rights: SubjectRights): string {
  // An empty allow list would mean "everything" to nats-server.
  const text =
    rights.allow.length > 0 ? `allow: ${subjects(rights.allow)}` : `allow: [], deny: ${subjects(['>'])}`;
  const deny = rights.deny ?? [];
  return rights.allow.length > 0 && deny.length > 0 ? `{ ${text}, deny: ${subjects(deny)} }` : `{ ${text} }`;
}

function subjects(list: readonly string[]): string {
  return `[${list.map((subject) => `"${matching('subject', subject, SUBJECT)}"`).join(', ')}]`;
}

function matching(what: string, value: string, pattern: RegExp): string {
  if (!pattern.test(value)) throw new RangeError(`${what} ${JSON.stringify(value)} is not allowed`);
  return value;
}

function quoted(what: string, value: string): string {
  if (CONTROL_CHARACTER.test(value)) throw new RangeError(`${what} ${JSON.stringify(value)} is not allowed`);
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

function integer(what: string, value: number, least: number, most: number): number {
  if (!Number.isSafeInteger(value) || value < least || value > most) {
    throw new RangeError(`${what} ${value} is not between ${least} and ${most}`);
  }
  return value;
}
