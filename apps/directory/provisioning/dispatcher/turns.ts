/**
 * Turns at an app. One claim leases more people than may be worked on at once: all are loaded and decided together, and each waits for its
 * turn before its first request. So the app is asked by as many at once as its limit allows, and is never waited for by the database.
 */
import type { Clock } from "@lockstep/ports";
import { RunStopped } from "../pace-requests.ts";

/** The state of who waited is never older than this when it is sent. A notice of a change or a pause outdates it at once. */
const FRESH_MS = 5_000;

/** The turn has come, but the run's state was read too long ago: it is to be read anew, and the turn stays. Nothing was sent. */
export class RunOutdated extends Error {
  override readonly name = "RunOutdated";
}

/** One subject's turn at its app. */
export interface Turn {
  /** The subject is about to be read. */
  read(): void;
  /** Waits until the app may be asked. Rejects with `RunOutdated`, or with `RunStopped` when the subject is to be given back. */
  begin(): Promise<void>;
  /** Whether a request may have left. */
  hasBegun(): boolean;
  /** The app is not asked any more: the next one may. */
  end(): void;
  /** As `end`, when what the app answered concerns the others: nobody is let go any more. */
  endForAll(): void;
  /** The run is over and recorded: ends what was not ended, and after `endForAll` gives the others back. */
  leave(): void;
}

interface Waiting {
  readonly go: () => void;
  readonly giveBack: () => void;
}

/** The turns of those whom one claim leased in one app. */
export class Turns {
  readonly atOnce: number;
  readonly #clock: Clock;
  readonly #waiting = new Set<Waiting>();
  #leased: number;
  #taken = 0;
  /** How often the states of those who wait were outdated. */
  #notices = 0;
  /** Nobody waits any more: whoever may not begin at once is given back. */
  #isEnding = false;
  /** Nobody begins any more. */
  #isClosed = false;

  /** For `leased` subjects, of whom `atOnce` may ask the app at once. */
  constructor(clock: Clock, { leased, atOnce }: { readonly leased: number; readonly atOnce: number }) {
    this.#clock = clock;
    this.#leased = leased;
    this.atOnce = atOnce;
  }

  /** How many places of the app these subjects take: the count of `lease_at_once` in the claim. */
  get places(): number {
    return Math.min(this.atOnce, this.#leased);
  }

  /** Something changed: whoever waits has to be read anew. */
  outdate(): void {
    this.#notices += 1;
  }

  /** Gives back everybody who waits; who has begun goes on. */
  endWaiting(): void {
    this.#isEnding = true;
    for (const waiting of [...this.#waiting]) waiting.giveBack();
  }

  /** A run has ended. Returns whether a place became free. */
  leave(): boolean {
    const before = this.places;
    this.#leased -= 1;
    return this.places < before;
  }

  /** The turn of a subject whose lease surely holds when `isHeld` says so; `signal` ends its waiting. */
  of(signal: AbortSignal, isHeld: () => Promise<boolean>): Turn {
    let readAt = this.#clock.now();
    let notices = this.#notices;
    let state: "waits" | "begun" | "ended" = "waits";
    let isForAll = false;
    const end = () => {
      if (state === "begun") this.#passOn();
      state = "ended";
    };
    return {
      read: () => {
        readAt = this.#clock.now();
        notices = this.#notices;
      },
      begin: async () => {
        if (state !== "waits") return;
        const hasWaited = await this.#take(signal);
        // Meanwhile an answer may have come that concerns all.
        if (!(await isHeld()) || this.#isClosed || signal.aborted) {
          this.#passOn();
          throw stopped();
        }
        state = "begun";
        const isOld = notices !== this.#notices || this.#clock.now() - readAt > FRESH_MS;
        if (hasWaited && isOld) throw new RunOutdated("The subject is to be read anew.");
      },
      hasBegun: () => state !== "waits",
      end,
      endForAll: () => {
        isForAll = true;
        this.#isClosed = true;
        end();
      },
      leave: () => {
        end();
        if (isForAll) this.endWaiting();
      },
    };
  }

  /** Resolves to whether it had to wait. */
  async #take(signal: AbortSignal): Promise<boolean> {
    if (this.#isClosed || signal.aborted) throw stopped();
    if (this.#taken < this.atOnce) {
      this.#taken += 1;
      return false;
    }
    if (this.#isEnding) throw stopped();
    await new Promise<void>((resolve, reject) => {
      const leave = () => {
        this.#waiting.delete(waiting);
        signal.removeEventListener("abort", waiting.giveBack);
      };
      const waiting: Waiting = {
        go: () => {
          leave();
          resolve();
        },
        giveBack: () => {
          leave();
          reject(stopped());
        },
      };
      this.#waiting.add(waiting);
      signal.addEventListener("abort", waiting.giveBack, { once: true });
    });
    return true;
  }

  /** Hands a turn to the one who waits longest. */
  #passOn(): void {
    const [next] = this.#waiting;
    if (next === undefined || this.#isClosed) this.#taken -= 1;
    else next.go();
  }
}

function stopped(): RunStopped {
  return new RunStopped("The run was given back before it asked the app.");
}
