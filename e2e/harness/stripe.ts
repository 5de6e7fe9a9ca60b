/** A Stripe of our own (internal/card/stripetest) beside a server that takes cards by it. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onLeaving } from './leave';
import { freePort, Surety } from './surety';

export class Stripe {
  private constructor(
    readonly surety: Surety,
    readonly address: string,
    private readonly process: ChildProcess,
    private readonly home: string,
  ) {}

  /** Both on a demo world; the provider delivers each event twice. */
  static async start(): Promise<Stripe> {
    const home = mkdtempSync(join(tmpdir(), 'surety-stripe-'));
    const program = join(home, 'stripetest');
    const built = spawnSync('go', ['build', '-o', program, './cmd/stripetest'], { cwd: resolve(import.meta.dirname, '../..'), encoding: 'utf8' });
    if (built.status !== 0) throw new Error(`the provider was not built:\n${built.stderr}`);
    const [key, secret] = [join(home, 'key'), join(home, 'secret')];
    writeFileSync(key, 'rk_test_fake\n');
    writeFileSync(secret, 'whsec_fake\n');
    const listen = `127.0.0.1:${await freePort()}`;
    const surety = await Surety.start('demo', '--stripe-key-file', key, '--stripe-webhook-secret-file', secret, '--stripe-url', `http://${listen}`);
    const child = spawn(program, ['--listen', listen, '--events', `${surety.url}/api/v1/card/events`], { stdio: 'inherit' });
    onLeaving(() => child.kill());
    return new Stripe(surety, `http://${listen}`, child, home);
  }

  async remove(): Promise<void> {
    this.process.kill();
    await this.surety.remove();
    rmSync(this.home, { recursive: true, force: true });
  }
}
