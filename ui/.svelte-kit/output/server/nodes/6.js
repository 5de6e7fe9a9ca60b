

export const index = 6;
export const universal = {
  "ssr": false,
  "prerender": false,
  "load": null
};
export const universal_id = "src/routes/(staff)/desk/+layout.ts";
export const imports = ["_app/immutable/nodes/6.BjF0AMnt.js","_app/immutable/chunks/DK3Fl9T5.js","_app/immutable/entry/start.DeF7fb17.js","_app/immutable/chunks/C3qMbJCK.js","_app/immutable/chunks/CrPZtcl1.js","_app/immutable/chunks/Cjbjdy3v.js","_app/immutable/chunks/ZryYItCz.js","_app/immutable/chunks/D1N2QRfg.js"];
export const stylesheets = ["_app/immutable/assets/start.iA5Lk9mC.css","_app/immutable/assets/rows.D7BFxr4H.css","_app/immutable/assets/6.WLAQ9emV.css","_app/immutable/assets/form.BRaQYuyB.css","_app/immutable/assets/more.C1Xu0E7E.css","_app/immutable/assets/FilterForm.D0rsqvpm.css"];
export const fonts = [];
