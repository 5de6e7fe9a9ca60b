

export const index = 18;
export const universal = {
  "ssr": false,
  "prerender": false,
  "load": null
};
export const universal_id = "src/routes/(door)/welcome/[token]/+page.ts";
export const imports = ["_app/immutable/nodes/18.B4qob1Z1.js","_app/immutable/chunks/DK3Fl9T5.js","_app/immutable/entry/start.DeF7fb17.js","_app/immutable/chunks/-E0LNySc.js","_app/immutable/chunks/BNnwI_MT.js","_app/immutable/chunks/BSImiOcC.js"];
export const stylesheets = ["_app/immutable/assets/start.iA5Lk9mC.css","_app/immutable/assets/form.BRaQYuyB.css","_app/immutable/assets/RadioGroup.DrA8Dem0.css"];
export const fonts = [];
