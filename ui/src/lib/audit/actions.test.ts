import { expect, test } from 'vitest';
import rules from '../../../../docs/access.md?raw';
import { allLanguages } from '$lib/i18n';
import { actions } from './actions';

const codes = [...new Set([...rules.matchAll(/`([a-z_]+\.[a-z_]+)`/g)].map(([, code]) => code ?? ''))].filter((code) => /^(ticket|sensitive|file|own|bank|call|complaint|deal|dispute|review|profile|evidence|remote|retention|secret|assurance|follow_up|person|room|honey|account)\./.test(code));

test('every action that a rule names has words in every language', async () => {
  expect(codes.length).toBeGreaterThan(60);
  for (const language of allLanguages) {
    const { default: texts } = (await import(`../i18n/texts/${language}/record.ts`)) as { default: Record<string, unknown> };
    expect(codes.filter((code) => !texts[`action.${code}`]), language).toEqual([]);
    expect(actions.filter((code) => !texts[`action.${code}`]), language).toEqual([]);
  }
});
