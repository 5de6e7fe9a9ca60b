import { westernDigits, westernNumber } from '$lib/ui/digits';
import type { CSVMapping } from '$lib/api';
import { likelySeparator, separators, type Separator } from './csv';

/** What a column may hold. */
export const roles = ['booked', 'valued', 'amount', 'credit', 'debit', 'name', 'other', 'reference', 'remittance', 'endToEnd', 'bankId'] as const;
export type ColumnRole = (typeof roles)[number];
export const dateForms = ['dd.mm.yyyy', 'yyyy-mm-dd', 'dd/mm/yyyy', 'mm/dd/yyyy'] as const;

/** How a bank's files are read: kept in this browser, as it is the same each time. Columns count from 1. */
export interface Reading {
  separator: Separator;
  skip: number;
  windows1251: boolean;
  dateForm: (typeof dateForms)[number];
  decimalComma: boolean;
  columns: Partial<Record<ColumnRole, number>>;
}

/** What the person reads off the statement, because such files rarely say it. */
export interface Said {
  statement: string;
  account: string;
  currency: string;
  opening: string;
  closing: string;
}

const place = 'bank-mapping';

export function keptReading(text: string): Reading {
  const usual: Reading = { separator: likelySeparator(text), skip: 1, windows1251: false, dateForm: 'dd.mm.yyyy', decimalComma: false, columns: {} };
  try {
    const kept = JSON.parse(localStorage.getItem(place) ?? '{}') as Partial<Reading>;
    return separators.includes(kept.separator as Separator) ? { ...usual, ...kept } : usual;
  } catch {
    return usual; // what another version kept
  }
}

export const keepReading = (reading: Reading) => localStorage.setItem(place, JSON.stringify(reading));

/** Gives a column its role; a role stands at one column, and a column has one role. */
export function assign({ columns, ...reading }: Reading, column: number, role: ColumnRole | ''): Reading {
  const others = Object.entries(columns).filter(([each, at]) => at !== column && each !== role);
  return { ...reading, columns: Object.fromEntries(role ? [...others, [role, column]] : others) };
}

export const roleOf = ({ columns }: Reading, column: number): ColumnRole | '' => roles.find((role) => columns[role] === column) ?? '';

/** What the file cannot be read without: a day, and an amount or both of its sides. */
export function lacking({ columns }: Reading): ColumnRole[] {
  const sides = (['credit', 'debit'] as const).filter((role) => !columns[role]);
  const amounts: ColumnRole[] = columns.amount ? [] : sides.length === 2 ? ['amount'] : sides;
  return [...(columns.booked ? [] : (['booked'] as const)), ...amounts];
}

/** A balance as the server takes it: with a point, in western digits, without what groups thousands. */
function balance(typed: string): string {
  const plain = typed.replace(/[\s\u066c'’\u202f]/g, '').replace(/[.,](?=\d{3}(?:\D|$))(?=.*[.,٫]\d{1,2}$)/g, '');
  return westernNumber(plain);
}

export function toMapping({ columns, ...reading }: Reading, said: Said): CSVMapping {
  const { amount, ...rest } = columns;
  const sides = rest.credit && rest.debit;
  return { ...reading, ...rest, ...(amount && !sides ? { amount } : {}), booked: columns.booked ?? 0, statement: said.statement.trim(), account: said.account, currency: said.currency, opening: balance(said.opening), closing: balance(said.closing) };
}

export const rowsToSkip = (typed: string) => Number(westernDigits(typed) || 0);
