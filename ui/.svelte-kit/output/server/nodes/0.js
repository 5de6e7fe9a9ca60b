

export const index = 0;
export const universal = {
  "ssr": false,
  "prerender": false,
  "load": null
};
export const universal_id = "src/routes/+layout.ts";
export const imports = ["_app/immutable/nodes/0.Dr3tmaQz.js","_app/immutable/chunks/DK3Fl9T5.js","_app/immutable/entry/start.DeF7fb17.js"];
export const stylesheets = ["_app/immutable/assets/start.iA5Lk9mC.css","_app/immutable/assets/0.CatFlq63.css","_app/immutable/assets/form.BRaQYuyB.css","_app/immutable/assets/rows.D7BFxr4H.css","_app/immutable/assets/more.C1Xu0E7E.css"];
export const fonts = [];
