

export const index = 19;
export const imports = ["_app/immutable/nodes/19.Q7tuAWTa.js","_app/immutable/entry/start.DeF7fb17.js","_app/immutable/chunks/DK3Fl9T5.js","_app/immutable/chunks/ZryYItCz.js"];
export const stylesheets = ["_app/immutable/assets/start.iA5Lk9mC.css","_app/immutable/assets/rows.D7BFxr4H.css","_app/immutable/assets/19.DcPW7VcC.css"];
export const fonts = [];
