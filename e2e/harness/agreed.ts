/** A deal made over the API as far as a journey needs it: what another journey clicks through is not clicked through twice. */
import { readFileSync } from 'node:fs';
import { expect, type APIRequestContext, type Page } from '@playwright/test';
import { Bank } from './bank';
import { headers } from './people';
import type { Surety } from './surety';

export interface Seen {
  id: string;
  version: number;
  current: { version: number; terms: object };
  papers: { version: number; kind: string; digest: string }[];
  progress: { id: string; reference: string; charge: { priceMinor: number } }[];
}

export interface Part {
  title: string;
  amountMinor: number;
}

const due = () => new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);

/** Asks the server as the person of the page, and expects it to agree. */
export class Asks {
  constructor(
    private readonly api: APIRequestContext,
    private readonly surety: Surety,
  ) {}

  async get<T>(path: string): Promise<T> {
    return (await (await this.api.get(`/api/v1${path}`)).json()) as T;
  }

  async send<T>(method: 'POST' | 'PUT', path: string, data: object, version?: number): Promise<T> {
    const more: Record<string, string> = version === undefined ? {} : { 'If-Match': `"${version}"` };
    const answer = await this.api.fetch(`/api/v1${path}`, { method, headers: { ...headers(this.surety.url), ...more }, data });
    expect(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`).toBe(true);
    return answer.status() === 204 ? (undefined as T) : ((await answer.json()) as T);
  }

  /** Does something to a deal as it is now. */
  async act(deal: string, way: string, data: object = {}): Promise<Seen> {
    const { version } = await this.get<Seen>(`/deals/${deal}`);
    return this.send('POST', `/deals/${deal}/${way}`, data, version);
  }
}

/** A request of the client. */
export async function asked(client: Asks, subject: string): Promise<string> {
  const found = await client.get<{ items?: { id: string }[] } & { id: string }[]>('/departments');
  const { id } = await client.send<{ id: string }>('POST', '/tickets', { subject, text: subject, department: (found.items ?? found)[0]?.id });
  return id;
}

/** A deal on a new request that both have signed. */
export async function signed(client: Asks, specialist: Asks, helper: string, language: string, title: string, parts: Part[]): Promise<string> {
  const ticket = await asked(client, title);
  await client.send('POST', `/tickets/${ticket}/invitations`, { specialist: helper });
  const milestones = parts.map((part) => ({ ...part, description: '', due: due() }));
  const terms = { title, currency: 'EUR', milestones, feeBasisPoints: 0, taxes: [], rounds: 1, silenceDays: 14, warrantyDays: 30, notIncluded: [], language, secrets: [], secretDays: 365, licence: 'transfer', guarantee: false };
  const { id } = await specialist.send<Seen>('POST', `/tickets/${ticket}/deals`, terms);
  await specialist.act(id, 'offers', terms);
  await client.act(id, 'accept', { version: 1 });
  for (const side of [client, specialist]) await sign(side, id);
  return id;
}

/** Signs what is accepted. */
export async function sign(side: Asks, deal: string): Promise<Seen> {
  const { current, papers } = await side.get<Seen>(`/deals/${deal}`);
  const digest = (kind: string) => papers.find((paper) => paper.version === current.version && paper.kind === kind)?.digest;
  return side.act(deal, 'sign', { version: current.version, contract: digest('contract'), nda: digest('nda') });
}

/** The bank reports the money of the first milestone, and it is held. */
export async function funded(client: Asks, banker: Page, surety: Surety, deal: string): Promise<void> {
  const { progress } = await client.get<Seen>(`/deals/${deal}`);
  await reports(banker, surety, { minor: progress[0]?.charge.priceMinor ?? 0, words: progress[0]?.reference ?? '' });
  await expect.poll(async () => (await client.get<{ progress: { state: string }[] }>(`/deals/${deal}`)).progress[0]?.state).toBe('funded');
}

/** One bank for each server: its statements follow one another. */
const banks = new WeakMap<Surety, Bank>();

/** A statement of one movement, brought in. */
export async function reports(banker: Page, surety: Surety, movement: { minor: number; words?: string; endToEnd?: string }): Promise<void> {
  const bank = banks.get(surety) ?? (await Bank.of(banker.request));
  banks.set(surety, bank);
  const file = bank.statement([{ name: 'Somebody', ...movement }]);
  const answer = await banker.request.post('/api/v1/bank/statements?format=camt053', { headers: { ...headers(surety.url), 'Content-Type': 'application/xml' }, data: readFileSync(file) });
  expect(answer.status(), await answer.text()).toBe(201);
}
