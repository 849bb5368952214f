/** Who may import whom: docs/architecture.md has the picture, this file is the law. */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { pathNot: allowed, dependencyTypesNot: ['core', 'npm', 'npm-dev', 'npm-no-pkg', 'unknown'] },
});
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [
          '\\.d\\.ts$',
          '^sdk/typescript/built\\.mjs$',
          '^test/',
          '^bench/',
          '^examples/',
          '\\.test\\.ts$',
          '^src/domain/kernel/',
          'vitest\\.config\\.ts$',
        ],
      },
      to: {},
    },
    {
      name: 'domain-is-pure',
      comment: 'The domain imports zod and graphlib only: no Node, no I/O, no framework.',
      severity: 'error',
      from: { path: '^src/domain/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: ['^src/domain/', '^node_modules/zod/', '^node_modules/@dagrejs/graphlib/'] },
    },
    {
      name: 'graphlib-in-one-file',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/domain/workflow/graph\\.ts$' },
      to: { path: '^node_modules/@dagrejs/graphlib/' },
    },
    {
      name: 'event-store-client-in-one-folder',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(eventstore|embedded)/' },
      to: { path: '^node_modules/@eventstore/' },
    },
    {
      name: 'postgres-in-one-folder',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(projections|embedded)/' },
      to: { path: '^node_modules/(kysely|pg)/' },
    },
    {
      name: 'write-and-read-side-meet-in-the-domain',
      comment: 'eventstore, commands and projections meet in src/domain/kernel/ports.ts only.',
      severity: 'error',
      from: { path: '^src/(eventstore|commands|projections)/' },
      to: {
        path: '^src/(eventstore|commands|projections|processes|gateway|api|access|embedded|cli)/',
        pathNot: ['^src/$1/', '^src/gateway/protocol\\.ts$'],
      },
    },
    {
      name: 'gateway-and-api-are-strangers',
      severity: 'error',
      from: { path: '^src/(gateway|api)/' },
      to: { path: '^src/(gateway|api)/', pathNot: '^src/($1/|gateway/protocol\\.ts$)' },
    },
    only(
      'embedded-stands-alone',
      '^src/embedded/',
      '^src/(embedded|config)',
      'The embedded stores know nothing of the product.',
    ),
    {
      name: 'embedded-by-start-up-only',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(embedded/|main\\.ts|start/)' },
      to: { path: '^src/embedded/' },
    },
    {
      name: 'cli-sees-contracts',
      comment: 'The CLI speaks HTTP and sockets. One command needs no server: it asks the oracle.',
      severity: 'error',
      from: { path: '^src/cli/', pathNot: '^src/cli/commands/oracle(\\.test)?\\.ts$' },
      to: {
        pathNot: '^src/(cli/|api/contract/|gateway/protocol\\.ts|domain/kernel/)',
        dependencyTypesNot: ['core', 'npm', 'npm-dev', 'npm-no-pkg', 'unknown'],
      },
    },
    only(
      'oracle-command-asks-the-oracle',
      '^src/cli/commands/oracle\\.ts$',
      '^src/(cli/|oracle/|domain/kernel/)',
      'It shows what the oracle says.',
    ),
    only(
      'oracle-decides-anew',
      '^src/oracle/(?!(judge-store|read-model-rules)\\.ts$|.*\\.test\\.ts$)',
      '^src/(oracle/|domain/catalog\\.ts$|domain/kernel/|domain/[a-z]+/events\\.ts$|domain/run/charge\\.ts$|domain/workflow/definition\\.ts$)',
      'The oracle knows what events look like, and shares no rule with what wrote them.',
    ),
    {
      name: 'oracle-is-no-server',
      comment:
        'It reads stores, and lets the projections build read models beside the live ones; nothing else of the server.',
      severity: 'error',
      from: { path: '^src/oracle/', pathNot: '\\.test\\.ts$' },
      to: {
        path: '^src/(?!oracle/|domain/|eventstore/connect\\.ts$|projections/comparison\\.ts$)',
      },
    },
    {
      name: 'oracle-reaches-no-decision',
      severity: 'error',
      from: { path: '^src/oracle/oracle\\.ts$' },
      to: {
        reachable: true,
        path: '^src/(commands|processes|projections|gateway|api|access)/|^src/domain/[a-z]+/(decide|evolve|state|plan|validate|waits|readiness|budget|approvals|dispatch|results|lifecycle)\\.ts$',
      },
    },
    only(
      'sdk-sees-contracts',
      '^sdk/',
      '^(sdk/|src/gateway/protocol\\.ts)',
      'The SDK sees the protocol, never insides.',
    ),
    {
      name: 'verifier-stands-alone',
      comment:
        'The folder is copied alone to a machine with Node: nothing but itself and Node, and no code of the server.',
      severity: 'error',
      from: { path: '^verify/', pathNot: '\\.test\\.mjs$' },
      to: { pathNot: '^verify/', dependencyTypesNot: ['core'] },
    },
    {
      name: 'verifier-knows-no-tests',
      severity: 'error',
      from: { path: '^verify/', pathNot: '^verify/test/' },
      to: { path: '^verify/test/' },
    },
    {
      name: 'bundle-builder-is-written-apart',
      comment: 'What makes bundles for the tests shares no code with what verifies them.',
      severity: 'error',
      from: { path: '^verify/test/(encoding|bundle-builder|random|large-bundle)\\.mjs$' },
      to: { path: '^verify/(lib/|mission-control-verify)' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^dist/', '^node_modules/\\.cache'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.json'],
    },
  },
};
