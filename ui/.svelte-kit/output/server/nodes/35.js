

export const index = 35;
export const universal = {
  "ssr": false,
  "prerender": false,
  "load": null
};
export const universal_id = "src/routes/(staff)/record/+page.ts";
export const imports = ["_app/immutable/nodes/35.BuREGtQ7.js","_app/immutable/chunks/DK3Fl9T5.js","_app/immutable/entry/start.DeF7fb17.js","_app/immutable/chunks/ZryYItCz.js","_app/immutable/chunks/BMw1EFi5.js","_app/immutable/chunks/-E0LNySc.js","_app/immutable/chunks/CYlsNs5j.js","_app/immutable/chunks/DFPPrOJK.js"];
export const stylesheets = ["_app/immutable/assets/start.iA5Lk9mC.css","_app/immutable/assets/rows.D7BFxr4H.css","_app/immutable/assets/form.BRaQYuyB.css","_app/immutable/assets/more.C1Xu0E7E.css","_app/immutable/assets/RecordEntries.BGERI9kN.css","_app/immutable/assets/35.COC-Dne_.css"];
export const fonts = [];
