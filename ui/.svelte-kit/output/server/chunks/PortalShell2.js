export { t as default } from "./PortalShell.js";
