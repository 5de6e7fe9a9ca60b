/** What is chosen from on the staff side. Fetched once and kept for a minute: every ticket asks for the same. */
import { api, ask, type Department, type Person } from '$lib/api';

const keptMs = 60_000;
const kept = new Map<string, { at: number; value: Promise<unknown> }>();

function once<T>(key: string, fetch: () => Promise<T>): Promise<T> {
  const known = kept.get(key);
  if (known && Date.now() - known.at < keptMs) return known.value as Promise<T>;
  const value = fetch();
  kept.set(key, { at: Date.now(), value });
  value.catch(() => kept.delete(key));
  return value;
}

/** Those a ticket of the department can be given to; each once, in however many departments they work. */
export const people = (department?: string): Promise<Person[]> =>
  once(`people ${department ?? ''}`, async () => {
    const all = await ask(api.GET('/people', { params: { query: { department } } }));
    return [...new Map(all.map((person) => [person.id, person])).values()];
  });

/** Departments one may ask. */
export const departments = (): Promise<Department[]> => once('departments', () => ask(api.GET('/departments')));

export const knownTags = (): Promise<string[]> => once('tags', () => ask(api.GET('/tags')));
