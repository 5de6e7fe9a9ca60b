

export const index = 17;
export const imports = ["_app/immutable/nodes/17.Du0meDrr.js","_app/immutable/entry/start.DeF7fb17.js","_app/immutable/chunks/DK3Fl9T5.js","_app/immutable/chunks/-E0LNySc.js","_app/immutable/chunks/h9Pl_xvV.js"];
export const stylesheets = ["_app/immutable/assets/start.iA5Lk9mC.css","_app/immutable/assets/form.BRaQYuyB.css"];
export const fonts = [];
