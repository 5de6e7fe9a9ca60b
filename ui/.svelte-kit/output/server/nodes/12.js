

export const index = 12;
export const universal = {
  "ssr": false,
  "prerender": false,
  "load": null
};
export const universal_id = "src/routes/(door)/enrol/+page.ts";
export const imports = ["_app/immutable/nodes/12.DbYCGiDd.js","_app/immutable/chunks/DK3Fl9T5.js","_app/immutable/entry/start.DeF7fb17.js","_app/immutable/chunks/-E0LNySc.js","_app/immutable/chunks/BSImiOcC.js","_app/immutable/chunks/CFEQI3KP.js","_app/immutable/chunks/ZryYItCz.js","_app/immutable/chunks/BMw1EFi5.js"];
export const stylesheets = ["_app/immutable/assets/start.iA5Lk9mC.css","_app/immutable/assets/form.BRaQYuyB.css","_app/immutable/assets/RadioGroup.DrA8Dem0.css","_app/immutable/assets/rows.D7BFxr4H.css","_app/immutable/assets/more.C1Xu0E7E.css","_app/immutable/assets/TotpEnrol.BXjuxklb.css"];
export const fonts = [];
