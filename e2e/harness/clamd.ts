/** A real clamd, Debian's, on a socket of its own, with one signature that is written here. Nothing is downloaded. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onLeaving } from './leave';

/** The file that stands for malware in tests (eicar.org), put together here so that no scanner takes this source for it. */
export const eicar = 'X5O!P%@AP[4\\PZX54(P^)7CC)7}$' + 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!' + '$H+H*';

export class Clamd {
  private readonly dir = mkdtempSync(join(tmpdir(), 'clam-'));
  private readonly socket = join(this.dir, 'socket');
  private process?: ChildProcess;

  /** As the setting clamd wants it. */
  readonly address = `unix:${this.socket}`;

  constructor() {
    for (const name of ['db', 'tmp']) mkdirSync(join(this.dir, name));
    writeFileSync(join(this.dir, 'db', 'test.ndb'), `Surety.Eicar:0:*:${Buffer.from(eicar).toString('hex')}\n`);
    const lines = [`LocalSocket ${this.socket}`, `DatabaseDirectory ${this.dir}/db`, `TemporaryDirectory ${this.dir}/tmp`, 'Foreground yes', 'User root', 'AlertExceedsMax yes'];
    writeFileSync(join(this.dir, 'clamd.conf'), lines.join('\n') + '\n');
  }

  /** Starts it and waits until it takes connections. */
  async run(): Promise<void> {
    const program = existsSync('/usr/sbin/clamd') ? '/usr/sbin/clamd' : 'clamd';
    this.process = spawn(program, ['-c', join(this.dir, 'clamd.conf')], { stdio: 'ignore' });
    onLeaving(() => this.process?.kill('SIGKILL'));
    const end = Date.now() + 60_000;
    while (!(await answers(this.socket))) {
      if (Date.now() > end || this.process.exitCode !== null) throw new Error('clamd does not answer');
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  /** Ends it without a word. */
  kill(): void {
    this.process?.kill('SIGKILL');
    rmSync(this.socket, { force: true });
  }

  remove(): void {
    this.kill();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

function answers(path: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(path);
    socket.on('connect', () => (socket.destroy(), done(true)));
    socket.on('error', () => done(false));
  });
}
