
// this file is generated — do not edit it


declare module "svelte/elements" {
	export interface HTMLAttributes<T> {
		'data-sveltekit-keepfocus'?: true | '' | 'off' | undefined | null;
		'data-sveltekit-noscroll'?: true | '' | 'off' | undefined | null;
		'data-sveltekit-preload-code'?:
			| true
			| ''
			| 'eager'
			| 'viewport'
			| 'hover'
			| 'tap'
			| 'off'
			| undefined
			| null;
		'data-sveltekit-preload-data'?: true | '' | 'hover' | 'tap' | 'off' | undefined | null;
		'data-sveltekit-reload'?: true | '' | 'off' | undefined | null;
		'data-sveltekit-replacestate'?: true | '' | 'off' | undefined | null;
	}
}

export {};


declare module "$app/types" {
	type MatcherParam<M> = M extends (param : string) => param is (infer U extends string) ? U : string;

	export interface AppTypes {
		RouteId(): "/(staff)" | "/(portal)" | "/(door)" | "/" | "/(staff)/admin" | "/(staff)/admin/accounts" | "/(staff)/admin/accounts/[id]" | "/(staff)/admin/departments" | "/(staff)/admin/departments/new" | "/(staff)/admin/departments/[id]" | "/(staff)/admin/keys" | "/(staff)/admin/mail" | "/(staff)/admin/organisations" | "/(staff)/admin/settings" | "/(door)/demo" | "/(door)/demo/mail" | "/(door)/demo/mail/[id]" | "/(staff)/desk" | "/(staff)/desk/new" | "/(staff)/desk/[id]" | "/(door)/enrol" | "/me" | "/(portal)/portal" | "/(portal)/portal/new" | "/(portal)/portal/[id]" | "/(staff)/record" | "/(door)/reset" | "/(door)/reset/[token]" | "/(door)/setup" | "/(door)/setup/[token]" | "/(door)/sign-in" | "/(door)/sign-up" | "/tickets" | "/tickets/[id]" | "/(door)/welcome" | "/(door)/welcome/[token]";
		RouteParams(): {
			"/(staff)/admin/accounts/[id]": { id: string };
			"/(staff)/admin/departments/[id]": { id: string };
			"/(door)/demo/mail/[id]": { id: string };
			"/(staff)/desk/[id]": { id: string };
			"/(portal)/portal/[id]": { id: string };
			"/(door)/reset/[token]": { token: string };
			"/(door)/setup/[token]": { token: string };
			"/tickets/[id]": { id: string };
			"/(door)/welcome/[token]": { token: string }
		};
		LayoutParams(): {
			"/(staff)": { id?: string | undefined };
			"/(portal)": { id?: string | undefined };
			"/(door)": { id?: string | undefined; token?: string | undefined };
			"/": { id?: string | undefined; token?: string | undefined };
			"/(staff)/admin": { id?: string | undefined };
			"/(staff)/admin/accounts": { id?: string | undefined };
			"/(staff)/admin/accounts/[id]": { id: string };
			"/(staff)/admin/departments": { id?: string | undefined };
			"/(staff)/admin/departments/new": Record<string, never>;
			"/(staff)/admin/departments/[id]": { id: string };
			"/(staff)/admin/keys": Record<string, never>;
			"/(staff)/admin/mail": Record<string, never>;
			"/(staff)/admin/organisations": Record<string, never>;
			"/(staff)/admin/settings": Record<string, never>;
			"/(door)/demo": { id?: string | undefined };
			"/(door)/demo/mail": { id?: string | undefined };
			"/(door)/demo/mail/[id]": { id: string };
			"/(staff)/desk": { id?: string | undefined };
			"/(staff)/desk/new": Record<string, never>;
			"/(staff)/desk/[id]": { id: string };
			"/(door)/enrol": Record<string, never>;
			"/me": Record<string, never>;
			"/(portal)/portal": { id?: string | undefined };
			"/(portal)/portal/new": Record<string, never>;
			"/(portal)/portal/[id]": { id: string };
			"/(staff)/record": Record<string, never>;
			"/(door)/reset": { token?: string | undefined };
			"/(door)/reset/[token]": { token: string };
			"/(door)/setup": { token?: string | undefined };
			"/(door)/setup/[token]": { token: string };
			"/(door)/sign-in": Record<string, never>;
			"/(door)/sign-up": Record<string, never>;
			"/tickets": { id?: string | undefined };
			"/tickets/[id]": { id: string };
			"/(door)/welcome": { token?: string | undefined };
			"/(door)/welcome/[token]": { token: string }
		};
		Pathname(): "/" | "/admin" | "/admin/accounts" | `/admin/accounts/${string}` & {} | "/admin/departments" | "/admin/departments/new" | `/admin/departments/${string}` & {} | "/admin/keys" | "/admin/mail" | "/admin/organisations" | "/admin/settings" | "/demo" | "/demo/mail" | `/demo/mail/${string}` & {} | "/desk" | "/desk/new" | `/desk/${string}` & {} | "/enrol" | "/me" | "/portal" | "/portal/new" | `/portal/${string}` & {} | "/record" | "/reset" | `/reset/${string}` & {} | `/setup/${string}` & {} | "/sign-in" | "/sign-up" | `/tickets/${string}` & {} | `/welcome/${string}` & {};
		ResolvedPathname(): `${"" | `/${string}`}${ReturnType<AppTypes['Pathname']>}`;
		Asset(): "/.gitkeep" | "/favicon.svg" | string & {};
	}
}