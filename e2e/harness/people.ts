/** The people of the demo world, found by what they are, not by their names. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { request, type APIRequestContext, type Browser, type BrowserContext, type Page } from '@playwright/test';
import type { Surety } from './surety';
import type { Watch } from './watch';
import type { Language } from './words';

export interface Who {
  id: string;
  name: string;
  email: string;
  language: string;
  roles: string[];
  departments: string[];
  /** Of these departments. */
  leads: string[];
  /** Of a client; empty: none. */
  organisation: string;
}

export const headers = (url: string) => ({ 'X-Surety-Csrf': '1', Origin: url });

/** Signs in as one of the demo world. Who comes too often at once is told when to come again, and does. */
export async function signIn(api: APIRequestContext, id: string, more?: Record<string, string>): Promise<void> {
  for (let tries = 0; ; tries++) {
    const answer = await api.post('/api/v1/demo/sign-in', { data: { id }, headers: more });
    if (answer.ok()) return;
    if (answer.status() !== 429 || tries === 10) throw new Error(`sign-in of ${id}: ${answer.status()} ${await answer.text()}`);
    await new Promise((resolve) => setTimeout(resolve, 1000 * Number(answer.headers()['retry-after'] ?? 1)));
  }
}

/** Everyone the demo world lets one be. Asked once for all its copies: who signs in as each of them has no sign-in left. */
export async function personas(surety: Surety): Promise<Who[]> {
  return JSON.parse(await readFile(join(surety.home, 'people.json'), 'utf8')) as Who[];
}

/** Asks the server itself, with what each session says of its person. */
export async function ask(surety: Surety): Promise<Who[]> {
  const all: Who[] = [];
  const api = await request.newContext({ baseURL: surety.url });
  const listed = (await (await api.get('/api/v1/demo/personas')).json()) as { items: { id: string }[] } | { id: string }[];
  await api.dispose();
  for (const { id } of 'items' in listed ? listed.items : listed) {
    const own = await request.newContext({ baseURL: surety.url, extraHTTPHeaders: headers(surety.url) });
    await signIn(own, id);
    const { account } = await (await own.get('/api/v1/session')).json();
    const posts: { department: { id: string }; post: string }[] = account.posts ?? [];
    const departments = posts.map(({ department }) => department.id);
    const leads = posts.filter(({ post }) => post === 'lead').map(({ department }) => department.id);
    all.push({ id, name: account.name, email: account.email, language: account.language, roles: account.roles, departments, leads, organisation: account.organisation?.id ?? '' });
    await own.dispose();
  }
  return all;
}

/** The first of the people who is so, rather one who speaks the language. */
export function one(people: Who[], language: string, is: (who: Who) => boolean): Who {
  const found = people.filter(is);
  const who = found.find((each) => each.language === language) ?? found[0];
  if (!who) throw new Error('nobody of this kind among the personas');
  return who;
}

export const isClient = (who: Who) => who.roles.includes('client') && who.departments.length === 0;
export const isAgent = (who: Who) => who.departments.length > 0;
export const isLead = (who: Who) => who.leads.length > 0;
export const has = (role: string) => (who: Who) => who.roles.includes(role);

/** A browser of one's own, signed in, in the language. */
export async function enter(browser: Browser, surety: Surety, watch: Watch, language: Language, who?: Who): Promise<Page> {
  const context = await room(browser, surety, watch, language);
  if (who) {
    await signIn(context.request, who.id, headers(surety.url));
  }
  const page = await context.newPage();
  await page.goto('/');
  return page;
}

/** A browser with nothing in it but the choice of language. */
export async function room(browser: Browser, surety: Surety, watch: Watch, language: Language): Promise<BrowserContext> {
  const origins = [{ origin: surety.url, localStorage: [{ name: 'language', value: language }] }];
  const context = await browser.newContext({ baseURL: surety.url, locale: language, reducedMotion: 'reduce', storageState: { cookies: [], origins } });
  await watch.over(context);
  return context;
}
