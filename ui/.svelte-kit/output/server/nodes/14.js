

export const index = 14;
export const universal = {
  "ssr": false,
  "prerender": false,
  "load": null
};
export const universal_id = "src/routes/(door)/reset/[token]/+page.ts";
export const imports = ["_app/immutable/nodes/14.DiACWpEy.js","_app/immutable/chunks/DK3Fl9T5.js","_app/immutable/entry/start.DeF7fb17.js","_app/immutable/chunks/-E0LNySc.js"];
export const stylesheets = ["_app/immutable/assets/start.iA5Lk9mC.css","_app/immutable/assets/form.BRaQYuyB.css"];
export const fonts = [];
