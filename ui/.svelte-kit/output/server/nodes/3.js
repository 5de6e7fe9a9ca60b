

export const index = 3;
export const universal = {
  "ssr": false,
  "prerender": false,
  "load": null
};
export const universal_id = "src/routes/(portal)/+layout.ts";
export const imports = ["_app/immutable/nodes/3.jnHrfbRh.js","_app/immutable/chunks/DK3Fl9T5.js","_app/immutable/entry/start.DeF7fb17.js","_app/immutable/chunks/DjT9HSf-.js","_app/immutable/chunks/ZryYItCz.js"];
export const stylesheets = ["_app/immutable/assets/start.iA5Lk9mC.css","_app/immutable/assets/rows.D7BFxr4H.css","_app/immutable/assets/PortalShell.Hifq-pKF.css"];
export const fonts = [];
