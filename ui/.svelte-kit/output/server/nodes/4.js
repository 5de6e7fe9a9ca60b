

export const index = 4;
export const universal = {
  "ssr": false,
  "prerender": false,
  "load": null
};
export const universal_id = "src/routes/(staff)/+layout.ts";
export const imports = ["_app/immutable/nodes/4.B7Xe5_sc.js","_app/immutable/chunks/DK3Fl9T5.js","_app/immutable/entry/start.DeF7fb17.js","_app/immutable/chunks/D72zt_yk.js","_app/immutable/chunks/ZryYItCz.js","_app/immutable/chunks/C3qMbJCK.js","_app/immutable/chunks/BMw1EFi5.js","_app/immutable/chunks/-E0LNySc.js"];
export const stylesheets = ["_app/immutable/assets/start.iA5Lk9mC.css","_app/immutable/assets/rows.D7BFxr4H.css","_app/immutable/assets/form.BRaQYuyB.css","_app/immutable/assets/more.C1Xu0E7E.css","_app/immutable/assets/StaffShell.hc02Zd76.css"];
export const fonts = [];
