/** What changed between two versions of the terms, put so that people can read it. */
import type { Terms, TermsChange } from '$lib/api';
import { format, isLanguage, languages, t, word } from '$lib/i18n';
import { own } from './days';
import { currencyName, money, percent } from '$lib/ui/money';

export interface Line { label: string; before: string; after: string }
/** Changes of one thing: a milestone, a tax, a secret; or of the terms as a whole. */
export interface Group { key: string; title: string; kind: 'added' | 'removed' | 'changed'; lines: Line[] }

const lists = ['milestones', 'taxes', 'notIncluded', 'secrets'] as const;
type List = (typeof lists)[number];
const isList = (name: string | undefined): name is List => lists.includes(name as List);

function keyOf(path: string): string {
  const [head, id] = path.split('.');
  return isList(head) ? `${head}.${id}` : '';
}

function value(field: string, text: string, currency: string): string {
  if (text === '') return '';
  if (field === 'amountMinor') return money(Number(text), currency);
  if (/BasisPoints$|^basisPoints$/.test(field)) return percent(Number(text));
  if (field === 'due' || field === 'until') return own(text);
  if (/language$/i.test(field)) return isLanguage(text) ? languages[text].name : text;
  if (field === 'licence') return word('offer.licence', text, 'offer.licence.transfer');
  if (field === 'currency') return currencyName(text);
  if (text === 'true' || text === 'false') return t(text === 'true' ? 'offer.yes' : 'offer.no');
  return /^\d+$/.test(text) ? format.number(Number(text)) : text;
}

const fieldOf = (path: string) => path.split('.').findLast((part) => !/^\d+$/.test(part)) ?? path;
/** The position of a milestone changes with every one before it; that alone tells nothing. */
const tells = ({ path }: TermsChange) => !path.endsWith('.place') && !path.endsWith('.id');

function titleOf(key: string, changes: TermsChange[], terms: Terms): string {
  const [head, id] = key.split('.');
  if (!isList(head)) return t('offer.whole');
  if (head !== 'milestones') return t(`offer.one.${head}`, { number: format.number(Number(id) + 1) });
  const title = changes.find(({ path }) => path === `${key}.title`);
  return terms.milestones.find((milestone) => milestone.id === id)?.title || title?.after || title?.before || t('offer.milestone');
}

function group(key: string, changes: TermsChange[], terms: Terms): Group {
  const whole = key !== '';
  const kind = whole && changes.every(({ before }) => before === '') ? 'added' : whole && changes.every(({ after }) => after === '') ? 'removed' : 'changed';
  const lines = changes.map(({ path, before, after }) => {
    const field = fieldOf(path);
    return { label: word('offer.field', field, 'offer.field.other'), before: value(field, before, terms.currency), after: value(field, after, terms.currency) };
  });
  return { key, title: titleOf(key, changes, terms), kind, lines };
}

/** The changes in groups, those of the terms as a whole first. `terms` are the newer ones. */
export function groups(changes: TermsChange[], terms: Terms): Group[] {
  const found = new Map<string, TermsChange[]>();
  for (const change of changes.filter(tells)) found.set(keyOf(change.path), [...(found.get(keyOf(change.path)) ?? []), change]);
  return [...found].map(([key, all]) => group(key, all, terms)).sort((a, b) => Number(a.key !== '') - Number(b.key !== ''));
}

function flatten(value: unknown, path: string, into: Map<string, string>): void {
  if (value === undefined || value === null) return;
  if (typeof value !== 'object') into.set(path, String(value));
  else for (const [key, one] of Object.entries(value)) flatten(one, path ? `${path}.${key}` : key, into);
}

/** Every value of the terms by its path, milestones by their id: as the server compares them. */
function flat({ milestones, ...rest }: Terms): Map<string, string> {
  const all = new Map<string, string>();
  flatten(rest, '', all);
  milestones.forEach(({ id, ...fields }, i) => flatten(fields, `milestones.${id || `new${i}`}`, all));
  return all;
}

/** What changes between two versions, before the server is asked. */
export function compare(before: Terms, after: Terms): TermsChange[] {
  const [old, now] = [flat(before), flat(after)];
  const paths = [...new Set([...old.keys(), ...now.keys()])].filter((path) => path !== 'feeBasisPoints' && (old.get(path) ?? '') !== (now.get(path) ?? ''));
  return paths.map((path) => ({ path, before: old.get(path) ?? '', after: now.get(path) ?? '' }));
}
