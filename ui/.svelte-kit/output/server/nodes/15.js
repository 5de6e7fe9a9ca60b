

export const index = 15;
export const universal = {
  "ssr": false,
  "prerender": false,
  "load": null
};
export const universal_id = "src/routes/(door)/setup/[token]/+page.ts";
export const imports = ["_app/immutable/nodes/15.Cmbxf5_U.js","_app/immutable/chunks/DK3Fl9T5.js","_app/immutable/entry/start.DeF7fb17.js","_app/immutable/chunks/-E0LNySc.js","_app/immutable/chunks/BMw1EFi5.js","_app/immutable/chunks/ZryYItCz.js","_app/immutable/chunks/CzjZzkaj.js","_app/immutable/chunks/BNnwI_MT.js","_app/immutable/chunks/BSImiOcC.js"];
export const stylesheets = ["_app/immutable/assets/start.iA5Lk9mC.css","_app/immutable/assets/form.BRaQYuyB.css","_app/immutable/assets/rows.D7BFxr4H.css","_app/immutable/assets/more.C1Xu0E7E.css","_app/immutable/assets/Stepper.D7KXkiT6.css","_app/immutable/assets/RadioGroup.DrA8Dem0.css","_app/immutable/assets/15.DYr7SlIZ.css"];
export const fonts = [];
