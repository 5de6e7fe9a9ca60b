/** A screen of the client's machine: TigerVNC's server, with one bright window that waits for a line. */
import { spawn, type ChildProcess } from 'node:child_process';
import type { Locator } from '@playwright/test';
import { onLeaving } from './leave';
import { environment, freePort } from './surety';

export class Desktop {
  private readonly processes: ChildProcess[] = [];
  /** Where its server listens. */
  address = '';

  /** Starts it. What is typed into the window goes to this file, and the window turns dark. */
  static async start(file: string): Promise<Desktop> {
    const d = new Desktop();
    onLeaving(() => d.stop());
    const port = await freePort();
    d.address = `127.0.0.1:${port}`;
    const server = d.run('Xtigervnc', ['-displayfd', '1', '-rfbport', `${port}`, '-interface', '127.0.0.1', '-SecurityTypes', 'None', '-geometry', '640x480', '-depth', '24']);
    const display = await new Promise<string>((found, failed) => {
      server.stdout?.once('data', (number: Buffer) => found(number.toString().trim()));
      server.once('exit', (code) => failed(new Error(`Xtigervnc ended with ${code}`)));
    });
    const waits = 'read -r line; printf %s "$line" > "$0"; printf "\\033[?5h"; exec sleep 600'; // DECSCNM: black and white change places
    d.run('xterm', ['-display', `:${display}`, '-geometry', '80x30+0+0', '-bg', 'white', '-fg', 'black', '-e', 'sh', '-c', waits, file]);
    return d;
  }

  private run(name: string, args: string[]): ChildProcess {
    const started = spawn(name, args, { env: environment(), stdio: ['ignore', 'pipe', 'ignore'] });
    this.processes.push(started);
    return started;
  }

  stop(): void {
    for (const each of this.processes.splice(0).reverse()) each.kill();
  }
}

/** How much of a picture of the screen is bright, of 1; no number while there is no picture. */
export function brightness(picture: Locator): Promise<number> {
  return picture.evaluate((canvas: HTMLCanvasElement) => {
    if (canvas.width === 0) return NaN;
    const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    let bright = 0;
    for (let i = 0; i < pixels.length; i += 4) if ((pixels[i] ?? 0) > 200 && (pixels[i + 1] ?? 0) > 200) bright++;
    return (4 * bright) / pixels.length;
  });
}
