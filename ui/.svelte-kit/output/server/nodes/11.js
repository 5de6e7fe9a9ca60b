

export const index = 11;
export const universal = {
  "ssr": false,
  "prerender": false,
  "load": null
};
export const universal_id = "src/routes/(door)/demo/mail/[id]/+page.ts";
export const imports = ["_app/immutable/nodes/11.BNeGyovJ.js","_app/immutable/chunks/DK3Fl9T5.js","_app/immutable/entry/start.DeF7fb17.js","_app/immutable/chunks/-E0LNySc.js","_app/immutable/chunks/BvdlcEN9.js"];
export const stylesheets = ["_app/immutable/assets/start.iA5Lk9mC.css","_app/immutable/assets/form.BRaQYuyB.css","_app/immutable/assets/Letter.y4M8NAmO.css"];
export const fonts = [];
