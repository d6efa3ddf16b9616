/** The rules between the rooms of the house (docs/architecture: README "Rooms"); checked by e2e/architecture.e2e.ts. */
export default {
  forbidden: [
    {
      name: 'no-app-into-app',
      comment:
        'A service knows another only through #contracts/<service>. City and launcher put services together.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/(src|contract)/', pathNot: '^apps/(city|launcher)/' },
      to: { path: '^apps/([^/]+)/(src|console)/', pathNot: '^apps/$1/' },
    },
    {
      name: 'contract-imports-kit-only',
      comment: 'A contract imports only contract-kit and itself.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/contract/' },
      to: { path: '^(apps|libs)/', pathNot: '^(apps/$1/contract/|libs/contract-kit/)' },
    },
    {
      name: 'libs-never-import-apps',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'libs-by-their-door',
      comment: 'A library is entered by its index.',
      severity: 'error',
      from: { path: '^(apps|libs)/([^/]+)/' },
      to: { path: '^libs/([^/]+)/src/', pathNot: '^libs/([^/]+)/src/index\\.ts$|^$1/$2/' },
    },
    {
      name: 'domain-is-pure',
      comment: 'State machines, rules, codes and checks: no database, bus, file or clock.',
      severity: 'error',
      from: {
        path: '^apps/[^/]+/src/.*(decide-[^/]+|-machine|-rules|-completeness|-code|search-text|classification|/entry)\\.ts$',
      },
      to: {
        path: '^(mongodb|@nats-io|node:(fs|net|http|child_process))|^node_modules/(mongodb|@nats-io|@nestjs)|/[^/]+\\.store\\.ts$',
      },
    },
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'tests-stay-outside',
      comment: 'What runs in production never imports tests or the testing library.',
      severity: 'error',
      from: {
        path: '^(apps|libs)/[^/]+/(src|contract)/',
        pathNot: '\\.spec\\.ts$|^libs/(testing|conformance)/',
      },
      to: { path: '^libs/(testing|conformance)/|/test/|\\.spec\\.ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|console)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default'],
    },
  },
};
