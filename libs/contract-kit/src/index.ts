/** The vocabulary of contracts. What is not listed here is private to the kit. */
export { type AsyncApiDocument, asyncApi, CLOUD_EVENT_SCHEMA, PROBLEM_SCHEMA } from './asyncapi.js';
export { type AuditOutcome, AuditPage, AuditRecord, SearchAudit } from './audit-search.dto.js';
export { type Bilingual, type Language, preferredLanguage } from './bilingual.js';
export { breakingChanges } from './breaking-changes.js';
export { type ContractDocument, contractDocument } from './contract-document.js';
export { DataErased, dataErasedEvent } from './data-erased.js';
export { type CloudEvent, type EventSpec, type EventType, event, type Visibility } from './event.js';
export { download, exchange, type Facade, facade } from './facade.js';
export {
  Choice,
  DateText,
  Decimal,
  type FieldOptions,
  Flag,
  Id,
  Instant,
  Int,
  ListOf,
  Nested,
  OrganisationCode,
  Text,
  TextList,
} from './fields.js';
export { ServiceFigures } from './figures.dto.js';
export * from './file-problems.js';
export { FileRef, LARGEST_FILE, SCAN_OUTCOMES } from './file-ref.dto.js';
export {
  EXCHANGED_ANSWER_HEADERS,
  EXCHANGED_BODY,
  EXCHANGED_REQUEST_HEADERS,
  HttpAnswer,
  HttpExchange,
  HttpHeader,
} from './http-exchange.js';
export { del, get, type HttpMethod, type HttpRoute, patch, pathParameters, post, put } from './http-route.js';
export { type MarkedField, mapMarked, markedFields } from './marked-fields.js';
export { deadLetterStream, durableName, inboxPrefix, type NatsRights, natsRights } from './nats-rights.js';
export {
  type Allow,
  command,
  type Example,
  type Operation,
  type OperationSpec,
  query,
  type ReplyOf,
  type RequestOf,
} from './operation.js';
export { DEFAULT_PAGE, decodeCursor, encodeCursor, PageRequest } from './paging.js';
export { type PersonalMark, personalFields } from './personal.js';
export * from './platform-operations.js';
export {
  defineProblem,
  type FieldError,
  isProblemDetail,
  Problem,
  type ProblemDetail,
  type ProblemFacts,
  type ProblemType,
  problemTypeUri,
  renderProblem,
} from './problem.js';
export { type ObjectRule, Rule } from './rules.js';
export { collectSchemas, type JsonSchema, SCHEMA_PREFIX, schemaOf } from './schema.js';
export { type DefinedService, defineService, type RoleDeclaration, type ServiceContract } from './service.js';
export * from './shared-problems.js';
export {
  DEAD_LETTER_STREAM,
  deadLetterSubject,
  EVENT_STREAM,
  eventSubject,
  FILE_BUCKET,
  FILE_STREAM,
  kebab,
  operationSubject,
  relayWakeSubject,
  spansSubject,
  TRUST_SUBJECT,
  UPLOAD_STREAM,
  uploadSubject,
} from './subjects.js';
export { upcastEvent, upcaster } from './upcast.js';
export { compileReply, compileRequest, type Validate } from './validator.js';
export {
  ListTasks,
  TaskAction,
  TaskObject,
  TaskPage,
  TaskTally,
  TaskWords,
  WaitingTask,
} from './waiting-task.js';
