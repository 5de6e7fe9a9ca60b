/** The client's own machine: the real program in a terminal of its own, answered as a person would answer it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onLeaving } from './leave';
import { binary, environment } from './surety';

export class Assist {
  /** The client's home, with the folder that is kept and shared. */
  readonly home = mkdtempSync(join(tmpdir(), 'surety-assist-'));
  readonly folder = join(this.home, 'papers');
  private process?: ChildProcess;
  /** What the program showed since the last answer. */
  private shown = '';
  private all = '';

  constructor(files: Record<string, string>) {
    onLeaving(() => this.process?.kill());
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, name)), { recursive: true });
      writeFileSync(join(this.folder, name), text);
    }
  }

  /** Starts it with the line that the page shows. `script` gives it a terminal. */
  start(dial: string): void {
    this.shown = '';
    const command = `stty rows 45 cols 100; exec ${binary} assist --language en --insecure-loopback ${dial}`;
    const env = { ...environment(), HOME: this.home, XDG_CACHE_HOME: join(this.home, '.cache'), TERM: 'xterm-256color', SHELL: '/bin/sh' };
    this.process = spawn('script', ['-qfec', command, '/dev/null'], { env, stdio: ['pipe', 'pipe', 'inherit'] });
    this.process.stdout?.on('data', (piece: Buffer) => {
      this.shown += piece.toString();
      this.all += piece.toString();
    });
  }

  /** Waits until it asks this, and answers. */
  async answer(asks: RegExp, keys: string): Promise<void> {
    await this.says(asks);
    this.shown = '';
    this.process?.stdin?.write(keys);
  }

  async says(words: RegExp): Promise<void> {
    const end = Date.now() + 30_000;
    while (!words.test(this.shown)) {
      if (Date.now() > end || this.process?.exitCode != null) throw new Error(`assist did not say ${words}:\n${this.all.slice(-2000)}`);
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  /** Reads the warning to its end, keeps a copy of the folder, grants so many powers (those over the screen, if asked, that at this address), and agrees. */
  async agree(powers: number, keeps = true, screen = ''): Promise<void> {
    await this.answer(/1 {2}Nobody telephoned me/, '1');
    await this.answer(/This is the help I asked for/, '1');
    if (keeps) {
      await this.answer(/1 {2}Keep a copy of folders/, '1');
      await this.answer(/A folder to keep/, `${this.folder}\r`);
      await this.answer(/Another one\?/, '\r');
      await this.answer(/A second copy/, '\r');
    } else {
      await this.answer(/2 {2}Do without/, '2');
      await this.answer(/your own words/, 'I need no copy of this.\r');
    }
    const named = new Set<string>();
    for (let power = 0; power < powers; power++) await this.grants(named, screen);
    await this.answer(/1 {2}I agree/, '1');
  }

  /** Yes to one power; the first over files names the folder, the first over the screen its address. */
  private async grants(named: Set<string>, screen: string): Promise<void> {
    await this.says(/1 {2}Yes/);
    const over = /(take|put) files/.test(this.shown) ? 'files' : /(see|use) your screen/.test(this.shown) ? 'screen' : '';
    await this.answer(/1 {2}Yes/, '1');
    if (over === '' || named.has(over)) return;
    named.add(over);
    if (over === 'screen') return this.answer(/Which screen/, `${screen}\r`);
    await this.answer(/Which folder/, `${this.folder}\r`);
    await this.answer(/Another one\?/, '\r');
  }

  /** Puts back from the newest copy what is no longer as it was: all of it, or the one thing of this name. */
  async putBack(name?: string): Promise<void> {
    await this.answer(/Which one\? Its number/, '\r');
    await this.says(/1 {2}Put everything back/);
    const number = new RegExp(`(\\d+) {2}\\w[^\\n]*: [^\\n]*/${name}`).exec(this.shown)?.[1];
    await this.answer(/1 {2}Put everything back/, name ? '2' : '1');
    if (name) await this.answer(/Which one\? Its number/, `${number}\r`);
    await this.answer(/1 {2}Put it back now/, '1');
    await this.says(/Put back: /);
    await this.left();
  }

  /** The code it leaves with once somebody has read that it is over. */
  async left(): Promise<number | null> {
    await this.answer(/Enter {2}Leave/, '\r');
    const p = this.process;
    return p?.exitCode ?? new Promise((done) => p?.once('exit', done));
  }

  remove(): void {
    this.process?.kill();
    rmSync(this.home, { recursive: true, force: true });
  }
}
