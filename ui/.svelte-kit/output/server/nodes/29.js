

export const index = 29;
export const imports = ["_app/immutable/nodes/29.C0-Ers9Q.js","_app/immutable/entry/start.DeF7fb17.js","_app/immutable/chunks/DK3Fl9T5.js","_app/immutable/chunks/BvdlcEN9.js","_app/immutable/chunks/-E0LNySc.js","_app/immutable/chunks/ZryYItCz.js","_app/immutable/chunks/BMw1EFi5.js"];
export const stylesheets = ["_app/immutable/assets/start.iA5Lk9mC.css","_app/immutable/assets/Letter.y4M8NAmO.css","_app/immutable/assets/form.BRaQYuyB.css","_app/immutable/assets/rows.D7BFxr4H.css","_app/immutable/assets/more.C1Xu0E7E.css","_app/immutable/assets/29.Dgo-wQJC.css"];
export const fonts = [];
