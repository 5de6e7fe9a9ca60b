/** What a worker still has to end or remove when it leaves, also when a journey breaks off. */
const tasks: (() => void)[] = [];
process.once('exit', () => tasks.forEach((task) => task()));

export function onLeaving(task: () => void): void {
  tasks.push(task);
}
