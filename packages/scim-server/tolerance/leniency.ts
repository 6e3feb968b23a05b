/** The switches of one request, and how often each of them was needed. */
import type { ToleranceSwitch } from "./switches.ts";

const NOTHING: ReadonlyMap<ToleranceSwitch, number> = new Map();
const NO_COUNTS: Readonly<Record<string, number>> = {};

/** What one request is allowed, and the count of what it made use of. */
export class Leniency {
  readonly #on: ReadonlySet<ToleranceSwitch>;
  #counts: ReadonlyMap<ToleranceSwitch, number> = NOTHING;

  constructor(on: ReadonlySet<ToleranceSwitch>) {
    this.#on = on;
  }

  /** True when the switch is on; nothing is counted. */
  has(name: ToleranceSwitch): boolean {
    return this.#on.has(name);
  }

  /** True when the switch is on, and then counts that it was needed. */
  use(name: ToleranceSwitch): boolean {
    if (!this.#on.has(name)) return false;
    this.#counts = new Map(this.#counts).set(name, (this.#counts.get(name) ?? 0) + 1);
    return true;
  }

  /** The function, which may then run several times and counts once: a run forgets what the one before it counted. */
  countOnce<Argument, Result>(run: (argument: Argument) => Result): (argument: Argument) => Result {
    const before = this.#counts;
    return (argument) => {
      this.#counts = before;
      return run(argument);
    };
  }

  /** How often each switch was needed so far; switches that were not are left out. */
  get counts(): Readonly<Record<string, number>> {
    return this.#counts.size === 0 ? NO_COUNTS : Object.fromEntries(this.#counts);
  }
}
