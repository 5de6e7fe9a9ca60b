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

/**
 * How the app is cut into files. Many small files compress badly and are asked for one by one, one big file makes a client
 * wait for what only staff need; so there are four. `first`: what every screen needs. `rows`: lists of requests. `form`: what one types in.
 * `more`: the rest that several screens share.
 */
const names = (...all: string[]) => all.join('|');
const first = new RegExp(
  [
    `node_modules/(?!uqr)(?!.*(${names('bindings/(?!this|shared|select|props)', 'svelte-element', 'custom-element', 'transitions', 'animate', 'reactivity/(map|set|date|url|media)')}))`,
    'vite/preload-helper',
    `src/lib/(${names('i18n/[^/]+$', 'live/', 'api/(client|problem|index)', 'account/(session|enter|step-up|Preferences)')})`,
    `src/lib/ui/(${names('Banner', 'Button', 'EmptyState', 'ErrorState', 'Icon', 'icons', 'IconButton', 'Logo', 'Menu', 'problem', 'Spinner', 'theme', 'tip', 'toasts')})[.]`,
  ].join('|'),
);
const form = new RegExp(`bindings/input|src/lib/api/attempt|src/lib/account/(Door|CodeField|digits|passkey)|src/lib/ui/(${names('Field', 'TextField', 'PasswordField', 'FormProblem')})[.]`);
const rows = /shell\/AccountMenu|ticket\/tickets[.]|api\/list|ui\/(Avatar|avatar|Badge|minute|RelativeTime|Skeleton|StatusPill)[.]/;
const more = /node_modules|src\/lib\/(ui|api|account|ticket)\//;
const whole = { includeDependenciesRecursively: false };

const cut: Plugin = {
  name: 'cut',
  enforce: 'post',
  applyToEnvironment: ({ name }) => name === 'client',
  options: (options) => ({ ...options, preserveEntrySignatures: 'allow-extension' }),
  outputOptions: (options) => ({
    ...options,
    codeSplitting: { groups: [{ name: 'first', test: first, ...whole }, { name: 'rows', test: rows, ...whole }, { name: 'form', test: form, ...whole }, { name: 'more', test: more, minShareCount: 4, ...whole }] },
  }),
};

export default defineConfig({
  plugins: [announcerWithoutStyle, sveltekit(), cut],
  // Everything is a file of its own: `data:` URLs would need a wider CSP.
  build: {
    assetsInlineLimit: 0,
    target: 'es2022',
    // Modules that only define things are left out where nobody uses them.
    rolldownOptions: { treeshake: { moduleSideEffects: [{ test: /svelte\/src\/(internal\/client\/dom|reactivity)|src\/lib\/(api|live|ticket|account|i18n)\/.*\.ts$/, sideEffects: false }] } },
  },
  server: { proxy: { '/api': process.env.SURETY_URL ?? 'http://127.0.0.1:8080' } },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
