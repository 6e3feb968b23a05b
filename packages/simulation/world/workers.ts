/** The workers of a world: processes that are started, stopped, killed and frozen. */
import {
  createAccessTokenCache,
  createWorkerOn,
  type Ports,
  type ProvisioningStore,
  type Worker,
  type WorkerParts,
} from "@lockstep/directory-app/simulation";
import type { Logger } from "@lockstep/ports";
import { silentLogger } from "@lockstep/ports";
import type { FaultPlan } from "./fault-plan.ts";
import type { Fetch, Network } from "./network.ts";
import { Process } from "./process.ts";
import { createProcessStore } from "./process-store.ts";
import type { Scene } from "./scene.ts";
import type { Scheduler } from "./scheduler.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { Trace } from "./trace.ts";

/** What workers are made of. */
export interface WorkersParts {
  readonly scheduler: Scheduler;
  readonly random: SeededRandom;
  readonly store: ProvisioningStore;
  readonly network: Network;
  readonly wrapFetch: (fetch: Fetch) => Fetch;
  readonly masterKey: Uint8Array;
  readonly scene: Scene;
  readonly trace: Trace;
  readonly plan: () => FaultPlan;
  readonly onStoreFault: () => void;
  /** Told of each error that a worker logs. */
  readonly onError: (text: string) => void;
  /** What a worker does beside its store's work. */
  readonly besides?: (parts: {
    readonly process: Process;
    readonly ports: Ports;
  }) => Pick<WorkerParts, "imports" | "keepHouse">;
}

interface Life {
  readonly process: Process;
  readonly worker: Worker;
}

/** As many workers as the scene has; each slot holds one life at a time, or none. */
export class Workers {
  readonly #parts: WorkersParts;
  readonly #slots: (Life | undefined)[];
  #lives = 0;

  constructor(parts: WorkersParts) {
    this.#parts = parts;
    this.#slots = Array.from({ length: parts.scene.workers }, () => undefined);
  }

  /** Starts a worker in every empty slot. */
  startAll(): void {
    for (const [slot, life] of this.#slots.entries()) if (life === undefined) this.#start(slot);
  }

  /** One dies at once; another one takes its place after so long. */
  crash(downMs: number): void {
    this.#replace(downMs, "dies", ({ process }) => process.kill());
  }

  /** One stops as it should, finishing what it does; another one takes its place. */
  stop(downMs: number): void {
    this.#replace(downMs, "stops", ({ worker }) => void worker.stop());
  }

  /** One stands still and then goes on as if nothing had been. */
  freeze(durationMs: number): void {
    const life = this.#slots[this.#parts.random.between(0, this.#slots.length - 1)];
    if (life === undefined) return;
    this.#parts.trace.tell(life.process.name, () => `freezes for ${durationMs} ms`);
    life.process.freeze(durationMs);
  }

  #replace(downMs: number, verb: string, end: (life: Life) => void): void {
    const slot = this.#parts.random.between(0, this.#slots.length - 1);
    const life = this.#slots[slot];
    if (life === undefined) return;
    this.#parts.trace.tell(life.process.name, () => verb);
    end(life);
    this.#slots[slot] = undefined;
    this.#parts.scheduler.after(downMs, () => {
      if (this.#slots[slot] === undefined) this.#start(slot);
    });
  }

  #start(slot: number): void {
    const { scheduler, random, network, wrapFetch, masterKey, scene, trace } = this.#parts;
    this.#lives += 1;
    const process = new Process(`worker${this.#lives}`, scheduler);
    trace.tell(process.name, () => "starts");
    const store = createProcessStore({ ...this.#parts, process, onFault: this.#parts.onStoreFault });
    const fetch = wrapFetch(network.fetchOf(process));
    const ports: Ports = {
      clock: scheduler,
      timers: process.timers,
      random,
      logger: loggerOf(this.#parts, process),
      masterKey,
      fetch,
      tokens: createAccessTokenCache({ fetch, clock: scheduler, timers: process.timers }),
      targetReach: "public",
    };
    const besides = this.#parts.besides?.({ process, ports });
    const worker = createWorkerOn(
      { ...ports, ...besides, store },
      { leaseMs: scene.leaseMs, perAppMax: scene.perAppMax },
    );
    this.#slots[slot] = { process, worker };
    void worker.start();
  }
}

function loggerOf({ trace, onError }: WorkersParts, process: Process): Logger {
  const error: Logger["error"] = (fields, message) => {
    const text = `${message}: ${String(fields["error"] ?? "")}`;
    trace.tell(process.name, () => text.split("\n")[0] ?? "");
    onError(text);
  };
  const logger: Logger = { ...silentLogger, error, child: () => logger };
  return logger;
}
