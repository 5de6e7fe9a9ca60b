import { expect, test } from 'vitest';
import { matching, type Command } from './commands';

const command = (label: string, also?: string): Command => ({ id: label, label, also, run: () => undefined });
const commands = [command('Open the record'), command('Record a note', 'write'), command('بازگشت به کارها'), command('Ещё заявки')];
const labels = (query: string) => matching(commands, query).map((found) => found.label);

test('nothing typed shows all', () => expect(labels(' ')).toHaveLength(4));
test('what begins with the word comes first', () => expect(labels('rec')).toEqual(['Record a note', 'Open the record']));
test('every word must be there, also among the other words', () => expect(labels('write note')).toEqual(['Record a note']));
test('Arabic kaf and yeh find Persian ones', () => expect(labels('كار')).toEqual(['بازگشت به کارها']));
test('е finds ё', () => expect(labels('еще')).toEqual(['Ещё заявки']));
