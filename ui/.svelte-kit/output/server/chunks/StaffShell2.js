export { t as default } from "./StaffShell.js";
