/** A process's way to a store: each call takes its time, may fail, and comes back only to a process that lives. */
import type { FaultPlan } from "./fault-plan.ts";
import type { Process } from "./process.ts";
import type { Scheduler } from "./scheduler.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { Trace } from "./trace.ts";

/** What the way is made of. */
export interface StoreCallParts {
  readonly process: Process;
  readonly scheduler: Scheduler;
  readonly random: SeededRandom;
  readonly trace: Trace;
  readonly plan: () => FaultPlan;
  /** Told of each fault that struck. */
  readonly onFault: () => void;
}

/** One call: `work` takes effect in one event of the world, or not at all. */
export type StoreCall = <Result>(name: string, work: () => Promise<Result>) => Promise<Result>;

/** Creates the way. */
export function createStoreCall(parts: StoreCallParts): StoreCall {
  const { process, scheduler, random, trace, plan } = parts;
  return (name, work) =>
    new Promise((resolve, reject) => {
      const fault = random.chance(plan().storeRate) ? random.pick(["lostBefore", "lostAfter"] as const) : undefined;
      const wasSent = random.chance(0.5);
      scheduler.after(random.between(1, 5), async () => {
        // A process that died meanwhile may have sent the statement before.
        if (!process.isAlive && !wasSent) return;
        if (fault !== undefined) {
          parts.onFault();
          trace.tell(process.name, () => `${name} !${fault}`);
        }
        if (fault === "lostBefore") return process.deliver(() => reject(lost()));
        const outcome = await work().then(
          (value) => ({ ok: true, value }) as const,
          (reason: unknown) => ({ ok: false, reason }) as const,
        );
        process.deliver(() => {
          if (fault === "lostAfter") reject(lost());
          else if (outcome.ok) resolve(outcome.value);
          else reject(outcome.reason);
        });
      });
    });
}

function lost(): Error {
  return new Error("The connection to the database was lost.");
}
