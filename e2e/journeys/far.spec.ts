import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { scratch } from '../harness/scratch';

// The browser's end of a remote session: the real worker, through a real relay, to a real shell, under the app's own headers.
const root = new URL('../..', import.meta.url).pathname;
const folder = scratch('far');
let server: ChildProcess;
let address = '';

interface FarOnPage {
  fetch(at: { folder: number; path: string }): Promise<{ file: Blob; sha256: string }>;
  send(at: { folder: number; path: string }, file: Blob): Promise<string>;
  list(at: { folder: number; path: string }): Promise<{ name: string }[]>;
}
declare const far: FarOnPage;

test.beforeAll(async () => {
  execFileSync('tools/build-far', { cwd: root, stdio: 'inherit' });
  execFileSync('npx', ['--no-install', 'vite', 'build', '--config', 'far.check.config.ts', '--logLevel', 'warn'], { cwd: join(root, 'ui'), stdio: 'inherit' });
  const asProgram = { ...process.env, GOFLAGS: '-trimpath -buildvcs=false', CGO_ENABLED: '0' }; // so that what the program compiled is not compiled anew
  execFileSync('go', ['build', '-o', 'bin/far-servetest', './internal/far/servetest'], { cwd: root, stdio: 'inherit', env: asProgram });
  const env = { ...process.env, HOME: scratch('far-home'), SHELL: '/bin/bash' }; // what the tester's own shell does when it begins is not under test
  server = spawn('bin/far-servetest', ['.cache/far-check', folder], { cwd: root, stdio: ['pipe', 'pipe', 'inherit'], env });
  address = await new Promise<string>((found) => server.stdout!.once('data', (line: Buffer) => found(line.toString().trim())));
});

test.afterAll(() => {
  server.stdin!.end();
});

test('a shell is typed into, and shown without a refusal of the policy', async ({ page }) => {
  const refused: string[] = [];
  page.on('console', (m) => m.type() === 'error' && refused.push(m.text()));
  page.on('pageerror', (e) => refused.push(e.message));
  await page.goto(address);
  await expect(page.locator('#words')).toHaveText(/^(\S+ ){3}\S+$/);
  await expect(page.locator('#opened')).toBeAttached();
  const rows = page.locator('.xterm-rows');
  await page.keyboard.type('echo typed-$((40+2))\n');
  await expect(rows).toContainText('typed-42');

  // What would have the terminal answer by itself reaches neither the page nor the shell.
  await page.keyboard.type("printf '\\033[6n\\033[c\\033]52;c;c3RvbGVu\\007quiet\\n'; read -t 1 -n 1 answer; echo \"answer:<$answer>\"\n");
  await expect(rows).toContainText('answer:<>');

  // A paste is a person's action and goes as one.
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData('text/plain', 'echo pasted-$((1+1))');
    document.querySelector('.xterm-helper-textarea')!.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await page.keyboard.press('Enter');
  await expect(rows).toContainText('pasted-2');

  // The line breaks: the same shell is there again, with its picture.
  await page.keyboard.type('mine=kept; clear; echo ready\n');
  await expect(rows).toContainText('ready');
  await page.evaluate(() => fetch('/cut', { method: 'POST' }));
  await expect(page.locator('#line', { hasText: 'interactive false' })).toBeAttached();
  await expect(page.locator('#again')).toBeAttached();
  await expect(rows).toContainText('ready');
  await page.screenshot({ path: test.info().outputPath('terminal.png') });
  await page.keyboard.type('echo $mine-too; exit 3\n');
  await expect(rows).toContainText('kept-too');
  await expect(page.locator('#exit')).toHaveText('3');
  // The line was cut, and whoever asks before the client's end is back is told that it is not there yet.
  expect(refused.filter((text) => !/WebSocket|status of 409/.test(text))).toEqual([]);
});

test('files go both ways', async ({ page }) => {
  const body = Buffer.alloc(3 << 20, 'surety ');
  writeFileSync(join(folder, 'گزارش.txt'), body);
  await page.goto(address);
  await expect(page.locator('#opened')).toBeAttached();
  const got = await page.evaluate(async () => {
    const names = (await far.list({ folder: 0, path: '.' })).map(({ name }) => name);
    const { file, sha256 } = await far.fetch({ folder: 0, path: 'گزارش.txt' });
    return { names, size: file.size, sha256, sent: await far.send({ folder: 0, path: 'back' }, file) };
  });
  const want = createHash('sha256').update(body).digest('hex');
  expect(got).toEqual({ names: ['گزارش.txt'], size: body.length, sha256: want, sent: want });
  expect(readFileSync(join(folder, 'back')).equals(body)).toBe(true);
});

test('a screen is greeted', async ({ page }) => {
  const refused: string[] = [];
  page.on('console', (m) => m.type() === 'error' && refused.push(m.text()));
  await page.goto(`${address}/#screen`);
  await expect(page.locator('.room canvas')).toHaveAttribute('width', '64');
  expect(refused).toEqual([]);
});
