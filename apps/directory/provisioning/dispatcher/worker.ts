/**
 * The worker: woken by NOTIFY or by the next due moment, it leases what is due, runs several subjects at once, keeps their
 * leases alive, and lets nothing that goes wrong with one subject stop the others. Any number of workers share a store.
 */
import { createTraceparent } from "@lockstep/ports";
import type { Deps, Ports } from "../../deps.ts";
import { pruneBudgetUse } from "../budget/use.ts";
import type { Claim } from "../claim.ts";
import { expirePasswords } from "../expire-passwords.ts";
import { claimImport, type ImportClaim } from "../imports/claim-import.ts";
import { pruneSeen } from "../imports/end-run.ts";
import type { ImportWork } from "../imports/import-work.ts";
import { runImport } from "../imports/run-import.ts";
import { createPacer } from "../pace-requests.ts";
import { pushGroup } from "../push-group.ts";
import { markStaleReferences } from "../references.ts";
import { retryDelayMs } from "../retry-rules.ts";
import { createProvisioningStore } from "../store/create-store.ts";
import { type Lane, startLanes } from "../sweep/lanes.ts";
import { syncUser } from "../sync-user.ts";
import type { WorkerDeps } from "../worker-deps.ts";
import { type KeptLease, LeaseKeeper, wordsOf } from "./lease-keeper.ts";
import { Turns } from "./turns.ts";

/** Limits of a worker; the defaults fit one process beside the HTTP API. */
export interface WorkerOptions {
  /** Subjects of one app that are worked on at once, over all workers. */
  readonly perAppMax?: number;
  /** Subjects of this worker that are worked on at once. */
  readonly concurrencyMax?: number;
  /** People that are leased for each of them, so that the next ones are ready. */
  readonly ahead?: number;
  readonly leaseMs?: number;
  /** Imports of this worker at once. */
  readonly importsMax?: number;
}

/** A running or stopped worker. */
export interface Worker {
  /** Starts listening and working. Rejects when the store cannot be listened on. */
  start(): Promise<void>;
  /** Takes nothing new, lets what runs finish (an import up to its next page), gives back what is leased ahead, and stops listening. */
  stop(): Promise<void>;
  /** Looks for due work now: for tests that move the clock. */
  wake(): void;
}

const PER_APP_MAX = 8;
const CONCURRENCY_MAX = 32;
/** Perf: what a claim, a load and a reservation cost is shared by so many times more people (`bench:engine -- --part push`). */
const AHEAD = 8;
const IMPORTS_MAX = 2;
const LEASE_MS = 15_000;
/** A lost notice costs no more than this. */
const SLEEP_MAX_MS = 30_000;
/** Work that is due but held back by others is looked at again so often. */
const HELD_BACK_MS = 1_000;
const SLEEP_AFTER_FAULT_MS = 2_000;
const GATHER_MS = 4;
const GATHER_RECORDS_MS = 20;
/** How late a password may be erased, and a reference be completed whose mark was lost in a crash. */
const HOUSE_MS = 60_000;

/** Creates a worker over the directory's database. It does nothing before `start`. */
export function createWorker(deps: Deps, options: WorkerOptions = {}): Worker {
  const imports: ImportWork = {
    claim: (lease) => claimImport(deps, lease),
    run: (claim, signal) => runImport(deps, claim, signal),
  };
  const keepHouse = async () => {
    await expirePasswords(deps);
    await pruneBudgetUse(deps);
    await pruneSeen(deps);
    await markStaleReferences(deps.database.kysely, new Date(deps.clock.now()));
  };
  const lanes = (name: string) => startLanes(deps, name);
  const pacer = deps.pacer ?? createPacer(deps);
  const store = createProvisioningStore(deps, { gatherMs: GATHER_RECORDS_MS });
  return createWorkerOn({ ...deps, pacer, store, imports, keepHouse, lanes }, options);
}

/** What a worker is handed beside its store. */
export interface WorkerParts extends WorkerDeps {
  readonly imports?: ImportWork;
  /** What is no subject's work and due by time alone; every worker does it now and then. */
  readonly keepHouse?: () => Promise<void>;
  /** Starts what is done set-wise under leases of this name: sweeps and plans. */
  readonly lanes?: (name: string) => Lane;
}

/** As `createWorker`, over any store; without `imports` it runs none. */
export function createWorkerOn(deps: WorkerParts, options: WorkerOptions = {}): Worker {
  return new Dispatcher(deps, {
    perAppMax: options.perAppMax ?? PER_APP_MAX,
    concurrencyMax: options.concurrencyMax ?? CONCURRENCY_MAX,
    ahead: options.ahead ?? AHEAD,
    leaseMs: options.leaseMs ?? LEASE_MS,
    importsMax: options.importsMax ?? IMPORTS_MAX,
  });
}

type Work = Claim | ImportClaim;

/** A run in progress. */
interface Running extends KeptLease {
  /** Of a person: those who were leased together share the app's places. */
  readonly turns: Turns | undefined;
  done: Promise<void>;
}

class Dispatcher implements Worker {
  readonly #deps: WorkerParts;
  readonly #options: Required<WorkerOptions>;
  /** Names this worker in leases: random, so that a restarted one is another. */
  readonly #name: string;
  readonly #running = new Map<string, Running>();
  readonly #leases: LeaseKeeper;
  #stopping = new AbortController();
  #lanes: Lane | undefined;
  #claims = 0;
  #keptHouseAt = Number.NEGATIVE_INFINITY;
  #widenedAt = Number.NEGATIVE_INFINITY;
  /** Whether the next look is for imports too: not when only a run ended, which makes room for its kind alone. */
  #looksForImports = true;
  #state: "idle" | "looking" | "lookAgain" | "stopped" = "stopped";
  #callOffSleep: (() => void) | undefined;
  #callOffSoon: (() => void) | undefined;
  #endHeartbeat: (() => void) | undefined;
  #looking: Promise<void> = Promise.resolve();
  #stopListening: (() => Promise<void>) | undefined;

  constructor(deps: WorkerParts, options: Required<WorkerOptions>) {
    this.#deps = deps;
    this.#options = options;
    this.#leases = new LeaseKeeper(deps, options.leaseMs, () => this.#running.values());
    this.#name = createTraceparent(deps.random).traceId;
  }

  async start(): Promise<void> {
    this.#stopping = new AbortController();
    this.#state = "idle";
    this.#stopListening = await this.#deps.store.listen(() => this.#notice());
    this.#endHeartbeat = this.#deps.timers.every(this.#options.leaseMs / 3, () => this.#leases.beat());
    this.#lanes = this.#deps.lanes?.(this.#name);
    this.wake();
  }

  async stop(): Promise<void> {
    this.#state = "stopped";
    this.#callOffSleep?.();
    this.#stopping.abort();
    for (const turns of this.#turns()) turns.endWaiting();
    await this.#lanes?.stop();
    await this.#looking;
    while (this.#running.size > 0) await Promise.all([...this.#running.values()].map((running) => running.done));
    this.#endHeartbeat?.();
    await this.#stopListening?.();
    this.#stopListening = undefined;
  }

  wake(): void {
    this.#looksForImports = true;
    this.#lanes?.wake();
    this.#wake();
  }

  #notice(): void {
    for (const turns of this.#turns()) turns.outdate();
    this.wake();
  }

  #wake(): void {
    if (this.#state === "looking") this.#state = "lookAgain";
    if (this.#state !== "idle") return;
    this.#callOffSleep?.();
    this.#state = "looking";
    this.#looking = this.#look();
  }

  /** Claims what can be claimed, then sleeps until something may be. */
  async #look(): Promise<void> {
    let sleepMs = SLEEP_AFTER_FAULT_MS;
    try {
      sleepMs = await this.#claimAll();
    } catch (error) {
      // The store is away, for instance: what is dirty stays dirty, and the next look finds it.
      this.#deps.logger.error({ error: wordsOf(error) }, "The worker could not look for work");
    }
    const again = this.#state === "lookAgain";
    if (this.#state === "stopped") return;
    this.#state = "idle";
    if (again) this.#wake();
    else this.#callOffSleep = this.#deps.timers.after(sleepMs, () => this.wake());
  }

  /**
   * Perf: one claim is a whole look. What it leaves waits for something that wakes: a run that ends makes room, a change gives notice. While
   * runs go on nobody asks when the next moment comes, since they mostly end before it.
   */
  async #claimAll(): Promise<number> {
    const { store, clock } = this.#deps;
    this.#widen(clock.now());
    // First: what is claimed now must not deliver a password whose day is over.
    await this.#keepHouse();
    for (;;) {
      if (this.#state === "lookAgain") this.#state = "looking";
      await this.#claimOnce();
      if (this.#state === "stopped") return 0;
      if (this.#state === "looking") break;
    }
    if (this.#running.size > 0) return HELD_BACK_MS;
    const now = clock.now();
    const nextAt = (await store.findNextDue(new Date(now)))?.getTime();
    if (nextAt === undefined) return SLEEP_MAX_MS;
    return nextAt <= now ? HELD_BACK_MS : Math.min(nextAt - now, SLEEP_MAX_MS);
  }

  /** What waited for runs to end, or for an app that they let go on, is looked for before the worker sleeps, and now and then while it does not. */
  #widen(now: number): void {
    if (this.#running.size > 0 && now - this.#widenedAt < HELD_BACK_MS) return;
    this.#widenedAt = now;
    this.#looksForImports = true;
    this.#lanes?.wake();
  }

  async #keepHouse(): Promise<void> {
    const now = this.#deps.clock.now();
    if (now - this.#keptHouseAt < HOUSE_MS) return;
    this.#keptHouseAt = now;
    await this.#deps.keepHouse?.();
  }

  async #claimOnce(): Promise<void> {
    const { perAppMax, ahead, leaseMs, importsMax } = this.#options;
    const lease = () => ({ now: new Date(this.#deps.clock.now()), owner: this.#nextOwner(), leaseMs });
    const imports = [...this.#running.values()].filter(({ lease: held }) => held.kind === "import").length;
    const free = this.#free();
    const expiresAt = this.#deps.clock.now() + leaseMs;
    const claims = free > 0 ? await this.#deps.store.claim({ ...lease(), perAppMax, limit: free, ahead }) : [];
    this.#beginAll(claims, expiresAt);
    // A database that was slow to lease leaves less than the time until the next heartbeat.
    if (claims.length > 0 && this.#deps.clock.now() > expiresAt - leaseMs * (2 / 3)) this.#leases.beat();
    const looksForImports = this.#looksForImports && imports < importsMax;
    this.#looksForImports = false;
    const claimedImport = looksForImports ? await this.#deps.imports?.claim(lease()) : undefined;
    if (claimedImport === undefined) return;
    this.#begin(claimedImport, expiresAt);
    // There may be another one.
    this.wake();
  }

  /** Places of this worker that nobody takes. */
  #free(): number {
    let taken = 0;
    for (const { lease, turns } of this.#running.values())
      if (lease.kind !== "import" && turns === undefined) taken += 1;
    for (const { places } of this.#turns()) taken += places;
    return this.#options.concurrencyMax - taken;
  }

  #turns(): ReadonlySet<Turns> {
    return new Set([...this.#running.values()].flatMap(({ turns }) => turns ?? []));
  }

  #nextOwner(): string {
    this.#claims += 1;
    return `${this.#name}:${this.#claims}`;
  }

  /** Begins claims of one owner: the people of each app take turns. */
  #beginAll(claims: readonly Claim[], expiresAt: number): void {
    const { clock } = this.#deps;
    const byApp = Map.groupBy(claims, ({ appId, kind }) => (kind === "appUser" ? appId : ""));
    for (const [appId, ofApp] of byApp) {
      const leased = ofApp.length;
      const turns = appId === "" ? undefined : new Turns(clock, { leased, atOnce: ofApp[0]?.atOnce ?? leased });
      if (this.#state === "stopped") turns?.endWaiting();
      for (const claim of ofApp) this.#begin(claim, expiresAt, turns);
    }
  }

  #begin(lease: Work, expiresAt: number, turns?: Turns): void {
    const key = `${lease.id} ${lease.owner}`;
    const running: Running = { lease, abort: new AbortController(), turns, expiresAt, done: Promise.resolve() };
    this.#running.set(key, running);
    running.done = this.#run(running).finally(() => {
      this.#running.delete(key);
      if (lease.kind === "import") this.#looksForImports = true;
      // Perf: while others of the claim wait for its place, a look would find none that is free.
      if (turns === undefined || turns.leave()) this.#wakeSoon();
    });
  }

  /**
   * Perf: a look costs several statements, a run of somebody without changes hardly more. Runs that end close together
   * share one look; a slot stays empty for this long at most.
   */
  #wakeSoon(): void {
    this.#callOffSoon ??= this.#deps.timers.after(GATHER_MS, () => {
      this.#callOffSoon = undefined;
      this.#wake();
    });
  }

  /**
   * A process that stood still may go on when its lease has long been another's. So no request leaves in the last third of
   * a lease: it is extended every third, and what is under way by then has arrived before anybody else can hold the subject. It is asked once more
   * when the first byte leaves: a name and a connection may take longer than that. Where extending is late, the request waits for it.
   */
  #fetchUnder(running: Running): Ports["fetch"] {
    const { fetch } = this.#deps;
    return async (input, init) => {
      if (!(await this.#leases.keeps(running))) running.abort.abort();
      running.abort.signal.throwIfAborted();
      return await fetch(input, { ...init, mayLeave: () => this.#leases.isHeld(running) });
    };
  }

  async #run(running: Running): Promise<void> {
    const { lease } = running;
    const { signal } = running.abort;
    try {
      if (lease.kind === "import")
        await this.#deps.imports?.run(lease, AbortSignal.any([signal, this.#stopping.signal]));
      else if (lease.kind === "appUser") await this.#sync(running, lease);
      else await pushGroup(this.#working(running), lease, signal);
    } catch (error) {
      // A fault of our own with one subject: it is tried again later, and the others go on.
      this.#deps.logger.error({ subject: lease.id, error: wordsOf(error) }, "A provisioning run failed");
      await this.#giveBack(lease);
    }
  }

  async #sync(running: Running, lease: Claim): Promise<void> {
    const { turns, abort } = running;
    const turn = turns?.of(abort.signal, () => this.#leases.keeps(running));
    try {
      await syncUser({ ...this.#working(running), turn }, lease, abort.signal);
    } finally {
      turn?.leave();
    }
  }

  #working(running: Running): WorkerDeps {
    return { ...this.#deps, fetch: this.#fetchUnder(running), stopping: this.#stopping.signal };
  }

  async #giveBack(lease: Work): Promise<void> {
    if (lease.kind === "import") return;
    const dueAt = new Date(this.#deps.clock.now() + retryDelayMs(this.#deps.random, 3));
    try {
      await this.#deps.store.giveBack(lease, dueAt);
    } catch (error) {
      // The lease then ends by itself.
      this.#deps.logger.warn({ subject: lease.id, error: wordsOf(error) }, "A lease could not be given back");
    }
  }
}
