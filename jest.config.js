const { availableParallelism } = require('node:os');

/**
 * Unit tests lie beside the code and need no server, as do those of test/pwsh; the rest of test/ needs the real engines. Attacks that are too heavy
 * for every build are in test/attack, and run by `npm run test:attack`.
 */
const common = {
  testEnvironment: 'node',
  transform: {
    '^.+\\.[tj]s$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  // The only packages that are ES modules alone.
  transformIgnorePatterns: ['/node_modules/(?!(openid-client|oauth4webapi|jose|oidc-provider)/)'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/data/'],
};

const engines = {
  ...common,
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
};
const isAttack = process.env['CERTLOOM_TEST_ATTACK'] === '1';

module.exports = {
  // Never within jest's own process: what files leave behind adds up there, and takes the whole run with it in the end.
  maxWorkers: Math.max(2, Math.floor(availableParallelism() / 2)),
  workerIdleMemoryLimit: '1GB',
  // Some tests live through weeks of scans; on a busy machine they must be slow and not wrong.
  testTimeout: 240_000,
  projects: [
    { ...common, displayName: 'unit', testMatch: ['<rootDir>/{src,bench,test/pwsh}/**/*.test.ts'] },
    {
      ...engines,
      displayName: 'engines',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/attack/', '<rootDir>/test/pwsh/'],
    },
    ...(isAttack ? [{ ...engines, displayName: 'attack', testMatch: ['<rootDir>/test/attack/**/*.test.ts'] }] : []),
  ],
};
