/** One seed's world from its beginning to its rest. */
import type { Clock, Random } from "@lockstep/ports";
import { bugOf, type PlantedBug, plantBug } from "./bugs.ts";
import type { AppSetup, SimulatedDirectory } from "./directory.ts";
import { createMemoryDirectory } from "./memory/create-memory-directory.ts";
import { judgeRest } from "./oracle/at-rest.ts";
import { Judge, type Violation } from "./oracle/judge.ts";
import { NO_FAULTS } from "./world/fault-plan.ts";
import { ForeignMembers } from "./world/foreign-members.ts";
import { arrangeHaste } from "./world/haste.ts";
import { Network } from "./world/network.ts";
import { drawScene, FIRST_PASSWORD, furnish, type Scene, type Standing, withForeignMembers } from "./world/scene.ts";
import { Scheduler } from "./world/scheduler.ts";
import { Script } from "./world/script.ts";
import { seededRandom } from "./world/seeded-random.ts";
import { createTarget, type Target } from "./world/target.ts";
import { keepTrace, NO_TRACE, type Trace } from "./world/trace.ts";
import { Workers } from "./world/workers.ts";

/** Where a world's directory is kept. */
export type MakeDirectory = (
  parts: {
    readonly clock: Clock;
    readonly random: Random;
    readonly masterKey: Uint8Array;
    readonly target: Target;
    readonly losesMark: () => boolean;
  },
  setup: AppSetup,
) => SimulatedDirectory | Promise<SimulatedDirectory>;

/** How a seed is run. */
export interface SimulationOptions {
  readonly seed: number;
  /** Default: in memory. */
  readonly makeDirectory?: MakeDirectory;
  readonly bug?: PlantedBug | undefined;
  readonly isTraced?: boolean;
}

/** What came of it. */
export interface SimulationResult {
  readonly seed: number;
  readonly violations: readonly Violation[];
  readonly requests: number;
  readonly writes: number;
  readonly claims: number;
  readonly faults: number;
  /** How often anything was made dirty. */
  readonly marks: number;
  readonly events: number;
  readonly trace: readonly string[];
}

/** 2030-01-01: later than any clock that a test runs on, so that a moment from another clock stands out. */
const START_AT = Date.UTC(2030, 0, 1);
const QUIET_WITHIN_MS = 48 * 60 * 60 * 1000;
const QUIET_EVENTS_MAX = 60_000;
const LOOK_EVERY_MS = 1_000;
/** A look-up, a read, a change, a password and their repetition for each mark; a fault costs a run of reads and a repetition. */
const REQUESTS = { base: 30, perMark: 6, perFault: 6 } as const;

/** Runs a seed. */
export async function simulate(options: SimulationOptions): Promise<SimulationResult> {
  const world = await createWorld(options);
  await world.live();
  await world.comeToRest();
  const result = await world.result();
  await world.directory.close();
  return result;
}

async function createWorld(options: SimulationOptions) {
  const { seed, bug } = options;
  const scheduler = new Scheduler(START_AT, seededRandom(seed, "order"));
  const trace: Trace = options.isTraced === true ? keepTrace(scheduler, START_AT) : NO_TRACE;
  const scene = withForeignMembers(drawScene(seededRandom(seed, "scene")), seededRandom(seed, "foreign"));
  const judge = new Judge(scheduler, { obeysHeaders: scene.setup.dialect === "rfc" });
  const random = seededRandom(seed, "ids");
  const masterKey = seededRandom(seed, "key").bytes(32);
  const target = createTarget(
    { clock: scheduler, random: seededRandom(seed, "target") },
    { ...scene, password: FIRST_PASSWORD },
  );
  const standing = await furnish(target, seededRandom(seed, "furniture"), judge);
  target.onWrite = (write) => judge.written(write);
  const make = options.makeDirectory ?? createMemoryDirectory;
  const forgetful = seededRandom(seed, "forgetful");
  const losesMark = () => bugOf(bug).losesMark?.(forgetful) === true;
  const directory = await make({ clock: scheduler, random, masterKey, target, losesMark }, scene.setup);
  return new World({ seed, scheduler, trace, scene, judge, target, standing, directory, masterKey, bug });
}

interface WorldParts {
  readonly seed: number;
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  readonly scene: Scene;
  readonly judge: Judge;
  readonly target: Target;
  readonly standing: Standing;
  readonly directory: SimulatedDirectory;
  readonly masterKey: Uint8Array;
  readonly bug: PlantedBug | undefined;
}

class World {
  readonly #parts: WorldParts;
  readonly #network: Network;
  readonly #workers: Workers;
  readonly #script: Script;
  readonly #mishaps: ReturnType<typeof seededRandom>;
  readonly #foreign: ForeignMembers;
  #plan;
  #storeFaults = 0;
  #mishapCount = 0;
  #credential = FIRST_PASSWORD;

  constructor(parts: WorldParts) {
    this.#parts = parts;
    const { seed, scheduler, trace, scene, judge, target, standing, directory, masterKey } = parts;
    this.#plan = scene.plan;
    this.#mishaps = seededRandom(seed, "mishaps");
    this.#foreign = new ForeignMembers({ ...parts, random: seededRandom(seed, "foreigners") });
    const random = seededRandom(seed, "network");
    const plan = () => this.#plan;
    const planted = plantBug(parts.bug, { directory, scheduler, random: seededRandom(seed, "bug") });
    this.#network = new Network({ scheduler, random, target, trace, watcher: judge, plan });
    this.#workers = new Workers({
      scheduler,
      random: seededRandom(seed, "workers"),
      store: planted.store(judge.watch(directory.store, directory)),
      network: this.#network,
      wrapFetch: planted.fetch,
      masterKey,
      scene,
      trace,
      plan,
      onStoreFault: () => {
        this.#storeFaults += 1;
      },
      onError: (text) => {
        if (!text.includes("The connection to the database was lost")) judge.say("noFaultOfOurs", text);
      },
    });
    this.#script = new Script({
      changes: directory.changes,
      random: seededRandom(seed, "script"),
      scene,
      standing,
      trace,
      onResume: () => judge.resumed(),
    });
  }

  get directory(): SimulatedDirectory {
    return this.#parts.directory;
  }

  /** Changes and mishaps, until the scene is over. */
  async live(): Promise<void> {
    const { scheduler, scene } = this.#parts;
    await this.#script.begin();
    this.#workers.startAll();
    const script = this.#mishaps;
    for (let change = 0; change < scene.changes; change += 1)
      scheduler.after(script.next() * scene.durationMs, () => this.#script.change());
    this.#arrangeMishaps();
    this.#foreign.arrange();
    arrangeHaste({ scheduler, scene, script: this.#script, random: seededRandom(this.#parts.seed, "haste") });
    const end = scheduler.now() + scene.durationMs;
    for (;;) {
      const nextAt = scheduler.nextAt();
      if (nextAt === undefined || nextAt > end) return;
      await scheduler.step();
    }
  }

  #arrangeMishaps(): void {
    const { scheduler, scene } = this.#parts;
    const random = this.#mishaps;
    const happen: Record<keyof Scene["plan"]["mishaps"], () => void | Promise<void>> = {
      workerCrash: () => this.#workers.crash(random.between(100, 30_000)),
      workerStop: () => this.#workers.stop(random.between(100, 5_000)),
      workerFreeze: () => this.#workers.freeze(random.between(1_000, 50_000)),
      serverRestart: () => this.#network.restartTarget(random.between(100, 20_000)),
      credentialChange: () => this.#changeCredential(),
      accountRemoved: () => this.#removeAccount(),
    };
    for (const [name, rate] of Object.entries(scene.plan.mishaps)) {
      const count = Math.floor(rate + random.next());
      for (let index = 0; index < (rate === 0 ? 0 : count); index += 1) {
        const mishap = happen[name as keyof typeof happen];
        scheduler.after(random.next() * scene.durationMs, () => {
          this.#mishapCount += 1;
          return mishap();
        });
      }
    }
  }

  /** The service gets another password; a while later the administrator enters it. */
  #changeCredential(): void {
    const { scheduler, target, trace } = this.#parts;
    this.#credential = `Credential-${scheduler.now()}`;
    const password = this.#credential;
    trace.tell("target", () => "has another password");
    target.setPassword(password);
    scheduler.after(this.#mishaps.between(1_000, 120_000), () => this.#enterCredential(password));
  }

  async #enterCredential(password: string): Promise<void> {
    if (password !== this.#credential) return;
    await this.directory.changes.saveCredential(password);
    this.#parts.judge.resumed();
    this.#parts.trace.tell("people", () => "save the credential");
  }

  /** Somebody removes a person's account in the target; the person's next change finds out. */
  async #removeAccount(): Promise<void> {
    const { target, judge, trace, directory } = this.#parts;
    const linked = (await directory.view()).appUsers.filter(({ externalId }) => externalId !== null);
    if (linked.length === 0) return;
    const { externalId, personId } = this.#mishaps.pick(linked);
    const isThere = (await target.users()).some(({ id }) => id === externalId);
    if (externalId === null || !isThere) return;
    trace.tell("target", () => `loses the account ${externalId}`);
    await target.removeUser(externalId);
    judge.forget(externalId);
    this.#parts.scheduler.after(1, () => this.#script.changeName(personId));
  }

  /** Nothing goes wrong any more; time runs until nothing is due, and everything is judged. */
  async comeToRest(): Promise<void> {
    const { judge, scene, directory, trace } = this.#parts;
    const { changes } = directory;
    trace.tell("world", () => "becomes quiet");
    this.#plan = NO_FAULTS;
    this.#workers.startAll();
    await this.#enterCredential(this.#credential);
    await changes.resume();
    judge.resumed();
    if (scene.kinds.features) await this.#switchAllOn();
    await this.#untilQuiet();
    await changes.retryTasks();
    judge.resumed();
    await this.#untilQuiet();
    await this.#judgeRest();
    await this.#judgeClean();
  }

  async #switchAllOn(): Promise<void> {
    const { directory, scene } = this.#parts;
    await directory.changes.setFeatures(scene.setup.features);
    for (const row of (await directory.view()).appUsers)
      if (row.assigned && row.externalId === null && !row.provisionRequested)
        await directory.changes.provision(row.personId);
  }

  async #untilQuiet(): Promise<void> {
    const { scheduler, judge, directory } = this.#parts;
    const [end, eventsMax] = [scheduler.now() + QUIET_WITHIN_MS, scheduler.eventsRun + QUIET_EVENTS_MAX];
    let lookAt = 0;
    for (;;) {
      if (scheduler.now() >= lookAt) {
        const view = await directory.view();
        if (![...view.appUsers, ...view.pushes].some((row) => row.isDirty || row.isLeased)) return;
        lookAt = scheduler.now() + LOOK_EVERY_MS;
      }
      if (!(await scheduler.step()) || scheduler.now() > end || scheduler.eventsRun > eventsMax)
        return judge.say("quiet", "Work is still waiting after everything has had its time.");
    }
  }

  async #judgeRest(): Promise<void> {
    const { directory, target, judge, scene, standing } = this.#parts;
    const { features } = scene.setup;
    judgeRest(judge, {
      view: await directory.view(),
      users: await target.users(),
      groups: await target.groups(),
      mappings: this.#script.mappings,
      // Who was unassigned while Deactivate Users was off keeps the account on purpose.
      features: { ...features, deactivateUsers: features.deactivateUsers && !scene.kinds.features },
      strangers: new Set(standing.strangers),
      chosenGroup: standing.chosenGroup,
      foreign: this.#foreign.added,
      keepsForeign: scene.setup.foreignMembers === "KEEP",
    });
  }

  /** What is clean is truly clean: looked at again, nothing is written. */
  async #judgeClean(): Promise<void> {
    const { directory, judge } = this.#parts;
    const { appUsers, pushes } = await directory.view();
    if ([...appUsers, ...pushes].some(({ taskCause }) => taskCause !== undefined)) return;
    const before = judge.writes;
    await directory.changes.touchAll();
    await this.#untilQuiet();
    if (judge.writes > before)
      judge.say("cleanIsClean", `${judge.writes - before} writes although nothing had changed`);
  }

  async result(): Promise<SimulationResult> {
    const { seed, judge, scheduler, trace, directory } = this.#parts;
    const { appUsers, pushes } = await directory.view();
    const marks = [...appUsers, ...pushes].reduce((sum, { version }) => sum + version, 0);
    const faults = this.#network.faults + this.#storeFaults + this.#mishapCount;
    const bound = REQUESTS.base + REQUESTS.perMark * marks + REQUESTS.perFault * faults;
    if (judge.requests > bound)
      judge.say("requestsBounded", `${judge.requests} requests for ${marks} marks and ${faults} faults`);
    const { violations, requests, writes, claims } = judge;
    return {
      seed,
      violations,
      requests,
      writes,
      claims,
      faults,
      marks,
      events: scheduler.eventsRun,
      trace: trace.lines(),
    };
  }
}
