/** The terms as one writes them: boxes that may still be empty, until they are terms. */
import type { Licence, Terms } from '$lib/api';
import type { Language } from '$lib/i18n';

export interface MilestoneRow { key: number; id?: string; title: string; description: string; amountMinor?: number; due: string }
export interface TaxRow { key: number; label: string; basisPoints?: number; added: boolean }
export interface SecretRow { key: number; what: string; who: string; until: string }
export interface LineRow { key: number; text: string }

let lastKey = 0;
const keyed = <T extends object>(row: T) => ({ key: ++lastKey, ...row });

/** Names written in a row: commas of every script, or lines. */
export const names = (text: string) => text.split(/[,،、，;؛\n]/).map((name) => name.trim()).filter(Boolean);

export class OfferForm {
  title = $state('');
  currency = $state('EUR');
  milestones = $state<MilestoneRow[]>([]);
  taxes = $state<TaxRow[]>([]);
  notIncluded = $state<LineRow[]>([]);
  secrets = $state<SecretRow[]>([]);
  rounds = $state<number | undefined>(2);
  silenceDays = $state<number | undefined>(14);
  warrantyDays = $state<number | undefined>(30);
  secretDays = $state<number | undefined>(1825);
  language = $state<Language>('en');
  secondLanguage = $state<Language | ''>('');
  licence = $state<Licence>('transfer');
  guarantee = $state(false);

  constructor(language: Language) {
    this.language = language;
    this.addMilestone();
  }

  addMilestone = () => void this.milestones.push(keyed({ title: '', description: '', due: '' }));
  addTax = () => void this.taxes.push(keyed({ label: '', added: true }));
  addSecret = () => void this.secrets.push(keyed({ what: '', who: '', until: '' }));
  addLine = () => void this.notIncluded.push(keyed({ text: '' }));

  /** Takes over terms that were kept or offered. */
  take(terms: Terms): void {
    const { title, currency, rounds, silenceDays, warrantyDays, secretDays, language, licence, guarantee } = terms;
    Object.assign(this, { title, currency, rounds, silenceDays, warrantyDays, secretDays, language, licence, guarantee, secondLanguage: terms.secondLanguage ?? '' });
    this.milestones = terms.milestones.map((one) => keyed(one));
    this.taxes = terms.taxes.map(keyed);
    this.notIncluded = terms.notIncluded.map((text) => keyed({ text }));
    this.secrets = terms.secrets.map(({ what, who, until }) => keyed({ what, who: who.join(', '), until: until ?? '' }));
  }

  /** The boxes that keep this from being terms. */
  missing = $derived.by(() => {
    const found = new Set<string>();
    if (!this.title.trim()) found.add('title');
    if (!/^[A-Z]{3}$/.test(this.currency)) found.add('currency');
    for (const { key, title, amountMinor, due } of this.milestones) {
      if (!title.trim()) found.add(`title${key}`);
      if (!amountMinor) found.add(`amount${key}`);
      if (!due) found.add(`due${key}`);
    }
    for (const { key, label, basisPoints } of this.taxes) if (!label.trim() || !basisPoints) found.add(`tax${key}`);
    for (const { key, what } of this.secrets) if (!what.trim()) found.add(`secret${key}`);
    for (const name of ['rounds', 'silenceDays', 'warrantyDays', 'secretDays'] as const) if (this[name] === undefined) found.add(name);
    if (this.milestones.length === 0) found.add('milestones');
    return found;
  });

  /** The terms, once nothing is missing. */
  terms = $derived.by<Terms | undefined>(() => {
    if (this.missing.size > 0) return undefined;
    return {
      title: this.title.trim(),
      currency: this.currency,
      milestones: this.milestones.map(({ id, title, description, amountMinor, due }) => ({ id: id ?? '', title: title.trim(), description, amountMinor: amountMinor ?? 0, due })),
      feeBasisPoints: 0,
      taxes: this.taxes.map(({ label, basisPoints, added }) => ({ label: label.trim(), basisPoints: basisPoints ?? 0, added })),
      rounds: this.rounds ?? 0,
      silenceDays: this.silenceDays ?? 0,
      warrantyDays: this.warrantyDays ?? 0,
      notIncluded: this.notIncluded.map(({ text }) => text.trim()).filter(Boolean),
      language: this.language,
      ...(this.secondLanguage && this.secondLanguage !== this.language && { secondLanguage: this.secondLanguage }),
      secrets: this.secrets.map(({ what, who, until }) => ({ what: what.trim(), who: names(who), ...(until && { until }) })),
      secretDays: this.secretDays ?? 0,
      licence: this.licence,
      guarantee: this.guarantee,
    };
  });
}
