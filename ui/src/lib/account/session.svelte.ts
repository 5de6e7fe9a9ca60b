/**
 * Who is signed in here. Loaded once before the first screen, replaced by every answer of the sign-in endpoints; the
 * reader's language, calendar, zone and theme follow from it.
 */
import { api, ask, asProblem, guard, type Area, type Problem, type Session } from '$lib/api';
import { choose, isLanguage, reader, rememberLanguage, speak, wishedLanguage, type Language } from '$lib/i18n';
import { live } from '$lib/live';
import { look } from '$lib/ui/theme.svelte';
import { stepUp } from './step-up.svelte';

const homes: [Area, string][] = [['desk', '/desk'], ['portal', '/portal'], ['bank', '/bank'], ['admin', '/admin'], ['record', '/record'], ['arbiter', '/disputes/desk']];

/** How long an answer may be behind the stream. */
const answerMs = 1_000;

/** Only a path of ours is followed after sign-in, never another site. */
export const safePath = (path: string | null | undefined) => (path && /^\/(?![/\\])/.test(path) ? path : undefined);

class SessionState {
  current = $state.raw<Session | undefined>(undefined);
  /** Why the session could not be loaded. */
  problem = $state.raw<Problem | undefined>(undefined);
  account = $derived(this.current?.account);
  installation = $derived(this.current?.installation);
  signedIn = $derived(this.current?.state === 'signed_in');
  offered = $derived<Language[]>(this.current?.installation.languages.filter(isLanguage) ?? []);

  /** Deals are made here. */
  deals = $derived(this.signedIn && this.current?.installation.mode !== 'desk');

  has(area: Area): boolean {
    return this.signedIn && (this.current?.areas?.includes(area) ?? false);
  }

  /** Where this person begins. */
  get home(): string {
    const home = homes.find(([area]) => this.has(area))?.[1] ?? '/me';
    return home === '/record' && this.account?.roles.includes('security') ? '/complaints/desk' : home;
  }

  /** Where to go now that the session says `state`. */
  next(wish?: string | null): string {
    if (this.current?.state === 'enrol') return '/enrol';
    if (!this.signedIn) return '/sign-in';
    return safePath(wish) ?? this.home;
  }

  async load(): Promise<void> {
    reader.language = wishedLanguage(); // names come in the language that is asked for
    try {
      await this.accept(await ask(api.GET('/session')));
      this.problem = undefined;
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  /** Takes over what the server says about us. */
  async accept(session: Session): Promise<void> {
    this.current = session;
    const account = session.account;
    reader.calendar = account?.calendar ?? 'auto';
    reader.timeZone = account?.timeZone || undefined;
    if (account && localStorage.getItem('theme') === null) look.set(account.theme);
    const asked = reader.language;
    const wished = wishedLanguage(account?.language, this.offered);
    if (wished !== asked || !reader.texts.common) await speak(wished);
    if (wished !== asked && account) this.current = await ask(api.GET('/session'));
    if (this.signedIn) live.start();
    else live.stop();
  }

  /** The reader's own choice: kept on this device and, when signed in, in the account. */
  async choose(choice: { language?: Language; theme?: 'auto' | 'light' | 'dark' }): Promise<void> {
    if (choice.language) {
      rememberLanguage(choice.language);
      await speak(choice.language);
    }
    if (choice.theme) look.set(choice.theme);
    if (this.signedIn) await ask(api.PATCH('/me', { body: choice }));
  }

  async signOut(): Promise<void> {
    await ask(api.POST('/sign-out'));
    this.forget();
  }

  /**
   * The stream says that its session is over. It may only have got a new token, as every new proof brings one, and the answer
   * that carries it may still be on its way: then the stream begins again, and nothing on the screen is lost.
   */
  async ended(): Promise<void> {
    const before = this.account?.id;
    await new Promise((resolve) => setTimeout(resolve, answerMs));
    await this.load();
    if (this.signedIn && this.account?.id === before) this.listenAnew();
    else if (!this.problem) this.forget(location.pathname + location.search);
  }

  private listenAnew(): void {
    live.stop();
    live.start();
  }

  /** Nothing of the last person may stay in memory: the page is loaded anew. */
  forget(next?: string): void {
    live.stop();
    location.assign(next ? `/sign-in?next=${encodeURIComponent(next)}` : '/sign-in');
  }
}

export const session = new SessionState();

/** Begins the app: texts for the likeliest language come while the session is asked for. */
export async function begin(): Promise<void> {
  guard({ stepUp: () => stepUp.ask(), signedOut: () => session.signedIn && session.forget(location.pathname + location.search) });
  live.on('session', () => void session.ended());
  await Promise.all([speak(choose([wishedLanguage()])), session.load()]);
  const wished = wishedLanguage(session.account?.language, session.offered.length > 0 ? session.offered : undefined);
  if (wished !== reader.language) await speak(wished);
}
