/** Runs the passes of group rules: woken by NOTIFY like the worker, one batch after the other. Any number of runners share a database. */
import type { Deps } from "./deps.ts";
import { WORK_CHANNEL } from "./domain/dirty.ts";
import { advanceRules } from "./domain/group-rules/run-passes.ts";

/** A running or stopped runner. */
export interface RuleRunner {
  /** Starts listening and working. Rejects when the database cannot be listened on. */
  start(): Promise<void>;
  /** Lets the batch end that runs, and stops listening. */
  stop(): Promise<void>;
}

/** A lost notice, and a batch that failed, cost no more than this. */
const SLEEP_MAX_MS = 30_000;
const SLEEP_AFTER_FAULT_MS = 2_000;

/** Creates a runner. It does nothing before `start`. */
export function createRuleRunner(deps: Deps): RuleRunner {
  return new Runner(deps);
}

class Runner implements RuleRunner {
  readonly #deps: Deps;
  #state: "stopped" | "idle" | "working" | "workAgain" = "stopped";
  #working: Promise<void> = Promise.resolve();
  #callOffSleep: (() => void) | undefined;
  #stopListening: (() => Promise<void>) | undefined;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async start(): Promise<void> {
    this.#stopListening = await this.#deps.database.listen(WORK_CHANNEL, () => this.#wake());
    this.#state = "idle";
    this.#wake();
  }

  async stop(): Promise<void> {
    this.#state = "stopped";
    this.#callOffSleep?.();
    await this.#working;
    await this.#stopListening?.();
    this.#stopListening = undefined;
  }

  #wake(): void {
    if (this.#state === "working") this.#state = "workAgain";
    if (this.#state !== "idle") return;
    this.#callOffSleep?.();
    this.#state = "working";
    this.#working = this.#work();
  }

  async #work(): Promise<void> {
    let sleepMs = SLEEP_MAX_MS;
    try {
      while (this.#isOn() && (await advanceRules(this.#deps)));
    } catch (error) {
      // The batch was rolled back: it is done again from the same cursor.
      sleepMs = SLEEP_AFTER_FAULT_MS;
      this.#deps.logger.error({ error: String(error) }, "A batch of a group rule failed");
    }
    if (!this.#isOn()) return;
    const again = this.#state === "workAgain" && sleepMs === SLEEP_MAX_MS;
    this.#state = "idle";
    if (again) this.#wake();
    else this.#callOffSleep = this.#deps.timers.after(sleepMs, () => this.#wake());
  }

  #isOn(): boolean {
    return this.#state !== "stopped";
  }
}
