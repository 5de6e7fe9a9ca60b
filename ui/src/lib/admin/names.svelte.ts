import { api, ask, type AdminDepartment, type Organisation } from '$lib/api';
import { reader } from '$lib/i18n';

/** A text kept in several languages, in the reader's; else in any. */
export function inMine(texts: Readonly<Record<string, string>>): string {
  return texts[reader.language] || texts['en'] || Object.values(texts).find(Boolean) || '';
}

/** All organisations: there are few of them, and forms choose from all. */
export async function allOrganisations(): Promise<Organisation[]> {
  const all: Organisation[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const page: { items: Organisation[]; next: string } = await ask(api.GET('/admin/organisations', { params: { query: { limit: 100, cursor } } }));
    all.push(...page.items);
    cursor = page.next || undefined;
  }
  return all;
}

export const allDepartments = async (): Promise<AdminDepartment[]> => (await ask(api.GET('/admin/departments'))).items;
