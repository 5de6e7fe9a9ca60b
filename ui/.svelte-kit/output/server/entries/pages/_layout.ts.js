import { t as begin } from "../../chunks/session.svelte.js";
// src/routes/+layout.ts
var ssr = false;
var prerender = false;
var begun;
/** Nothing shows before the language and the session are known. */
var load = () => begun ??= begin();
export { load, prerender, ssr };
