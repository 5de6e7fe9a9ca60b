import type { DepartmentField } from '$lib/api';

export const kinds = ['text', 'number', 'choice', 'date', 'yes_no'] as const;

/** A key as the server wants it, from the English label if there is one; never one that is taken. */
export function keyFor(label: string, taken: readonly string[]): string {
  const plain = label.toLowerCase().normalize('NFKD').replace(/[^a-z0-9]+/g, '_').replace(/^[^a-z]+|_+$/g, '').slice(0, 36);
  const base = plain || 'field';
  if (plain && !taken.includes(base)) return base;
  for (let i = plain ? 2 : 1; ; i++) if (!taken.includes(`${base}_${i}`)) return `${base}_${i}`;
}

export const newField = (): DepartmentField => ({ key: '', label: {}, kind: 'text', required: false, visibleToClient: true, choices: [] });

/** Fields as the server takes them: each with a key, and choices only where one chooses. */
export function toFields(fields: readonly DepartmentField[]): DepartmentField[] {
  const taken = fields.map(({ key }) => key).filter(Boolean);
  return fields.map((field) => {
    const key = field.key || keyFor(field.label['en'] ?? '', taken);
    if (!field.key) taken.push(key);
    const choices = (field.choices ?? []).map((choice) => choice.trim()).filter(Boolean);
    if (field.kind !== 'choice') return { ...field, key, choices: undefined, choiceLabels: undefined };
    const labels = Object.entries(field.choiceLabels ?? {}).filter(([choice]) => choices.includes(choice));
    return { ...field, key, choices, choiceLabels: Object.fromEntries(labels) };
  });
}

/** The same list with one row moved. */
export function moved<T>(rows: readonly T[], from: number, by: 1 | -1): T[] {
  const next = [...rows];
  const [row] = next.splice(from, 1);
  if (row !== undefined) next.splice(from + by, 0, row);
  return next;
}
