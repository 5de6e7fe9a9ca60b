import '$lib/ui/base.css';
import { mount } from 'svelte';
import { begin, session } from '$lib/account/session.svelte';
import { need } from '$lib/i18n';
import { page, start } from '$lib/route';
import App from './App.svelte';
import { areas } from './routes';

/** Words for what was refused. Without them, as when nothing can be reached, there are plainer ones. */
const refusals = () => need('problem').catch(() => undefined);

/** Nothing shows before the language, the session and the first screen are known. What only may be needed comes after it. */
async function open(): Promise<void> {
  await start(areas, begin());
  if (page.refused || session.problem) await refusals();
  mount(App, { target: document.getElementById('app') ?? document.body });
  await refusals();
}

void open();
