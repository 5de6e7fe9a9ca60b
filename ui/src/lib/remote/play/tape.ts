/** A recorded screen in the form of a WebSocket, which noVNC expects. What noVNC would tell a server goes nowhere. */
export class Tape {
  binaryType = 'arraybuffer';
  protocol = '';
  readyState: 'open' | 'closed' = 'open';
  onopen: (() => void) | null = null;
  onclose: ((e: { code: number; reason: string }) => void) | null = null;
  onerror: (() => void) | null = null;
  onmessage: ((e: { data: ArrayBuffer }) => void) | null = null;

  send = (): void => {};

  /** Shows some bytes, which may end anywhere. */
  play(bytes: Uint8Array): void {
    if (this.readyState === 'open' && bytes.length > 0) this.onmessage?.({ data: bytes.slice().buffer });
  }

  close(): void {
    if (this.readyState !== 'open') return;
    this.readyState = 'closed';
    queueMicrotask(() => this.onclose?.({ code: 1000, reason: '' })); // noVNC is not yet waiting for it
  }
}

/** How pixels are written: the one form that is recorded (RFC 6143, 7.4): 32 bits, red first. */
const pixels = [32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 0, 8, 16, 0, 0, 0];

/**
 * What a server without a password says before its first message (RFC 6143, 7.1 to 7.3), and an update of nothing. Each is a part of its own: noVNC
 * reads on when the next one comes, and leaves what lies behind a greeting for later.
 */
export function greeting(width: number, height: number): Uint8Array[] {
  const version = [...'RFB 003.008\n'].map((letter) => letter.charCodeAt(0));
  const side = (n: number) => [n >> 8, n & 255];
  const nothing = [0, 0, 0, 0];
  return [version, [1, 1], nothing, [...side(width), ...side(height), ...pixels, ...nothing], nothing].map((part) => Uint8Array.from(part));
}
