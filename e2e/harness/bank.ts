/** A bank: it writes statements of our account (camt.053), one after the other, and reads the files of payouts it is given (pain.001). */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, request, type APIRequestContext, type Page } from '@playwright/test';
import { headers, isClient, type Who, signIn } from './people';
import { scratch } from './scratch';
import type { Surety } from './surety';

export interface Movement {
  /** Above zero comes in. */
  minor: number;
  name: string;
  words?: string;
  endToEnd?: string;
}

/** An example's number, of nobody. */
const stranger = 'NL91ABNA0417164300';
const folder = scratch('bank');

export class Bank {
  private constructor(
    private readonly account: string,
    private balance: number,
  ) {}

  /** The bank of the first own account, as its newest statement left it. */
  static async of(desk: APIRequestContext): Promise<Bank> {
    const { accounts } = await (await desk.get('/api/v1/bank')).json();
    const { bankMinor } = await (await desk.get('/api/v1/bank/differences?currency=EUR')).json();
    return new Bank(accounts[0].account, bankMinor);
  }

  /** The path of a statement with these movements. */
  statement(movements: Movement[]): string {
    const path = join(folder, `${process.hrtime.bigint()}.xml`);
    writeFileSync(path, this.text(movements));
    return path;
  }

  /** A statement with these movements, as a bank writes it. */
  text(movements: Movement[]): string {
    const name = `J-${process.hrtime.bigint()}`;
    const opening = this.balance;
    this.balance += movements.reduce((sum, { minor }) => sum + minor, 0);
    return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>${name}</Id><Acct><Id><IBAN>${this.account}</IBAN></Id><Ccy>EUR</Ccy></Acct>
${balance('OPBD', opening)}${balance('CLBD', this.balance)}
${movements.map(entry).join('\n')}
</Stmt></BkToCstmrStmt></Document>`;
  }
}

const today = new Date().toISOString().slice(0, 10);
const amount = (minor: number) => `<Amt Ccy="EUR">${(Math.abs(minor) / 100).toFixed(2)}</Amt><CdtDbtInd>${minor < 0 ? 'DBIT' : 'CRDT'}</CdtDbtInd>`;
const balance = (code: string, minor: number) => `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp>${amount(minor)}<Dt><Dt>${today}</Dt></Dt></Bal>`;

function entry({ minor, name, words = '', endToEnd = 'NOTPROVIDED' }: Movement): string {
  const party = minor < 0 ? 'Cdtr' : 'Dbtr';
  return `<Ntry>${amount(minor)}<Sts>BOOK</Sts><BookgDt><Dt>${today}</Dt></BookgDt><NtryDtls><TxDtls><Refs><EndToEndId>${endToEnd}</EndToEndId></Refs>
<RltdPties><${party}><Nm>${name}</Nm></${party}><${party}Acct><Id><IBAN>${stranger}</IBAN></Id></${party}Acct></RltdPties><RmtInf><Ustrd>${words}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>`;
}

/** Brings in a statement of one movement, as the bank desk does. */
export async function moves(banker: Page, surety: Surety, minor: number, words: string, endToEnd = 'NOTPROVIDED'): Promise<void> {
  const data = (await Bank.of(banker.request)).text([{ minor, name: 'Somebody', words, endToEnd }]);
  const answer = await banker.request.post('/api/v1/bank/statements?format=camt053', { headers: { ...headers(surety.url), 'Content-Type': 'application/xml' }, data });
  expect(answer.status(), await answer.text()).toBe(201);
}

/** Orders all that is payable and reads the file for the bank: what is to be paid, and by which name. */
export async function orders(banker: Page, surety: Surety): Promise<{ minor: number; endToEnd: string }[]> {
  let id = '';
  await expect(async () => {
    const made = await banker.request.post('/api/v1/bank/batches', { headers: headers(surety.url), data: { currency: 'EUR' } });
    expect(made.status(), await made.text()).toBe(201);
    ({ id } = (await made.json()) as { id: string });
  }).toPass();
  const file = await (await banker.request.get(`/api/v1/bank/batches/${id}/file`)).text();
  const paid = [...file.matchAll(/<EndToEndId>([^<]+)<\/EndToEndId>.*?<InstdAmt Ccy="EUR">([\d.]+)<\/InstdAmt>/gs)];
  return paid.map(([, endToEnd = '', sum = '']) => ({ endToEnd, minor: Math.round(Number(sum) * 100) }));
}

/** What the payments of a file are called, which the bank passes on. */
export const paymentsOf = (file: string): string[] => [...file.matchAll(/<EndToEndId>([^<]+)<\/EndToEndId>/g)].map(([, id]) => id ?? '');

export interface Due {
  reference: string;
  minor: number;
  deal: string;
  client: Who;
}

/** What a client of the demo world still has to pay, as the client is told. */
export async function due(surety: Surety, people: Who[]): Promise<Due> {
  for (const who of people.filter(isClient)) {
    const { id } = who;
    const client = await request.newContext({ baseURL: surety.url, extraHTTPHeaders: headers(surety.url) });
    await signIn(client, id);
    const deals = (await (await client.get('/api/v1/deals')).json()).items as { id: string }[];
    for (const deal of deals) {
      const { progress } = (await (await client.get(`/api/v1/deals/${deal.id}`)).json()) as { progress: { reference?: string; charge: { priceMinor: number } }[] };
      const open = progress.find(({ reference }) => reference);
      if (open?.reference) return { reference: open.reference, minor: open.charge.priceMinor, deal: deal.id, client: who };
    }
    await client.dispose();
  }
  throw new Error('nobody in the demo world has to pay anything');
}
