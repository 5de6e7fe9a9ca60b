import { expect, test } from 'vitest';
import { likelyForm } from './statement';

test.each([
  ['<?xml version="1.0"?><Document>', 'camt053'],
  ['\uFEFF\n<Document>', 'camt053'],
  ['{1:F01COBADEFF}{2:I940}{4:\n:20:START', 'mt940'],
  [':20:START\n:25:12/34', 'mt940'],
  ['Datum;Betrag\n', 'csv'],
  ['', 'csv'],
])('%j is %s', (text, form) => expect(likelyForm(text)).toBe(form));
