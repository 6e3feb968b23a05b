/** Keeps the leases of what a worker runs, and says which of them surely hold. */
import type { Clock, Logger } from "@lockstep/ports";
import type { Claim } from "../claim.ts";
import type { ImportClaim } from "../imports/claim-import.ts";
import type { ProvisioningStore } from "../provisioning-store.ts";

/** What a run works under, until when that surely holds, and what ends the run when it does not. */
export interface KeptLease {
  readonly lease: Claim | ImportClaim;
  readonly abort: AbortController;
  expiresAt: number;
}

/** Leases of imports are extended by themselves: a look through a whole list locks its run's row for as long as it takes, and nobody else's lease may wait for that. */
type Group = "imports" | "subjects";

/** What it needs. */
interface KeeperDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly store: Pick<ProvisioningStore, "extend">;
}

/** The keeper of one worker's leases. */
export class LeaseKeeper {
  readonly #deps: KeeperDeps;
  readonly #leaseMs: number;
  readonly #held: () => Iterable<KeptLease>;
  readonly #extending = new Map<Group, Promise<void>>();

  /** `held`: what is running now. */
  constructor(deps: KeeperDeps, leaseMs: number, held: () => Iterable<KeptLease>) {
    this.#deps = deps;
    this.#leaseMs = leaseMs;
    this.#held = held;
  }

  /** Extends all of them. What is being extended is not begun with once more: each waits on a connection. */
  beat(): void {
    void this.#extend("subjects");
    void this.#extend("imports");
  }

  /** Whether the lease surely holds, extended once more where that is not known. */
  async keeps(running: KeptLease): Promise<boolean> {
    for (let tries = 0; tries < 2 && !this.isHeld(running); tries += 1) await this.#extend(groupOf(running));
    return this.isHeld(running);
  }

  /** Whether more than the last third of it is left. */
  isHeld(running: KeptLease): boolean {
    return this.#deps.clock.now() < running.expiresAt - this.#leaseMs / 3;
  }

  /** Whoever asks meanwhile waits for the same. */
  #extend(group: Group): Promise<void> {
    const extending =
      this.#extending.get(group) ??
      this.#extendAll(group).finally(() => {
        this.#extending.delete(group);
      });
    this.#extending.set(group, extending);
    return extending;
  }

  async #extendAll(group: Group): Promise<void> {
    const expiresAt = new Date(this.#deps.clock.now() + this.#leaseMs);
    const held = [...this.#held()].filter((running) => groupOf(running) === group);
    if (held.length === 0) return;
    try {
      const lost = await this.#deps.store.extend(
        held.map(({ lease }) => lease),
        expiresAt,
      );
      for (const running of held) {
        if (lost.some((lease) => lease.id === running.lease.id && lease.owner === running.lease.owner))
          running.abort.abort();
        else running.expiresAt = expiresAt.getTime();
      }
      // Whoever waited for long has extended them by so much less.
      if (this.#deps.clock.now() > expiresAt.getTime() - this.#leaseMs * (2 / 3)) await this.#extendAll(group);
    } catch (error) {
      this.#deps.logger.warn({ error: wordsOf(error) }, "Leases could not be extended");
    }
  }
}

function groupOf({ lease }: KeptLease): Group {
  return lease.kind === "import" ? "imports" : "subjects";
}

/** An error as a line of the log tells it. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
