

export const index = 32;
export const imports = ["_app/immutable/nodes/32.CDkP_x5_.js","_app/immutable/entry/start.DeF7fb17.js","_app/immutable/chunks/DK3Fl9T5.js"];
export const stylesheets = ["_app/immutable/assets/start.iA5Lk9mC.css"];
export const fonts = [];
