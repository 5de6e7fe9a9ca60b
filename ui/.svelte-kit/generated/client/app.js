// in dev, this makes Vite inject its client as this module's first dependency,
// so that global constant replacements are installed before any other module
// (including user hooks) evaluates. In build it's inert.
import.meta.hot;




export { matchers } from './matchers.js';

export const nodes = [
	() => import('./nodes/0'),
	() => import('./nodes/1'),
	() => import('./nodes/2'),
	() => import('./nodes/3'),
	() => import('./nodes/4'),
	() => import('./nodes/5'),
	() => import('./nodes/6'),
	() => import('./nodes/7'),
	() => import('./nodes/8'),
	() => import('./nodes/9'),
	() => import('./nodes/10'),
	() => import('./nodes/11'),
	() => import('./nodes/12'),
	() => import('./nodes/13'),
	() => import('./nodes/14'),
	() => import('./nodes/15'),
	() => import('./nodes/16'),
	() => import('./nodes/17'),
	() => import('./nodes/18'),
	() => import('./nodes/19'),
	() => import('./nodes/20'),
	() => import('./nodes/21'),
	() => import('./nodes/22'),
	() => import('./nodes/23'),
	() => import('./nodes/24'),
	() => import('./nodes/25'),
	() => import('./nodes/26'),
	() => import('./nodes/27'),
	() => import('./nodes/28'),
	() => import('./nodes/29'),
	() => import('./nodes/30'),
	() => import('./nodes/31'),
	() => import('./nodes/32'),
	() => import('./nodes/33'),
	() => import('./nodes/34'),
	() => import('./nodes/35'),
	() => import('./nodes/36'),
	() => import('./nodes/37')
];

export const server_loads = [];

export const dictionary = {
		"/": [8],
		"/(staff)/admin": [22,[4,5]],
		"/(staff)/admin/accounts": [23,[4,5]],
		"/(staff)/admin/accounts/[id]": [24,[4,5]],
		"/(staff)/admin/departments": [25,[4,5]],
		"/(staff)/admin/departments/new": [27,[4,5]],
		"/(staff)/admin/departments/[id]": [26,[4,5]],
		"/(staff)/admin/keys": [28,[4,5]],
		"/(staff)/admin/mail": [29,[4,5]],
		"/(staff)/admin/organisations": [30,[4,5]],
		"/(staff)/admin/settings": [31,[4,5]],
		"/(door)/demo": [9,[2]],
		"/(door)/demo/mail": [10,[2]],
		"/(door)/demo/mail/[id]": [11,[2]],
		"/(staff)/desk": [32,[4,6]],
		"/(staff)/desk/new": [34,[4,6]],
		"/(staff)/desk/[id]": [33,[4,6]],
		"/(door)/enrol": [12,[2]],
		"/me": [36,[7]],
		"/(portal)/portal": [19,[3]],
		"/(portal)/portal/new": [21,[3]],
		"/(portal)/portal/[id]": [20,[3]],
		"/(staff)/record": [35,[4]],
		"/(door)/reset": [13,[2]],
		"/(door)/reset/[token]": [14,[2]],
		"/(door)/setup/[token]": [15,[2]],
		"/(door)/sign-in": [16,[2]],
		"/(door)/sign-up": [17,[2]],
		"/tickets/[id]": [37],
		"/(door)/welcome/[token]": [18,[2]]
	};

export const hooks = {
	handleError: (({ error }) => { console.error(error) }),
	
	reroute: (() => {}),
	transport: {}
};

export const decoders = Object.fromEntries(Object.entries(hooks.transport).map(([k, v]) => [k, v.decode]));
export const encoders = Object.fromEntries(Object.entries(hooks.transport).map(([k, v]) => [k, v.encode]));

export const hash = false;

export const decode = (type, value) => decoders[type](value);

export { default as root } from '../root.js';

export const get_error_template = () => import('../shared/error-template.js').then(m => m.default);