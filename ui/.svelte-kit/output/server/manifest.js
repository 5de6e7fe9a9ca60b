export const manifest = (() => {
function __memo(fn) {
	let value;
	return () => value ??= (value = fn());
}

return {
	appDir: "_app",
	appPath: "_app",
	assets: new Set([".gitkeep","favicon.svg"]),
	mimeTypes: {".svg":"image/svg+xml"},
	_: {
		client: {start:"_app/immutable/entry/start.DeF7fb17.js",app:"_app/immutable/entry/app.ONvHfKH0.js",imports:["_app/immutable/entry/start.DeF7fb17.js","_app/immutable/chunks/DK3Fl9T5.js","_app/immutable/entry/app.ONvHfKH0.js","_app/immutable/entry/start.DeF7fb17.js","_app/immutable/chunks/DK3Fl9T5.js"],stylesheets:["_app/immutable/assets/start.iA5Lk9mC.css","_app/immutable/assets/start.iA5Lk9mC.css"],fonts:[],uses_env_dynamic_public:false},
		nodes: [
			__memo(() => import('./nodes/0.js')),
			__memo(() => import('./nodes/1.js')),
			__memo(() => import('./nodes/2.js')),
			__memo(() => import('./nodes/3.js')),
			__memo(() => import('./nodes/4.js')),
			__memo(() => import('./nodes/5.js')),
			__memo(() => import('./nodes/6.js')),
			__memo(() => import('./nodes/7.js')),
			__memo(() => import('./nodes/8.js')),
			__memo(() => import('./nodes/9.js')),
			__memo(() => import('./nodes/10.js')),
			__memo(() => import('./nodes/11.js')),
			__memo(() => import('./nodes/12.js')),
			__memo(() => import('./nodes/13.js')),
			__memo(() => import('./nodes/14.js')),
			__memo(() => import('./nodes/15.js')),
			__memo(() => import('./nodes/16.js')),
			__memo(() => import('./nodes/17.js')),
			__memo(() => import('./nodes/18.js')),
			__memo(() => import('./nodes/19.js')),
			__memo(() => import('./nodes/20.js')),
			__memo(() => import('./nodes/21.js')),
			__memo(() => import('./nodes/22.js')),
			__memo(() => import('./nodes/23.js')),
			__memo(() => import('./nodes/24.js')),
			__memo(() => import('./nodes/25.js')),
			__memo(() => import('./nodes/26.js')),
			__memo(() => import('./nodes/27.js')),
			__memo(() => import('./nodes/28.js')),
			__memo(() => import('./nodes/29.js')),
			__memo(() => import('./nodes/30.js')),
			__memo(() => import('./nodes/31.js')),
			__memo(() => import('./nodes/32.js')),
			__memo(() => import('./nodes/33.js')),
			__memo(() => import('./nodes/34.js')),
			__memo(() => import('./nodes/35.js')),
			__memo(() => import('./nodes/36.js')),
			__memo(() => import('./nodes/37.js'))
		],
		remotes: {
			
		},
		routes: [
			{
				id: "/",
				pattern: /^\/$/,
				params: [],
				page: { layouts: [0,], errors: [1,], leaf: 8 },
				endpoint: null
			},
			{
				id: "/(staff)/admin",
				pattern: /^\/admin\/?$/,
				params: [],
				page: { layouts: [0,4,5,], errors: [1,,,], leaf: 22 },
				endpoint: null
			},
			{
				id: "/(staff)/admin/accounts",
				pattern: /^\/admin\/accounts\/?$/,
				params: [],
				page: { layouts: [0,4,5,], errors: [1,,,], leaf: 23 },
				endpoint: null
			},
			{
				id: "/(staff)/admin/accounts/[id]",
				pattern: /^\/admin\/accounts\/([^/]+?)\/?$/,
				params: [{"name":"id","optional":false,"rest":false,"chained":false}],
				page: { layouts: [0,4,5,], errors: [1,,,], leaf: 24 },
				endpoint: null
			},
			{
				id: "/(staff)/admin/departments",
				pattern: /^\/admin\/departments\/?$/,
				params: [],
				page: { layouts: [0,4,5,], errors: [1,,,], leaf: 25 },
				endpoint: null
			},
			{
				id: "/(staff)/admin/departments/new",
				pattern: /^\/admin\/departments\/new\/?$/,
				params: [],
				page: { layouts: [0,4,5,], errors: [1,,,], leaf: 27 },
				endpoint: null
			},
			{
				id: "/(staff)/admin/departments/[id]",
				pattern: /^\/admin\/departments\/([^/]+?)\/?$/,
				params: [{"name":"id","optional":false,"rest":false,"chained":false}],
				page: { layouts: [0,4,5,], errors: [1,,,], leaf: 26 },
				endpoint: null
			},
			{
				id: "/(staff)/admin/keys",
				pattern: /^\/admin\/keys\/?$/,
				params: [],
				page: { layouts: [0,4,5,], errors: [1,,,], leaf: 28 },
				endpoint: null
			},
			{
				id: "/(staff)/admin/mail",
				pattern: /^\/admin\/mail\/?$/,
				params: [],
				page: { layouts: [0,4,5,], errors: [1,,,], leaf: 29 },
				endpoint: null
			},
			{
				id: "/(staff)/admin/organisations",
				pattern: /^\/admin\/organisations\/?$/,
				params: [],
				page: { layouts: [0,4,5,], errors: [1,,,], leaf: 30 },
				endpoint: null
			},
			{
				id: "/(staff)/admin/settings",
				pattern: /^\/admin\/settings\/?$/,
				params: [],
				page: { layouts: [0,4,5,], errors: [1,,,], leaf: 31 },
				endpoint: null
			},
			{
				id: "/(door)/demo",
				pattern: /^\/demo\/?$/,
				params: [],
				page: { layouts: [0,2,], errors: [1,,], leaf: 9 },
				endpoint: null
			},
			{
				id: "/(door)/demo/mail",
				pattern: /^\/demo\/mail\/?$/,
				params: [],
				page: { layouts: [0,2,], errors: [1,,], leaf: 10 },
				endpoint: null
			},
			{
				id: "/(door)/demo/mail/[id]",
				pattern: /^\/demo\/mail\/([^/]+?)\/?$/,
				params: [{"name":"id","optional":false,"rest":false,"chained":false}],
				page: { layouts: [0,2,], errors: [1,,], leaf: 11 },
				endpoint: null
			},
			{
				id: "/(staff)/desk",
				pattern: /^\/desk\/?$/,
				params: [],
				page: { layouts: [0,4,6,], errors: [1,,,], leaf: 32 },
				endpoint: null
			},
			{
				id: "/(staff)/desk/new",
				pattern: /^\/desk\/new\/?$/,
				params: [],
				page: { layouts: [0,4,6,], errors: [1,,,], leaf: 34 },
				endpoint: null
			},
			{
				id: "/(staff)/desk/[id]",
				pattern: /^\/desk\/([^/]+?)\/?$/,
				params: [{"name":"id","optional":false,"rest":false,"chained":false}],
				page: { layouts: [0,4,6,], errors: [1,,,], leaf: 33 },
				endpoint: null
			},
			{
				id: "/(door)/enrol",
				pattern: /^\/enrol\/?$/,
				params: [],
				page: { layouts: [0,2,], errors: [1,,], leaf: 12 },
				endpoint: null
			},
			{
				id: "/me",
				pattern: /^\/me\/?$/,
				params: [],
				page: { layouts: [0,7,], errors: [1,,], leaf: 36 },
				endpoint: null
			},
			{
				id: "/(portal)/portal",
				pattern: /^\/portal\/?$/,
				params: [],
				page: { layouts: [0,3,], errors: [1,,], leaf: 19 },
				endpoint: null
			},
			{
				id: "/(portal)/portal/new",
				pattern: /^\/portal\/new\/?$/,
				params: [],
				page: { layouts: [0,3,], errors: [1,,], leaf: 21 },
				endpoint: null
			},
			{
				id: "/(portal)/portal/[id]",
				pattern: /^\/portal\/([^/]+?)\/?$/,
				params: [{"name":"id","optional":false,"rest":false,"chained":false}],
				page: { layouts: [0,3,], errors: [1,,], leaf: 20 },
				endpoint: null
			},
			{
				id: "/(staff)/record",
				pattern: /^\/record\/?$/,
				params: [],
				page: { layouts: [0,4,], errors: [1,,], leaf: 35 },
				endpoint: null
			},
			{
				id: "/(door)/reset",
				pattern: /^\/reset\/?$/,
				params: [],
				page: { layouts: [0,2,], errors: [1,,], leaf: 13 },
				endpoint: null
			},
			{
				id: "/(door)/reset/[token]",
				pattern: /^\/reset\/([^/]+?)\/?$/,
				params: [{"name":"token","optional":false,"rest":false,"chained":false}],
				page: { layouts: [0,2,], errors: [1,,], leaf: 14 },
				endpoint: null
			},
			{
				id: "/(door)/setup/[token]",
				pattern: /^\/setup\/([^/]+?)\/?$/,
				params: [{"name":"token","optional":false,"rest":false,"chained":false}],
				page: { layouts: [0,2,], errors: [1,,], leaf: 15 },
				endpoint: null
			},
			{
				id: "/(door)/sign-in",
				pattern: /^\/sign-in\/?$/,
				params: [],
				page: { layouts: [0,2,], errors: [1,,], leaf: 16 },
				endpoint: null
			},
			{
				id: "/(door)/sign-up",
				pattern: /^\/sign-up\/?$/,
				params: [],
				page: { layouts: [0,2,], errors: [1,,], leaf: 17 },
				endpoint: null
			},
			{
				id: "/tickets/[id]",
				pattern: /^\/tickets\/([^/]+?)\/?$/,
				params: [{"name":"id","optional":false,"rest":false,"chained":false}],
				page: { layouts: [0,], errors: [1,], leaf: 37 },
				endpoint: null
			},
			{
				id: "/(door)/welcome/[token]",
				pattern: /^\/welcome\/([^/]+?)\/?$/,
				params: [{"name":"token","optional":false,"rest":false,"chained":false}],
				page: { layouts: [0,2,], errors: [1,,], leaf: 18 },
				endpoint: null
			}
		],
		prerendered_routes: new Set([]),
		matchers: async () => {
			
			return {  };
		},
		server_assets: {}
	}
}
})();
