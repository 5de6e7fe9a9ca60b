

export const index = 5;
export const universal = {
  "ssr": false,
  "prerender": false,
  "load": null
};
export const universal_id = "src/routes/(staff)/admin/+layout.ts";
export const imports = ["_app/immutable/nodes/5.ek96xCQt.js","_app/immutable/chunks/DK3Fl9T5.js","_app/immutable/entry/start.DeF7fb17.js","_app/immutable/chunks/Bf95oT8J.js","_app/immutable/chunks/DFPPrOJK.js"];
export const stylesheets = ["_app/immutable/assets/start.iA5Lk9mC.css","_app/immutable/assets/5.wQSnt-EI.css"];
export const fonts = [];
