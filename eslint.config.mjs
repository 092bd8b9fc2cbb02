import { builtinModules } from 'node:module';
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** docs/architecture.md: who may import whom. A room sees itself, `domain`, and what stands here. */
const rooms = {
  domain: [],
  x509: ['domain'],
  store: ['domain'],
  temporal: ['domain', 'config'],
  workflows: ['domain', 'temporal', 'activities'], // activities by `import type` only: see below
  delivery: ['domain'],
  activities: ['domain', 'x509', 'store', 'delivery', 'temporal'],
  api: ['domain', 'x509', 'store', 'temporal', 'delivery', 'config'],
  config: ['domain'],
  embedded: ['domain', 'config', 'temporal'],
  cli: ['domain', 'config', 'store', 'embedded', 'temporal', 'x509', 'delivery'],
  // Wiring for the entry files; nothing else imports it.
  process: [
    'domain',
    'x509',
    'store',
    'temporal',
    'workflows',
    'activities',
    'delivery',
    'api',
    'config',
    'embedded',
    'cli',
  ],
};

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

function roomRules(room) {
  const foreign = Object.keys(rooms).filter((other) => other !== room && !rooms[room].includes(other));
  const group = foreign.flatMap((other) => [`../${other}/**`, `../../${other}/**`, `../../../${other}/**`]);
  const patterns = [
    ...(group.length === 0 ? [] : [{ group, message: `${room} may not import this room (docs/architecture.md).` }]),
    { regex: '^(\\.\\./)+(certloom|server|worker)$', message: 'Nothing imports an entry file.' },
  ];
  const paths = [];
  if (room === 'domain' || room === 'workflows') {
    paths.push(
      ...[...builtins, ...pureBans].map((name) => ({ name, message: 'Pure code: no I/O, no node built-ins.' })),
    );
  }
  if (room === 'domain') patterns.push({ group: ['@temporalio/*'], message: 'The domain knows no engine.' });
  return {
    files: [`src/${room}/**/*.ts`],
    ignores: ['**/*.test.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns, paths }] },
  };
}

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', 'data/**', 'coverage/**', '**/*.js', '*.mjs'] },
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
  ...Object.keys(rooms).map(roomRules),
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
