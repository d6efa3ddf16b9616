import {
  DiscardPolicy,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from '@nats-io/jetstream';
import { type NatsConnection, nanos } from '@nats-io/transport-node';
import {
  deadLetterStream,
  deadLetterSubject,
  EVENT_STREAM,
  FILE_BUCKET,
  FILE_STREAM,
  type ServiceContract,
  UPLOAD_STREAM,
  uploadSubject,
} from '#libs/contract-kit';

const DAY_MS = 86_400_000;

/** How streams are kept; small by default, since MongoDB is the record and JetStream the transport. */
export interface StreamSizing {
  /** 1 on one server, 3 on a cluster. */
  readonly replicas?: number;
  readonly maxEventBytes?: number;
  /** Bytes of all files in the object store; a full store refuses uploads. */
  readonly maxFileBytes?: number;
}

/**
 * Creates or updates the city's streams: all events, files, and the dead letters of each service. Done before
 * services start, since publishing without a stream fails with a misleading "jetstream is not enabled".
 */
export async function provisionStreams(
  connection: NatsConnection,
  contracts: readonly ServiceContract[],
  sizing: StreamSizing = {},
): Promise<string[]> {
  const manager = await jetstreamManager(connection);
  const shared = { storage: StorageType.File, num_replicas: sizing.replicas ?? 1 };
  const wanted: (Partial<StreamConfig> & { name: string })[] = [
    {
      ...shared,
      name: EVENT_STREAM,
      description: 'Every fact of the city, as CloudEvents',
      subjects: ['city.evt.>'],
      retention: RetentionPolicy.Limits,
      max_age: nanos(30 * DAY_MS),
      max_bytes: sizing.maxEventBytes ?? 2 * 1024 ** 3,
      duplicate_window: nanos(10 * 60_000),
    },
    {
      ...shared,
      name: UPLOAD_STREAM,
      description: 'Where each upload stands; the last message counts',
      subjects: [uploadSubject('*', '*')],
      max_msgs_per_subject: 1,
      discard: DiscardPolicy.New,
      max_bytes: 256 * 1024 ** 2,
      allow_direct: true,
    },
    {
      ...shared,
      name: FILE_STREAM,
      description: 'Bytes of files: a NATS object store',
      subjects: [`$O.${FILE_BUCKET}.C.>`, `$O.${FILE_BUCKET}.M.>`],
      discard: DiscardPolicy.New,
      max_bytes: sizing.maxFileBytes ?? 8 * 1024 ** 3,
      allow_rollup_hdrs: true,
      allow_direct: true,
    },
    ...contracts.map((contract) => ({
      ...shared,
      name: deadLetterStream(contract.name),
      description: `Events that consumers of ${contract.name} could not take`,
      subjects: [deadLetterSubject(contract.name, '*')],
      retention: RetentionPolicy.Limits,
      max_bytes: 64 * 1024 ** 2,
      allow_direct: true,
    })),
  ];
  const existing = new Set<string>();
  for await (const name of manager.streams.names()) existing.add(name);
  for (const stream of wanted) {
    if (existing.has(stream.name)) await manager.streams.update(stream.name, stream);
    else await manager.streams.add(stream);
  }
  return wanted.map((stream) => stream.name);
}
