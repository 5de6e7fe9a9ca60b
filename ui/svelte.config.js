import adapter from '@sveltejs/adapter-static';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** @type {import('@sveltejs/kit').Config} */
export default {
  preprocess: vitePreprocess(),
  compilerOptions: { runes: true },
  kit: {
    // Compressed copies sit beside each file, so that the server never compresses on the way out.
    adapter: adapter({ pages: 'dist', assets: 'dist', fallback: 'index.html', precompress: true }),
    files: { assets: 'static' },
    paths: { relative: false },
    alias: { $ui: 'src/lib/ui' },
    version: { pollInterval: 0 },
  },
};
