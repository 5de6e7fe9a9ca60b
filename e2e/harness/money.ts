/** The bank: what arrives is told by a camt.053 of one movement, and what leaves is read from a pain.001. */
import { expect, type APIRequestContext, type Page } from '@playwright/test';
import { headers } from './people';
import type { Surety } from './surety';

interface Statement { account: string; currency: string; closingMinor: number }

const amount = (minor: number) => (minor / 100).toFixed(2);

function camt({ account, currency, closingMinor }: Statement, minor: number, words: string, endToEnd: string): string {
  const day = new Date().toISOString().slice(0, 10);
  const balance = (code: string, at: number) => `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="${currency}">${amount(at)}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>${day}</Dt></Dt></Bal>`;
  const entry = `<Ntry><Amt Ccy="${currency}">${amount(Math.abs(minor))}</Amt><CdtDbtInd>${minor < 0 ? 'DBIT' : 'CRDT'}</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>${day}</Dt></BookgDt><NtryDtls><TxDtls><Refs><EndToEndId>${endToEnd}</EndToEndId></Refs><RmtInf><Ustrd>${words}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>`;
  return `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>J${process.hrtime.bigint()}</Id><Acct><Id><IBAN>${account}</IBAN></Id><Ccy>${currency}</Ccy></Acct>${balance('OPBD', closingMinor)}${balance('CLBD', closingMinor + minor)}${entry}</Stmt></BkToCstmrStmt></Document>`;
}

/** Imports a statement with one movement, as the bank desk does. */
export async function moves(banker: Page, surety: Surety, minor: number, words: string, endToEnd = 'NOTPROVIDED'): Promise<void> {
  const api: APIRequestContext = banker.request;
  const { items } = (await (await api.get('/api/v1/bank/statements')).json()) as { items: Statement[] };
  const answer = await api.post('/api/v1/bank/statements?format=camt053', { headers: { ...headers(surety.url), 'Content-Type': 'application/xml' }, data: camt(items[0] as Statement, minor, words, endToEnd) });
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
