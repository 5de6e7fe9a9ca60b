import { format, reader } from '$lib/i18n';

const part = (zone: string, style: 'longGeneric' | 'shortOffset', locale: string, at: Date) =>
  new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: style }).formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';

const minutes = (offset: string) => {
  const [, sign, hours = '0', rest = '0'] = /([+−-])(\d+)(?::(\d+))?/.exec(offset) ?? [];
  return (sign === '+' ? 1 : -1) * (Number(hours) * 60 + Number(rest));
};

/** Every time zone the browser knows, named in the reader's language, from west to east. */
export function timeZones(current: string, at = new Date()): { value: string; label: string }[] {
  const zones = new Set([current, 'UTC', ...Intl.supportedValuesOf('timeZone')].filter(Boolean));
  return [...zones]
    .map((value) => ({ value, shift: minutes(part(value, 'shortOffset', 'en', at)), name: part(value, 'longGeneric', reader.locale, at) }))
    .sort((a, b) => a.shift - b.shift || format.compare(a.name, b.name))
    .map(({ value, name }) => ({ value, label: `${name} · ${value.replace(/_/g, ' ')}` }));
}
