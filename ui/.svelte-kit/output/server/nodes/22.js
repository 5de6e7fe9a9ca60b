

export const index = 22;
export const imports = ["_app/immutable/nodes/22.DdcF2NZJ.js","_app/immutable/entry/start.DeF7fb17.js","_app/immutable/chunks/DK3Fl9T5.js","_app/immutable/chunks/-E0LNySc.js","_app/immutable/chunks/ZryYItCz.js","_app/immutable/chunks/BMw1EFi5.js","_app/immutable/chunks/Bf95oT8J.js"];
export const stylesheets = ["_app/immutable/assets/start.iA5Lk9mC.css","_app/immutable/assets/form.BRaQYuyB.css","_app/immutable/assets/rows.D7BFxr4H.css","_app/immutable/assets/more.C1Xu0E7E.css","_app/immutable/assets/22.BpGtgR9O.css"];
export const fonts = [];
