

export const index = 33;
export const imports = ["_app/immutable/nodes/33.BiIKol99.js","_app/immutable/entry/start.DeF7fb17.js","_app/immutable/chunks/DK3Fl9T5.js","_app/immutable/chunks/C3qMbJCK.js","_app/immutable/chunks/ZryYItCz.js","_app/immutable/chunks/CQF9iUUv.js","_app/immutable/chunks/-E0LNySc.js","_app/immutable/chunks/BMw1EFi5.js","_app/immutable/chunks/Cjbjdy3v.js","_app/immutable/chunks/ul-dT47S.js","_app/immutable/chunks/D1N2QRfg.js","_app/immutable/chunks/CrPZtcl1.js","_app/immutable/chunks/iJrKtVEe.js"];
export const stylesheets = ["_app/immutable/assets/start.iA5Lk9mC.css","_app/immutable/assets/rows.D7BFxr4H.css","_app/immutable/assets/form.BRaQYuyB.css","_app/immutable/assets/more.C1Xu0E7E.css","_app/immutable/assets/open-ticket.C2Fr6jl7.css","_app/immutable/assets/33.CYFWbYkV.css","_app/immutable/assets/SplitBar.MTDB2zq3.css","_app/immutable/assets/HandOver.DkAzTr2w.css","_app/immutable/assets/MergeInto.CzZdsP1Z.css","_app/immutable/assets/CallIn.BSxpzZj5.css","_app/immutable/assets/RecordEntries.BGERI9kN.css"];
export const fonts = [];
