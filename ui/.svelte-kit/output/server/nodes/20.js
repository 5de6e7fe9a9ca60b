

export const index = 20;
export const universal = {
  "ssr": false,
  "prerender": false,
  "load": null
};
export const universal_id = "src/routes/(portal)/portal/[id]/+page.ts";
export const imports = ["_app/immutable/nodes/20.BFI0HBmU.js","_app/immutable/chunks/DK3Fl9T5.js","_app/immutable/entry/start.DeF7fb17.js","_app/immutable/chunks/CQF9iUUv.js","_app/immutable/chunks/-E0LNySc.js","_app/immutable/chunks/ZryYItCz.js","_app/immutable/chunks/BMw1EFi5.js","_app/immutable/chunks/Cjbjdy3v.js"];
export const stylesheets = ["_app/immutable/assets/start.iA5Lk9mC.css","_app/immutable/assets/form.BRaQYuyB.css","_app/immutable/assets/rows.D7BFxr4H.css","_app/immutable/assets/more.C1Xu0E7E.css","_app/immutable/assets/open-ticket.C2Fr6jl7.css","_app/immutable/assets/20.BjaHzsee.css"];
export const fonts = [];
