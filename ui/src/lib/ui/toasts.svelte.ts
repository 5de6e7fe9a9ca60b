export type ToastLook = 'info' | 'good' | 'danger';
export interface Toast {
  id: number;
  look: ToastLook;
  text: string;
  /** A way back: “Undo”. */
  action?: { label: string; run: () => void };
}

const shownMs = 6_000;
let lastId = 0;

class Toasts {
  all = $state<Toast[]>([]);

  /** Says something in passing. What went wrong stays until it is closed. */
  say(text: string, look: ToastLook = 'info', action?: Toast['action']): void {
    const id = ++lastId;
    this.all = [...this.all.slice(-2), { id, text, look, action }];
    if (look !== 'danger') setTimeout(() => this.close(id), shownMs);
  }

  close(id: number): void {
    this.all = this.all.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
