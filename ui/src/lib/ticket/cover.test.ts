import { describe, expect, test } from 'vitest';
import { pieces } from './cover';

describe('pieces of a covered text', () => {
  test('are the whole text, cut at its marks', () => {
    const text = '😀 رمز: •••• و 411111••••1111';
    const from = [...text].indexOf('•');
    const marks = [
      { n: 0, kind: 'password' as const, from, to: from + 4 },
      { n: 1, kind: 'card' as const, from: [...text].indexOf('4'), to: [...text].length },
    ];
    expect(pieces(text, marks)).toEqual([{ shown: '😀 رمز: ' }, { shown: '••••', mark: marks[0] }, { shown: ' و ' }, { shown: '411111••••1111', mark: marks[1] }]);
  });

  test('without marks are one', () => expect(pieces('text', [])).toEqual([{ shown: 'text' }]));
});
