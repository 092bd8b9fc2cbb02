import tailwind from '@tailwindcss/vite';
import { defineConfig } from 'vitest/config';

export default defineConfig(async ({ command }) => ({
  root: import.meta.dirname,
  // The plug-in of React only puts changed components into a page that is open; a build needs it for nothing.
  plugins: [
    ...(command === 'serve' && !process.env.VITEST ? [(await import('@vitejs/plugin-react')).default()] : []),
    tailwind(),
  ],
  build: {
    outDir: '../dist/console',
    emptyOutDir: true,
    target: 'es2022',
    // Nothing inline: the Content-Security-Policy takes neither scripts nor data addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    reportCompressedSize: false,
    rolldownOptions: {
      // Packages mark what a server must not render; nothing is rendered on a server here.
      onLog: (level, log, say) => log.code !== 'MODULE_LEVEL_DIRECTIVE' && say(level, log),
    },
  },
  worker: { format: 'es' },
  // `npx vite console` beside a started product: its API is at the same origin, as when it serves the console itself.
  server: {
    proxy: { '/api': 'http://127.0.0.1:8080', '/docs': 'http://127.0.0.1:8080', '/livez': 'http://127.0.0.1:8080' },
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/shared/testing/set-up.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
}));
