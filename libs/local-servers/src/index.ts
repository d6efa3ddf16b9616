/** Find or fetch, start and stop a real mongod and nats-server on loopback; for the launcher and for tests. */
export { defaultCacheDir, type FoundBinary } from './binary-cache.js';
export { type Attempt, ServerBinaryNotFound, ServerStartError } from './errors.js';
export { findOnPath } from './find-on-path.js';
export { type MongodOptions, mongodCommand, mongodUri, startMongod } from './mongod.js';
export { checkDataVersion } from './mongod-data-version.js';
export { awaitPrimary } from './mongod-primary.js';
export {
  awaitNats,
  type NatsServerOptions,
  natsServerCommand,
  natsUrl,
  startNatsServer,
} from './nats-server.js';
export {
  type NatsServerConfig,
  type NatsUser,
  natsServerConfig,
  type SubjectRights,
} from './nats-server-config.js';
export { tiedToParent } from './parent-death.js';
export { freePort, isPortFree } from './ports.js';
export { projectRoot } from './project-root.js';
export type { ResolveOptions } from './resolve-binary.js';
export { type ExternalMongo, resolveMongod } from './resolve-mongod.js';
export { type ExternalNats, resolveNatsServer } from './resolve-nats-server.js';
export { type CommandResult, runCommand } from './run-command.js';
export { type Exit, logTail, type RunningServer, type ServerCommand } from './server-process.js';
export { acceptsConnections } from './tcp.js';
