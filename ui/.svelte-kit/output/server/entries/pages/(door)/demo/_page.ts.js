import { r as refuse } from "../../../../chunks/enter.js";
import { n as ask, t as api } from "../../../../chunks/client.js";
// src/routes/(door)/demo/+page.ts
var load = async ({ parent }) => {
	await parent();
	return { personas: await ask(api.GET("/demo/personas")).catch(refuse) };
};
export { load };
