import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import type { Plugin } from 'vite';

/** What stands in which file, for scripts/sizes.js: each source module, and what a file brings with it. */
const contents: Plugin = {
  name: 'contents',
  enforce: 'post',
  generateBundle(_, bundle) {
    const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
    const home = `${fileURLToPath(new URL('.', import.meta.url))}`;
    const rows = chunks.map(({ fileName, imports, moduleIds, viteMetadata }) => ({ file: fileName, imports, css: [...(viteMetadata?.importedCss ?? [])], modules: moduleIds.map((id) => id.replace(home, '')) }));
    for (const file of Object.values(bundle)) if (file.type === 'asset' && file.fileName.endsWith('.css')) rows.push({ file: file.fileName, imports: [], css: [], modules: file.originalFileNames });
    mkdirSync('.built', { recursive: true });
    writeFileSync('.built/contents.json', JSON.stringify(rows));
  },
};

/** Compressed copies sit beside each file, so that the server never compresses on the way out; WebAssembly, which is most of all, is kept as them alone. */
const compressed: Plugin = {
  name: 'compressed',
  enforce: 'post',
  writeBundle({ dir = '' }, bundle) {
    for (const name of [...Object.keys(bundle), ...readdirSync('static')].filter((file) => /[.](js|css|html|svg|json|wasm)$/.test(file))) {
      const bytes = readFileSync(`${dir}/${name}`);
      writeFileSync(`${dir}/${name}.gz`, gzipSync(bytes, { level: 9 }));
      writeFileSync(`${dir}/${name}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: name.endsWith('.wasm') ? 9 : 11, [constants.BROTLI_PARAM_LGWIN]: 24 } }));
      if (name.endsWith('.wasm')) rmSync(`${dir}/${name}`);
    }
  },
};

/**
 * How the app is cut into files. Many small files compress badly and are asked for one by one, one big file makes a client
 * wait for what only staff need; so there are four. `first`: what every screen needs. `rows`: lists of requests. `form`: what one types in.
 * `more`: the rest that several screens share.
 */
const names = (...all: string[]) => all.join('|');
const first = new RegExp(
  [
    `node_modules/(?!uqr|@xterm|@novnc|age-encryption|@noble|@scure)(?!.*(${names('bindings/(?!this|shared|select|props)', 'svelte-element', 'custom-element', 'transitions', 'animate', 'reactivity/(map|set|date|url|media)')}))`,
    'vite/preload-helper',
    'src/(main|App)',
    'src/routes/index[.]ts',
    `src/lib/(${names('route/', 'i18n/(?!format)[^/]+$', 'live/', 'api/(client|problem|index)', 'account/(session|enter|step-up|Preferences)', 'shell/Offline')})`,
    `src/lib/ui/(${names('Banner', 'Button', 'EmptyState', 'ErrorState', 'Icon', 'icons', 'Logo', 'Menu', 'problem', 'Spinner', 'theme', 'Toasts', 'toasts')})[.]`,
  ].join('|'),
);
const form = new RegExp(`bindings/input|src/lib/api/attempt|src/lib/account/(Door|passkey)|src/lib/ui/(${names('Field', 'TextField', 'PasswordField', 'FormProblem', 'IconButton', 'tip', 'control')})[.]`);
const rows = /i18n\/format[.]|shell\/(AccountMenu|PortalShell)|ticket\/tickets[.]|api\/list|ui\/(Avatar|avatar|Badge|minute|RelativeTime|Skeleton|StatusPill)[.]/;
const more = /node_modules|src\/lib\/(ui|api|account|ticket)\//;
const whole = { includeDependenciesRecursively: false };

const cut: Plugin = {
  name: 'cut',
  enforce: 'post',
  applyToEnvironment: ({ name }) => name === 'client',
  options: (options) => ({ ...options, preserveEntrySignatures: 'allow-extension' }),
  outputOptions: (options) => ({
    ...options,
    chunkFileNames: '_app/immutable/[name]-[hash:7].js',
    assetFileNames: '_app/immutable/[name]-[hash:7][extname]',
    codeSplitting: { groups: [{ name: 'first', test: first, ...whole }, { name: 'rows', test: rows, ...whole }, { name: 'form', test: form, ...whole }, { name: 'more', test: more, minShareCount: 4, ...whole }] },
  }),
};

export default defineConfig({
  plugins: [svelte({ compilerOptions: { runes: true } }), cut, contents, compressed],
  publicDir: 'static',
  resolve: { alias: { $lib: fileURLToPath(new URL('src/lib', import.meta.url)) } },
  // Everything is a file of its own: `data:` URLs would need a wider CSP.
  build: {
    assetsDir: '_app/immutable',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    // Modules that only define things are left out where nobody uses them.
    rolldownOptions: { treeshake: { moduleSideEffects: [{ test: /svelte\/src\/(internal\/client\/dom|reactivity)|src\/lib\/(api|live|ticket|account|i18n)\/.*\.ts$/, sideEffects: false }] } },
  },
  worker: { format: 'es', rolldownOptions: { output: { entryFileNames: '_app/immutable/[name]-[hash:7].js', assetFileNames: '_app/immutable/[name]-[hash:7][extname]' } } },
  server: { proxy: { '/api': process.env.SURETY_URL ?? 'http://127.0.0.1:8080' } },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
