/** The real binary, on a data directory and a port of its own. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onLeaving } from './leave';

export const binary = process.env.SURETY_TEST_BINARY ?? resolve(import.meta.dirname, '../../bin/surety');

export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

export class Surety {
  readonly home = mkdtempSync(join(tmpdir(), 'surety-e2e-'));
  readonly data = join(this.home, 'data');
  /** By name, because a passkey cannot belong to a bare address. */
  url = '';
  private process?: ChildProcess;
  private said = '';
  private args: string[] = [];

  /** Starts on an empty directory, or on a copy of the demo world, with more settings if need be. */
  static async start(kind: 'empty' | 'demo', ...more: string[]): Promise<Surety> {
    return Surety.over((s) => kind === 'demo' && cpSync(process.env.JOURNEYS_WORLD ?? '', s.home, { recursive: true }), kind === 'demo' ? ['demo', '--serve'] : ['serve'], ...more);
  }

  /** Serves what is put into its home first. */
  static async over(prepare: (s: Surety) => unknown, command: string[], ...more: string[]): Promise<Surety> {
    const s = new Surety();
    prepare(s);
    const port = await freePort();
    s.url = `http://localhost:${port}`;
    s.args = [...command, '--data', s.data, '--listen', `127.0.0.1:${port}`, '--url', s.url, ...more];
    onLeaving(() => s.process?.kill()); // when a journey breaks off before its end
    await s.serve();
    return s;
  }

  private async serve(): Promise<void> {
    this.process = spawn(binary, this.args, { env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
    this.process.stdout?.on('data', (chunk) => (this.said += chunk));
    this.process.stderr?.on('data', (chunk) => (this.said += chunk));
    await this.ready();
  }

  /** Ends and begins again, as after an update. */
  async restart(): Promise<void> {
    await this.stop();
    await this.serve();
  }

  /** All that the server has printed. */
  get output(): string {
    return this.said;
  }

  get pid(): number {
    return this.process?.pid ?? 0;
  }

  /** The one-time link that an empty installation prints. */
  get setupPath(): string {
    const path = this.said.match(/\/setup\/[A-Za-z0-9_-]+/)?.[0];
    if (!path) throw new Error(`no setup link among:\n${this.said}`);
    return path;
  }

  private async ready(): Promise<void> {
    const end = Date.now() + 60_000;
    while (Date.now() < end) {
      if (this.process?.exitCode != null) throw new Error(`surety ended with ${this.process.exitCode}:\n${this.said}`);
      const answer = await fetch(`${this.url}/readyz`).catch(() => undefined);
      if (answer?.ok) return;
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error(`surety did not become ready:\n${this.said}`);
  }

  /** Asks it to end and waits until it has. */
  async stop(): Promise<number | null> {
    const p = this.process;
    if (!p || p.exitCode !== null) return p?.exitCode ?? null;
    const ended = new Promise<number | null>((done) => p.once('exit', done));
    p.kill('SIGTERM');
    return ended;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.home, { recursive: true, force: true });
  }

  /** Runs another subcommand on the same data directory. */
  run(...args: string[]): Outcome {
    const r = spawnSync(binary, [...args, '--data', this.data], { encoding: 'utf8', env: environment() });
    return { code: r.status, stdout: r.stdout, stderr: r.stderr };
  }
}

/** Ours without settings of a Surety that may run here for real. */
export function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('SURETY_')));
}

/** A port that nothing listens on, below those that the kernel hands out by itself: nobody gets it before the server does, nor while that starts anew. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const probe = createServer();
    const free = await new Promise<boolean>((found) => probe.once('error', () => found(false)).listen(port, '127.0.0.1', () => found(true)));
    if (!free) continue;
    await new Promise((closed) => probe.close(closed));
    return port;
  }
  throw new Error('no port is free');
}
