import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import app from './vite.config.ts';

/** Builds the page by which the browser's end of a remote session is checked. It is no part of the app. */
export default defineConfig({
  root: 'src/lib/remote/check',
  plugins: [svelte({ compilerOptions: { runes: true } })],
  publicDir: false,
  resolve: app.resolve,
  worker: app.worker,
  build: {
    outDir: fileURLToPath(new URL('../.cache/far-check', import.meta.url)),
    emptyOutDir: true,
    assetsDir: '_app/immutable',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
  },
});
