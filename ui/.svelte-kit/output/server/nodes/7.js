

export const index = 7;
export const universal = {
  "ssr": false,
  "prerender": false,
  "load": null
};
export const universal_id = "src/routes/me/+layout.ts";
export const imports = ["_app/immutable/nodes/7.yNg5-Mxd.js","_app/immutable/chunks/DK3Fl9T5.js","_app/immutable/entry/start.DeF7fb17.js"];
export const stylesheets = ["_app/immutable/assets/start.iA5Lk9mC.css","_app/immutable/assets/7.COzgY1hE.css"];
export const fonts = [];
