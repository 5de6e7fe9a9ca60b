/** @type {import('stylelint').Config} */
export default {
  extends: ['stylelint-config-standard', 'stylelint-config-html/svelte'],
  plugins: ['stylelint-use-logical'],
  rules: {
    // Persian reads from right to left: left and right do not exist here.
    'csstools/use-logical': 'always',
    'declaration-property-value-disallowed-list': { '/^(text-align|float|clear)$/': ['left', 'right'] },
    'color-named': 'never',
    'function-disallowed-list': ['rgb', 'rgba', 'hsl', 'hsla'],
    'color-no-hex': true, // colours are tokens
    'declaration-no-important': true,
    'selector-pseudo-class-no-unknown': [true, { ignorePseudoClasses: ['global'] }],
    'no-descending-specificity': null,
    'declaration-empty-line-before': null,
    'import-notation': 'string',
    'custom-property-empty-line-before': null,
    'comment-empty-line-before': null,
    'rule-empty-line-before': null,
    'at-rule-empty-line-before': null,
    'declaration-block-single-line-max-declarations': null,
  },
  overrides: [{ files: ['src/lib/ui/tokens.css'], rules: { 'color-no-hex': null } }],
};
