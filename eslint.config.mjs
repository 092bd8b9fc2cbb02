import { builtinModules } from 'node:module';
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** docs/architecture.md: who may import whom. A room sees itself, `domain`, and what stands here. */
const rooms = {
  domain: [],
  lifecycle: [],
  telemetry: [],
  secrets: [],
  x509: [],
  outbound: [],
  config: [],
  store: [],
  temporal: [],
  'event-log': ['outbound'],
  scripts: ['outbound'],
  delivery: ['outbound', 'secrets', 'event-log'],
  services: ['x509', 'store', 'delivery', 'temporal', 'event-log', 'outbound', 'secrets', 'telemetry'],
  activities: ['services', 'store', 'temporal', 'delivery'],
  workflows: ['temporal', 'activities'], // activities by `import type` only: see below
  api: ['services', 'store', 'x509', 'delivery', 'secrets', 'telemetry', 'temporal', 'outbound', 'event-log'],
  embedded: ['config', 'lifecycle', 'temporal'],
  cli: ['config', 'lifecycle', 'embedded', 'x509'],
};
// Wiring for the entry files; nothing else imports it.
rooms.process = Object.keys(rooms);

/** What a room knows of another one by `import type` only. */
const typesOnly = { services: ['telemetry'], activities: ['store', 'delivery'], api: ['temporal'] };

const builtins = builtinModules.flatMap((name) => [name, `node:${name}`]);
const pureBans = [
  'mongoose',
  'mongodb',
  'express',
  'node-forge',
  'zod',
  'nodemailer',
  '@temporalio/client',
  '@temporalio/worker',
];

/** One block for each depth, because `../event-log` is a room in one folder and a capability of the room in another. */
function roomRules(room) {
  const foreign = Object.keys(rooms).filter((other) => ![room, 'domain', ...rooms[room]].includes(other));
  const message = `${room} may not import this room (docs/architecture.md).`;
  return ['', '*/', '*/*/'].map((folders, depth) => {
    const up = `^${'\\.\\./'.repeat(depth + 1)}`;
    const rule = (others, extra) =>
      others.length === 0 ? [] : [{ regex: `${up}(${others.join('|')})(/|$)`, message, ...extra }];
    const patterns = [
      ...rule(foreign, {}),
      ...rule(typesOnly[room] ?? [], {
        allowTypeImports: true,
        message: `${room} knows this room by \`import type\` only (docs/architecture.md).`,
      }),
      { regex: '^(\\.\\./)+(certloom|server|worker)$', message: 'Nothing imports an entry file.' },
      ...(room === 'domain' ? [{ group: ['@temporalio/*'], message: 'The domain knows no engine.' }] : []),
      ...(room === 'services'
        ? [
            {
              regex: '^(express|@temporalio/activity)$',
              message: 'Services know neither Express nor the activity context.',
            },
          ]
        : []),
    ];
    const isPure = room === 'domain' || room === 'workflows';
    const paths = isPure
      ? [...builtins, ...pureBans].map((name) => ({ name, message: 'Pure code: no I/O, no node built-ins.' }))
      : [];
    return {
      files: [`src/${room}/${folders}*.ts`],
      ignores: ['**/*.test.ts'],
      rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns, paths }] },
    };
  });
}

export default tseslint.config(
  {
    ignores: [
      'dist/**',
      'test/clients/program.mts',
      'node_modules/**',
      'data/**',
      'coverage/**',
      'console/src/shared/api/schema.d.ts',
      '**/*.js',
      '**/*.mjs',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/require-await': 'off',
      // Stores and factories are closures without `this`; their functions are handed round as they are.
      '@typescript-eslint/unbound-method': 'off',
      // node-forge makes RSA fixtures; it never decides about a certificate and never verifies one.
      'no-restricted-properties': [
        'error',
        { property: 'verifyCertificateChain', message: 'node-forge never verifies.' },
        { property: 'createCaStore', message: 'node-forge never verifies.' },
      ],
    },
  },
  {
    // The types of the API's whole description take minutes to look through; the compiler, which is strict there, does so.
    files: ['console/**/*.{ts,tsx}'],
    ...tseslint.configs.disableTypeChecked,
  },
  {
    files: ['console/**/*.{ts,tsx}'],
    rules: { '@typescript-eslint/no-floating-promises': 'error' },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
  },
  ...Object.keys(rooms).flatMap(roomRules),
  {
    // Workflows know activities by type only.
    files: ['src/workflows/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "ImportDeclaration[importKind!='type'][source.value=/activities/]",
          message: 'Workflows import activities by `import type` only.',
        },
      ],
    },
  },
  {
    files: ['**/*.test.ts', 'test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
);
