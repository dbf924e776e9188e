// Who may import whom: docs/architecture.md, "Dependency rules".
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: '^(app|main|renderer|test|scripts)/', pathNot: allowed },
});
const ownedDependencies = [];
const owned = (dependency, owners) => {
  ownedDependencies.push(dependency, '@types');
  return {
    name: `R6-owner-of-${dependency.replace(/[^a-z0-9]+/gi, '-')}`,
    severity: 'error',
    from: { path: '^(app|main|renderer)/', pathNot: owners },
    to: { path: `node_modules/${dependency}/` },
  };
};
const never = (name, from, to) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: to },
});

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    only('R1-app-knows-only-itself', '^app/', '^app/'),
    {
      name: 'R1-app-is-pure',
      severity: 'error',
      from: { path: '^app/' },
      to: { dependencyTypes: ['core'] },
    },
    only('R2-renderer-imports-app', '^renderer/', '^(renderer|app)/'),
    never(
      'R3-shell-leaves-the-archive-alone',
      '^main/(shell|bridge|settings)/',
      '^main/(archive|server|cli)/',
    ),
    never(
      'R4-archive-has-never-heard-of-electron',
      '^main/(archive|server|log|cli)/',
      'node_modules/(electron|electron-store)/',
    ),
    never(
      'R4-archive-below-everything',
      '^main/archive/',
      '^main/(shell|bridge|settings|server|cli)/',
    ),
    never('R5-server-sees-the-interface-only', '^main/server/', '^main/archive/(?!archive\\.ts)'),
    never('R5-index-does-not-know-blobs', '^main/archive/index/', '^main/archive/blobs/'),
    never('R5-blobs-do-not-know-the-index', '^main/archive/blobs/', '^main/archive/index/'),
    owned('better-sqlite3', '^main/archive/index/'),
    owned('fastify', '^main/server/'),
    owned('electron-store', '^main/settings/'),
    owned('(dcmjs-codecs|@cornerstonejs)', '^app/pixel/'),
    owned('cornerstone-core', '^renderer/viewport/'),
    owned('pino', '^main/log/'),
    owned('zod', '^app/(ipc|settings)/'),
    owned('@zip\\.js', '^main/archive/intake/zip/'),
    owned('commander', '^main/cli/'),
    owned('p-limit', '^main/(server|archive/intake)/'),
    owned('electron', '^main/(shell|bridge|settings|index\\.ts|archive-process\\.ts)'),
    owned('(react|react-dom|react-intl|@tanstack)', '^renderer/'),
    {
      name: 'R6-every-dependency-has-an-owner',
      comment: 'A new one is given to a folder above, or it does not come in.',
      severity: 'error',
      from: { path: '^(app|main|renderer)/' },
      to: { path: 'node_modules/', pathNot: `node_modules/(${ownedDependencies.join('|')})/` },
    },
    {
      name: 'R7-no-barrels',
      comment: 'Entries of programs are called index; nothing imports those.',
      severity: 'error',
      from: { path: '^(app|main|renderer|test)/' },
      to: { path: '/index\\.tsx?$', pathNot: 'node_modules' },
    },
    {
      name: 'R7-features-do-not-import-features',
      comment: 'The shell composes them; a feature may use the shell.',
      severity: 'error',
      from: { path: '^renderer/features/([^/]+)/', pathNot: '^renderer/features/shell/' },
      to: { path: '^renderer/features/', pathNot: '^renderer/features/($1|shell)/' },
    },
    never(
      'R7-shared-imports-no-feature',
      '^renderer/(shared|data|viewport)/',
      '^renderer/features/',
    ),
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
