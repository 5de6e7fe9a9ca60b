import { n as enter } from "../../../../chunks/enter.js";
// src/routes/(staff)/desk/+layout.ts
var load = async ({ parent, url }) => {
	await parent();
	enter(url, "desk");
};
export { load };
