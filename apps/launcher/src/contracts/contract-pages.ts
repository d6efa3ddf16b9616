import {
  type Bilingual,
  collectSchemas,
  type JsonSchema,
  type Operation,
  type ProblemType,
  SCHEMA_PREFIX,
  type ServiceContract,
  SHARED_PROBLEMS,
} from '#libs/contract-kit';

/*
 * The reference of the contracts as Markdown. Made from the contracts alone; nothing here is written twice.
 */

const MADE = '<!-- Made by `npm run contracts`; changes here are lost. -->';
const both = ({ zh, en }: Bilingual) => `${zh} · ${en}`;
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** The page of one service. */
export function servicePage(contract: ServiceContract): string {
  const operations = Object.values(contract.operations);
  const events = Object.values(contract.events);
  const schemas = collectSchemas([
    ...operations.flatMap(({ request, reply }) => [request, reply]),
    ...events.map(({ data }) => data),
  ]);
  return [
    MADE,
    `# ${both(contract.title)} (\`${contract.name}\`, contract version ${contract.version})`,
    contract.doc,
    '## Operations',
    table(
      ['Operation', 'Subject', 'HTTP', 'Who may'],
      operations.map((operation) => [
        `[${operation.name}](#${operation.name.toLowerCase()})`,
        `\`${operation.subject}\``,
        operation.http ? `\`${operation.http.method} ${operation.http.path}\`` : '',
        allowed(operation),
      ]),
    ),
    ...operations.map(operationSection),
    '## Events',
    events.length === 0
      ? 'None.'
      : table(
          ['Event', 'Subject', 'Data', 'What happened'],
          events.map(({ name, subject, data, summary, doc }) => [
            name,
            `\`${subject}\``,
            schemaLink(data.name),
            `${both(summary)}. ${doc}`,
          ]),
        ),
    '## Data',
    ...[...schemas].map(([name, schema]) => schemaSection(name, schema)),
  ]
    .join('\n\n')
    .concat('\n');
}

function operationSection(operation: Operation): string {
  const { http, facades = [], examples, problems } = operation;
  return [
    `### ${operation.name}`,
    `**${both(operation.summary)}** (${operation.kind}). ${operation.doc}`,
    [
      `- Subject \`${operation.subject}\`; request ${schemaLink(operation.request.name)}, reply ${schemaLink(operation.reply.name)}`,
      ...(http ? [`- HTTP \`${http.method} ${http.path}\``] : []),
      ...facades.map(
        ({ route, mediaType, doc }) => `- Also \`${route.method} ${route.path}\` as \`${mediaType}\`: ${doc}`,
      ),
      `- Who may: ${allowed(operation)}`,
      ...(operation.ifMatch === 'none' ? [] : [`- If-Match: ${operation.ifMatch}`]),
      `- Problems: ${[...problems.map(({ code }) => problemLink(code)), 'the [shared ones](problems.md#shared)'].join(', ')}`,
    ].join('\n'),
    ...examples.map(
      ({ name, request }) => `Example "${name}":\n\n\`\`\`json\n${JSON.stringify(request, null, 2)}\n\`\`\``,
    ),
  ].join('\n\n');
}

function allowed({ allow }: Operation): string {
  if (allow === 'anyone') return 'anyone';
  return allow === 'signed-in' ? 'anyone signed in' : allow.map((role) => `\`${role}\``).join(', ');
}

function schemaSection(name: string, schema: JsonSchema): string {
  const rows = Object.entries(schema.properties ?? {}).map(([field, rules]) => [
    `\`${field}\``,
    rules.title ?? '',
    typeOf(rules),
    schema.required?.includes(field) ? 'yes' : '',
    [rules.description ?? '', ...limits(rules)].filter(Boolean).join(' '),
  ]);
  return [
    `<a id="data-${name.toLowerCase()}"></a>\n### ${name}`,
    rows.length === 0
      ? 'No fields.'
      : table(['Field', '中文', 'Type', 'Required', 'Meaning and limits'], rows),
  ].join('\n\n');
}

function typeOf(schema: JsonSchema): string {
  if (schema.$ref) return schemaLink(schema.$ref.slice(SCHEMA_PREFIX.length));
  if (schema.type === 'array') return `list of ${schema.items ? typeOf(schema.items) : 'anything'}`;
  return String(schema.type ?? 'object');
}

function limits(schema: JsonSchema): string[] {
  const { items } = schema;
  return [
    ...(schema.enum ? [`One of ${schema.enum.map((word) => `\`${String(word)}\``).join(', ')}.`] : []),
    ...(items?.enum ? [`Each one of ${items.enum.map((word) => `\`${String(word)}\``).join(', ')}.`] : []),
    ...(['minLength', 'maxLength', 'minimum', 'maximum', 'minItems', 'maxItems'] as const).flatMap((limit) =>
      typeof schema[limit] === 'number' && schema[limit] !== Number.MAX_SAFE_INTEGER
        ? [`${limit} ${schema[limit]}.`]
        : [],
    ),
    ...(schema['x-personal'] ? ['Personal data.'] : []),
  ];
}

/** The page of all problems. */
export function problemsPage(contracts: readonly ServiceContract[]): string {
  const own = new Map<string, { problem: ProblemType; where: string[] }>();
  const shared = new Set<string>(SHARED_PROBLEMS.map(({ code }) => code));
  for (const contract of contracts) {
    for (const operation of Object.values(contract.operations)) {
      for (const problem of operation.problems) {
        if (shared.has(problem.code)) continue;
        const entry = own.get(problem.code) ?? { problem, where: [] };
        entry.where.push(`${contract.name}.${operation.name}`);
        own.set(problem.code, entry);
      }
    }
  }
  const heading = ['Code', 'Status', 'What', 'Remedy'];
  const row = ({ code, status, title, remedy }: ProblemType) => [
    `<a id="${code}"></a>\`${code}\``,
    String(status),
    both(title),
    both(remedy),
  ];
  return [
    MADE,
    '# Problems',
    'Every refusal is an RFC 9457 problem detail, the same over HTTP and NATS. `type` is `urn:citybrain:problem:<code>`; `errors` names the fields by JSON pointer.',
    '<a id="shared"></a>\n## Shared by all operations',
    table(heading, SHARED_PROBLEMS.map(row)),
    '## Of single operations',
    table(
      [...heading, 'Where'],
      [...own.values()]
        .sort((a, b) => (a.problem.code < b.problem.code ? -1 : 1))
        .map(({ problem, where }) => [...row(problem), where.join(', ')]),
    ),
  ]
    .join('\n\n')
    .concat('\n');
}

const schemaLink = (name: string) => `[${name}](#data-${name.toLowerCase()})`;
const problemLink = (code: string) => `[\`${code}\`](problems.md#${code})`;

function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(heading), line(heading.map(() => '---')), ...rows.map(line)].join('\n');
}
