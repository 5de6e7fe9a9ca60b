/** A page for e2e/journeys/far.spec.ts: the worker, a terminal and files, against a client's end on this machine. */
import { mount } from 'svelte';
import { Far, FarFault } from '../far';
import type { Joined } from '../far';
import Screen from '../Screen.svelte';
import Terminal from '../Terminal.svelte';
import { startWorker } from '../worker';
import './check.css';

const say = (id: string, text: string) => {
  const line = document.createElement('p');
  line.id = id;
  line.textContent = text;
  document.body.append(line);
};

async function join(pin: string): Promise<Joined> {
  const answer = await fetch('/join', { method: 'POST', body: pin });
  if (!answer.ok) throw new FarFault('session_not_ready');
  return (await answer.json()) as Joined;
}

const far = await Far.open(startWorker(), { channel: '/far', join, line: (lane, there) => say('line', `${lane} ${there}`), ended: (code) => say('ended', code) });
say('words', far.words.join(' '));
Object.assign(globalThis, { far });
const room = document.createElement('div');
room.className = 'room';
document.body.append(room);
if (location.hash === '#screen') mount(Screen, { target: room, props: { far, power: 'screen.view', label: 'Screen', gone: (code: string) => say('gone', code) } });
else {
  mount(Terminal, {
    target: room,
    props: {
      far,
      power: 'terminal.type',
      label: 'Terminal',
      opened: (stream: number) => say('opened', `${stream}`),
      again: () => say('again', ''),
      exit: (code: number) => say('exit', `${code}`),
      gone: (code: string) => say('gone', code),
    },
  });
}
