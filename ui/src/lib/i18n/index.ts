export { need, reader, rememberLanguage, speak, t, wishedLanguage, word, type Area, type Key } from './i18n.svelte';
export { allLanguages, choose, isLanguage, languages, type Direction, type Language } from './languages';
export * as format from './format';
