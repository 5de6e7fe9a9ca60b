import { expect, test } from 'vitest';
import { firstRows, likelySeparator } from './csv';

test.each<[string, string, string[][]]>([
  ['a,b\r\nc,d', ',', [['a', 'b'], ['c', 'd']]],
  ['"a, ""b""",c\n', ',', [['a, "b"', 'c']]],
  ['"two\nlines";x', ';', [['two\nlines', 'x']]],
  ['a,b\n\n , \nc,d\ne,f', ',', [['a', 'b'], ['c', 'd']]],
  ['', ',', []],
  ['"never closed, a\nb', ',', [['never closed, a\nb']]],
  ['5" pipe,x', ',', [['5" pipe', 'x']]],
])('%j', (text, separator, rows) => expect(firstRows(text, separator, 2)).toEqual(rows));

test.each([
  ['Datum;Betrag\n20.03.2026;1,50', ';'],
  ['day,amount\n2026-03-20,1.50', ','],
  ['day\tamount', '\t'],
  ['', ','],
])('%j is cut by %j', (text, separator) => expect(likelySeparator(text)).toBe(separator));
