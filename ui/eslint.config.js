import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

const above = (...names) => names.map((n) => ({ group: [`$lib/${n}`, `$lib/${n}/*`], message: 'imports go downward only' }));
const forbid = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });

export default ts.config(
  { ignores: ['node_modules', 'dist', 'src/lib/api/schema.d.ts', 'src/lib/remote/built'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.browser } } },
  { files: ['*.js', 'scripts/*.js'], languageOptions: { globals: { ...globals.node } } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'] } },
  },
  {
    rules: {
      'no-undef': 'off', // TypeScript knows better
      'no-console': 'error',
      eqeqeq: ['error', 'always'],
      'max-lines': ['error', 400],
      'svelte/no-at-html-tags': 'error', // Trusted Types and content of strangers
      'svelte/no-inline-styles': ['error', { allowTransitions: false }], // the CSP refuses them
      'svelte/button-has-type': 'error',
      'svelte/no-target-blank': 'error',
      // Every path begins at the root of the host; there is no base path to resolve.
      'svelte/no-navigation-without-resolve': 'off',
      // Sets and addresses that nobody watches stay plain.
      'svelte/prefer-svelte-reactivity': 'off',
      'no-restricted-syntax': [
        'error',
        { selector: "MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML)$/]", message: 'Trusted Types: build nodes instead' },
        { selector: "CallExpression[callee.property.name='toLocaleString']", message: 'use $lib/i18n formats' },
      ],
    },
  },
  { files: ['src/lib/ui/**'], rules: forbid(...above('account', 'ticket', 'audit', 'shell', 'api', 'live')) },
  { files: ['src/lib/i18n/**'], rules: forbid(...above('account', 'ticket', 'audit', 'shell', 'api', 'live', 'ui')) },
  { files: ['src/lib/route/**'], rules: forbid(...above('account', 'ticket', 'audit', 'shell', 'api', 'live', 'ui', 'i18n')) },
  { files: ['src/lib/api/**', 'src/lib/live/**'], rules: forbid(...above('ticket', 'audit', 'shell', 'ui')) },
);
