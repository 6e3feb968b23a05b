/**
 * A process that may die or freeze at any moment. Whatever its code waits for (a store, the network, a timer) comes to it as an
 * event; a dead process gets nothing any more, a frozen one gets it when it thaws, while the rest of the world goes on.
 */
import type { Timers } from "@lockstep/ports";
import type { Scheduler } from "./scheduler.ts";

/** One life of one process. */
export class Process {
  readonly name: string;
  readonly #scheduler: Scheduler;
  #isAlive = true;
  #frozenUntil = 0;

  constructor(name: string, scheduler: Scheduler) {
    this.name = name;
    this.#scheduler = scheduler;
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Nothing of it runs from now on. What it has sent may still arrive. */
  kill(): void {
    this.#isAlive = false;
  }

  /** Nothing of it runs for so long; then everything that came meanwhile comes at once. */
  freeze(durationMs: number): void {
    this.#frozenUntil = this.#scheduler.now() + durationMs;
  }

  /** Runs code of the process now, or when it thaws; never when it is dead. */
  deliver(run: () => void): void {
    if (!this.#isAlive) return;
    const waitMs = this.#frozenUntil - this.#scheduler.now();
    if (waitMs > 0) {
      this.#scheduler.after(waitMs, () => this.deliver(run));
      return;
    }
    this.#scheduler.stir();
    run();
  }

  /** Timers that run in the process. */
  readonly timers: Timers = {
    after: (delayMs, work) => this.#scheduler.after(delayMs, () => this.deliver(work)),
    every: (periodMs, work) => {
      let callOff: () => void = () => undefined;
      const again = () => {
        callOff = this.#scheduler.after(periodMs, () => {
          if (!this.#isAlive) return;
          again();
          this.#deliverQuietly(work);
        });
      };
      again();
      return () => callOff();
    },
    timeout: (delayMs) => {
      const controller = new AbortController();
      const abort = () => controller.abort(new DOMException("The operation timed out.", "TimeoutError"));
      this.#scheduler.after(delayMs, () => this.#deliverQuietly(abort));
      return controller.signal;
    },
  };

  /** As `deliver`, for work that mostly does nothing: it stirs the scheduler by itself when it does. */
  #deliverQuietly(work: () => void): void {
    if (this.#isAlive && this.#frozenUntil <= this.#scheduler.now()) work();
    else this.deliver(work);
  }
}
