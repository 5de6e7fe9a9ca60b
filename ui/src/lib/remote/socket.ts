/** A screen's bytes over a port of the worker, in the form of a WebSocket, which noVNC expects. */
export class PortSocket {
  binaryType = 'arraybuffer';
  protocol = '';
  readyState: 'open' | 'closed' = 'open';
  onopen: (() => void) | null = null;
  onclose: ((e: { code: number; reason: string }) => void) | null = null;
  onerror: (() => void) | null = null;
  #take: ((e: { data: ArrayBuffer }) => void) | null = null;

  constructor(readonly port: MessagePort) {
    port.onmessage = ({ data }: MessageEvent<ArrayBuffer | null>) => {
      if (data === null) {
        this.#closed();
        return;
      }
      const bytes = data.byteLength;
      this.#take?.({ data });
      port.postMessage(bytes); // taken: the worker sends no more than a little ahead
    };
  }

  get onmessage() {
    return this.#take;
  }

  /** Nothing is read before somebody listens. */
  set onmessage(take: ((e: { data: ArrayBuffer }) => void) | null) {
    this.#take = take;
    if (take) this.port.start();
  }

  send(data: ArrayBuffer | Uint8Array<ArrayBuffer>): void {
    if (this.readyState !== 'open') return;
    const copy = data instanceof ArrayBuffer ? data.slice(0) : data.slice().buffer; // what is given is used again
    this.port.postMessage(copy, [copy]);
  }

  close(): void {
    if (this.readyState !== 'open') return;
    this.port.postMessage(null);
    this.#closed();
  }

  #closed(): void {
    if (this.readyState !== 'open') return;
    this.readyState = 'closed';
    this.port.close();
    queueMicrotask(() => this.onclose?.({ code: 1000, reason: '' })); // noVNC is not yet waiting for it when it closes by itself
  }
}
