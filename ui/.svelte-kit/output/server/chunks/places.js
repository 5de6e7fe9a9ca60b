// src/lib/admin/places.ts
/** The parts of administration, in the order of how often they are needed. */
var places = [
	{
		name: "overview",
		href: "/admin",
		icon: "gear"
	},
	{
		name: "accounts",
		href: "/admin/accounts",
		icon: "people"
	},
	{
		name: "organisations",
		href: "/admin/organisations",
		icon: "building"
	},
	{
		name: "departments",
		href: "/admin/departments",
		icon: "inbox"
	},
	{
		name: "settings",
		href: "/admin/settings",
		icon: "edit"
	},
	{
		name: "keys",
		href: "/admin/keys",
		icon: "key"
	},
	{
		name: "mail",
		href: "/admin/mail",
		icon: "mail"
	}
];
export { places as t };
