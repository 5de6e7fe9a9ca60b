

export const index = 9;
export const universal = {
  "ssr": false,
  "prerender": false,
  "load": null
};
export const universal_id = "src/routes/(door)/demo/+page.ts";
export const imports = ["_app/immutable/nodes/9.Bp7ocQtq.js","_app/immutable/chunks/DK3Fl9T5.js","_app/immutable/entry/start.DeF7fb17.js","_app/immutable/chunks/-E0LNySc.js","_app/immutable/chunks/ZryYItCz.js"];
export const stylesheets = ["_app/immutable/assets/start.iA5Lk9mC.css","_app/immutable/assets/form.BRaQYuyB.css","_app/immutable/assets/rows.D7BFxr4H.css","_app/immutable/assets/9.CrlwkNqL.css"];
export const fonts = [];
