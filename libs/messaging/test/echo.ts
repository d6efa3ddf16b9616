import type { Principal } from '#libs/access';
import {
  command,
  defineProblem,
  defineService,
  event,
  Int,
  query,
  type ServiceContract,
  Text,
} from '#libs/contract-kit';
import { type Call, connectNats, OperationServer, type OperationServerPorts } from '#libs/messaging';
import type { TestCity } from '#libs/testing';

class Said {
  @Text({ zh: '话', max: 100 })
  text: string;
}

class Heard {
  @Text({ zh: '话', max: 100 })
  text: string;

  @Int({ zh: '版本', min: 1, max: 1_000, optional: true })
  version?: number;
}

const words = { summary: { zh: '回声', en: 'Echo' }, doc: '', request: Said, reply: Heard, examples: [] };

export const Deaf = defineProblem({
  code: 'deaf',
  status: 422,
  title: { zh: '听不见', en: 'Cannot hear' },
  remedy: { zh: '大声一点', en: 'Say it louder' },
});

/** A service that answers what it is told: all that tests of the transport need. */
export const Echo = defineService(
  {
    name: 'echo',
    version: 1,
    title: { zh: '回声', en: 'Echo' },
    doc: '',
    consumers: { listener: ['echo.spoken'] },
  },
  {
    operations: {
      say: command({ ...words, allow: 'anyone', problems: [Deaf], maxBytes: 1_000 }),
      sayAsKeeper: command({ ...words, allow: ['echo.keeper'] }),
      sayOver: command({ ...words, allow: 'anyone', ifMatch: 'required' }),
      ask: query({ ...words, allow: 'anyone' }),
    },
    events: {
      spoken: event({ ...words, data: Said, visibleTo: {}, example: { text: 'hello' } }),
    },
  },
);

export const echoContract = Echo as unknown as ServiceContract;

export type Handler = (request: Said, call: Call) => Promise<Heard>;

export interface RunningEcho {
  readonly server: OperationServer;
  readonly finished: Parameters<OperationServerPorts['finished']>[];
  readonly denied: Parameters<OperationServerPorts['denied']>[];
  /** Closes server and connection, as a service does at its end. */
  stop(): Promise<void>;
  /** Cuts the connection under the server. */
  cut(): Promise<void>;
}

export function connectAs(city: TestCity, user: string) {
  const seed = city.servers.seeds[user];
  return connectNats({ url: city.servers.natsUrl, user, ...(seed && { seed }) });
}

/** Starts the service with these handlers; resolves when `listen` says that it is ready. */
export async function startEcho(city: TestCity, handle: Handler): Promise<RunningEcho> {
  const connection = await connectAs(city, 'echo');
  const finished: RunningEcho['finished'] = [];
  const denied: RunningEcho['denied'] = [];
  const server = new OperationServer({
    connection,
    contract: echoContract,
    authenticate: async (token): Promise<Principal> => ({ subject: `person:${token}`, roles: [token] }),
    asProblem: () => undefined,
    denied: async (...of) => {
      denied.push(of);
    },
    finished: (...of) => {
      finished.push(of);
    },
  });
  for (const { subject } of Object.values(echoContract.operations))
    server.addHandler(subject, handle as never);
  await listen(server);
  return {
    server,
    finished,
    denied,
    stop: async () => {
      await server.close();
      await connection.close();
    },
    cut: () => connection.close(),
  };
}

export function listen(server: OperationServer): Promise<void> {
  return new Promise((resolve, reject) =>
    server.listen((error) => (error ? reject(error as Error) : resolve())),
  );
}
