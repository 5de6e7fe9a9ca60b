import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';
import type { Plugin } from 'vite';

/** Kit's route announcer carries an inline style, which our CSP forbids; a class of ours does the same. */
const announcerWithoutStyle: Plugin = {
  name: 'announcer-without-style',
  enforce: 'pre',
  transform(code, id) {
    if (!id.includes('/generated/root.svelte')) return;
    return code.replace(/(<div id="svelte-announcer"[^>]*?) style="[^"]*"/, '$1 class="visually-hidden"');
  },
};

export default defineConfig({
  plugins: [announcerWithoutStyle, sveltekit()],
  // Everything is a file of its own: `data:` URLs would need a wider CSP.
  build: {
    assetsInlineLimit: 0,
    target: 'es2022',
    // What most screens share is one file: many small ones compress badly and are asked for one by one.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'base', minShareCount: 4, test: /node_modules|src\/lib\/(ui|i18n\/[^/]+$|api|live|account)/ }] } } },
  },
  server: { proxy: { '/api': process.env.SURETY_URL ?? 'http://127.0.0.1:8080' } },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
