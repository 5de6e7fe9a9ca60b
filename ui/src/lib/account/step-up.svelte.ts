/** Asks for a fresh proof before something sensitive. Several requests that wait share one dialog. */
class StepUp {
  open = $state(false);
  #waiting: Promise<boolean> | undefined;
  #answer: ((proved: boolean) => void) | undefined;

  ask(): Promise<boolean> {
    this.open = true;
    this.#waiting ??= new Promise((resolve) => (this.#answer = resolve));
    return this.#waiting;
  }

  finish(proved: boolean): void {
    this.open = false;
    this.#answer?.(proved);
    this.#waiting = undefined;
    this.#answer = undefined;
  }
}

export const stepUp = new StepUp();
