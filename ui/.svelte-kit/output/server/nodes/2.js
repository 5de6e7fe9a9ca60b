

export const index = 2;
export const universal = {
  "ssr": false,
  "prerender": false,
  "load": null
};
export const universal_id = "src/routes/(door)/+layout.ts";
export const imports = ["_app/immutable/nodes/2.SNmB-_dv.js","_app/immutable/chunks/DK3Fl9T5.js","_app/immutable/entry/start.DeF7fb17.js"];
export const stylesheets = [];
export const fonts = [];
