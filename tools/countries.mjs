#!/usr/bin/env node
// Writes internal/mail/words/countries.json: the names of countries in our languages, as Unicode's CLDR has them and as
// browsers show them. Run it when a country is renamed; the answer depends on the CLDR inside this Node.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const names = Object.fromEntries(['en', 'ru', 'fa', 'zh'].map((l) => [l, new Intl.DisplayNames(l, { type: 'region', fallback: 'none' })]));
// What CLDR names besides the codes that ISO 3166-1 assigns; XK stays, because databases use it.
const other = new Set(['AC', 'CP', 'CQ', 'DG', 'EA', 'EU', 'EZ', 'IC', 'QO', 'TA', 'UN', 'XA', 'XB', 'ZZ']);
const codes = letters.flatMap((a) => letters.map((b) => a + b));
const current = codes.filter((c) => names.en.of(c) && !other.has(c) && new Intl.Locale(`und-${c}`).region === c);

const lines = current.map((c) => {
  const of = Object.entries(names).map(([l, n]) => `${JSON.stringify(l)}: ${JSON.stringify(n.of(c))}`);
  return `  ${JSON.stringify(c)}: { ${of.join(', ')} }`;
});
writeFileSync(join(import.meta.dirname, '../internal/mail/words/countries.json'), `{\n${lines.join(',\n')}\n}\n`);
console.log(`${lines.length} countries from CLDR ${process.versions.cldr}`);
