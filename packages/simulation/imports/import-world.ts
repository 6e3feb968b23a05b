/** One seed's world of imports over PostgreSQL, from its beginning to its rest. */
import type { Database } from "@lockstep/database";
import { type DirectoryTables, updateToDirectory, writeAppSafeguard } from "@lockstep/directory-app/simulation";
import { judgeRest } from "../oracle/at-rest.ts";
import { Judge, type Violation } from "../oracle/judge.ts";
import { createPostgresDirectory, type PostgresDirectory } from "../postgres/create-postgres-directory.ts";
import { type Mishaps, NO_FAULTS } from "../world/fault-plan.ts";
import { Network, type NetworkWatcher } from "../world/network.ts";
import { FIRST_PASSWORD, furnish, type Standing } from "../world/scene.ts";
import { Scheduler } from "../world/scheduler.ts";
import { Script } from "../world/script.ts";
import { seededRandom } from "../world/seeded-random.ts";
import { createTarget, type Target } from "../world/target.ts";
import type { Trace } from "../world/trace.ts";
import { Workers, type WorkersParts } from "../world/workers.ts";
import { importBugOf, type PlantedImportBug } from "./import-bugs.ts";
import { ImportJudge } from "./import-judge.ts";
import type { ImportScene } from "./import-scene.ts";
import { ImportScript } from "./import-script.ts";
import { createImportWork, withOrderedIds } from "./import-work.ts";
import { HONEST, showsAllRows, unrulyServer } from "./unruly-list.ts";

/** 2030-01-01, as in every world. */
export const START_AT = Date.UTC(2030, 0, 1);
const QUIET_WITHIN_MS = 48 * 60 * 60 * 1000;
const QUIET_EVENTS_MAX = 60_000;
const LOOK_EVERY_MS = 5_000;
/** Imports until one finds nothing new: what one confirms by rule, the next one may match. */
const SETTLING_IMPORTS_MAX = 4;

/** What a world is made of. */
export interface ImportWorldParts {
  readonly seed: number;
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  readonly scene: ImportScene;
  readonly judge: Judge;
  readonly target: Target;
  readonly standing: Standing;
  readonly directory: PostgresDirectory;
  readonly database: Database<DirectoryTables>;
  readonly masterKey: Uint8Array;
  readonly bug: PlantedImportBug | undefined;
}

/** Makes a world in an empty database. */
export async function createImportWorld(
  options: Pick<ImportWorldParts, "seed" | "database" | "bug" | "scene"> & {
    readonly traceOf: (scheduler: Scheduler) => Trace;
  },
): Promise<ImportWorld> {
  const { seed, scene } = options;
  const database = withOrderedIds(options.database);
  const scheduler = new Scheduler(START_AT, seededRandom(seed, "order"));
  const judge = new Judge(scheduler, { obeysHeaders: scene.scene.setup.dialect === "rfc" });
  const masterKey = seededRandom(seed, "key").bytes(32);
  const target = createTarget(
    { clock: scheduler, random: seededRandom(seed, "target") },
    { isLax: false, password: FIRST_PASSWORD },
  );
  const standing = await furnish(target, seededRandom(seed, "furniture"), judge);
  const random = seededRandom(seed, "ids");
  const parts = { clock: scheduler, random, masterKey, target, database };
  const directory = await createPostgresDirectory(parts, scene.scene.setup);
  const trace = options.traceOf(scheduler);
  return new ImportWorld({ ...options, scheduler, trace, judge, target, standing, directory, database, masterKey });
}

/** A world. */
export class ImportWorld {
  readonly #parts: ImportWorldParts;
  readonly #network: Network;
  readonly #workers: Workers;
  readonly #script: Script;
  readonly #imports: ImportScript;
  readonly #mishaps: ReturnType<typeof seededRandom>;
  readonly judge: ImportJudge;
  #plan;
  #habits;
  #faults = 0;
  #credential = FIRST_PASSWORD;

  constructor(parts: ImportWorldParts) {
    this.#parts = parts;
    const { seed, scheduler, trace, judge, target, standing, directory, database } = parts;
    const { scene, habits, safeguardPercent } = parts.scene;
    const { act, appId, notify } = directory;
    this.#plan = scene.plan;
    this.#habits = habits;
    this.#mishaps = seededRandom(seed, "mishaps");
    // A list that is shown as empty tells a total of none.
    const tellsTrueTotal = () => this.#habits.total === "true" && this.#habits.emptyRate === 0;
    const mustShowAll = () => tellsTrueTotal() || showsAllRows(this.#habits);
    this.judge = new ImportJudge({
      judge,
      database,
      appId,
      target,
      clock: scheduler,
      safeguardPercent,
      showsInactive: parts.scene.rules.showInactiveUsers,
      mustShowAll,
    });
    target.onWrite = (write) => {
      judge.written(write);
      if (write.type === "User" && write.kind !== "changed") this.judge.populationChanged();
    };
    const server = unrulyServer(target.server, seededRandom(seed, "habits"), {
      habitsNow: () => this.#habits,
      onPage: (page) => this.judge.shown(page),
    });
    this.#network = new Network({
      scheduler,
      random: seededRandom(seed, "network"),
      target: { ...target, server },
      trace,
      watcher: this.#watcher(),
      plan: () => this.#plan,
    });
    this.#workers = new Workers(this.#workersParts());
    const changes = directory.changes;
    const onResume = () => judge.resumed();
    this.#script = new Script({ changes, random: seededRandom(seed, "script"), scene, standing, trace, onResume });
    this.#imports = new ImportScript({
      act,
      appId,
      notify,
      random: seededRandom(seed, "imports"),
      target,
      untouchable: new Set(standing.strangers),
      judge: this.judge,
      trace,
    });
  }

  #workersParts(): WorkersParts {
    const { seed, scheduler, judge, directory, trace, masterKey, database, bug, scene } = this.#parts;
    const random = seededRandom(seed, "workers");
    const plan = () => this.#plan;
    const onFault = () => {
      this.#faults += 1;
    };
    return {
      scheduler,
      random,
      store: judge.watch(directory.store, directory),
      network: this.#network,
      wrapFetch: (fetch) => fetch,
      masterKey,
      scene: scene.scene,
      trace,
      plan,
      onStoreFault: onFault,
      onError: (text) => {
        if (!text.includes("The connection to the database was lost")) judge.say("noFaultOfOurs", text);
      },
      besides: ({ process, ports }) =>
        createImportWork({
          ports,
          process,
          scheduler,
          random,
          trace,
          plan,
          onFault,
          database,
          bug: importBugOf(bug),
          judge: this.judge,
          notify: directory.notify,
        }),
    };
  }

  /** Imports have no lease in their address: they are watched by a judge of their own. */
  #watcher(): NetworkWatcher {
    const { judge } = this.#parts;
    return {
      sent: (request) => (request.lease === "" ? this.judge.sent(request.method, request.path) : judge.sent(request)),
      arrived: (request) => judge.arrived(request),
      answered: (request, answer) => {
        if (request.lease !== "") judge.answered(request, answer);
      },
    };
  }

  /** Settings, people, accounts, and nobody at work yet. */
  async begin(): Promise<void> {
    const { directory, scene } = this.#parts;
    const { act, appId } = directory;
    await updateToDirectory(act, appId, { change: { match: scene.rules }, dueAt: () => null });
    const { safeguardPercent: percent } = scene;
    await writeAppSafeguard(
      act,
      appId,
      percent === undefined ? { status: "DISABLED" } : { status: "ENABLED", percent, from: 1 },
    );
    for (let count = scene.accounts; count > 0; count -= 1) await this.#imports.newAccount();
    await this.#script.begin();
  }

  /** Changes, deeds and mishaps, until the scene is over. */
  async live(): Promise<void> {
    const { scheduler, scene } = this.#parts;
    const { changes, durationMs } = scene.scene;
    await this.begin();
    this.#workers.startAll();
    const random = this.#mishaps;
    for (let change = 0; change < changes; change += 1)
      scheduler.after(random.next() * durationMs, () => this.#script.change());
    for (let deed = 0; deed < scene.deeds; deed += 1)
      scheduler.after(random.next() * durationMs, () => this.#imports.deed());
    this.#arrangeMishaps();
    const end = scheduler.now() + durationMs;
    for (;;) {
      const nextAt = scheduler.nextAt();
      if (nextAt === undefined || nextAt > end) return;
      await scheduler.step();
    }
  }

  #arrangeMishaps(): void {
    const { scheduler, scene } = this.#parts;
    const random = this.#mishaps;
    const happen: Record<keyof Mishaps, () => void> = {
      workerCrash: () => this.#workers.crash(random.between(100, 30_000)),
      workerStop: () => this.#workers.stop(random.between(100, 5_000)),
      workerFreeze: () => this.#workers.freeze(random.between(1_000, 50_000)),
      serverRestart: () => this.#network.restartTarget(random.between(100, 20_000)),
      credentialChange: () => this.#changeCredential(),
      accountRemoved: () => undefined,
    };
    for (const [name, rate] of Object.entries(scene.scene.plan.mishaps)) {
      const count = rate === 0 ? 0 : Math.floor(rate + random.next());
      for (let index = 0; index < count; index += 1)
        scheduler.after(random.next() * scene.scene.durationMs, () => {
          this.#faults += 1;
          happen[name as keyof typeof happen]();
        });
    }
  }

  /** The service gets another password; a while later the administrator enters it. */
  #changeCredential(): void {
    const { scheduler, target, trace } = this.#parts;
    const password = `Credential-${scheduler.now()}`;
    this.#credential = password;
    trace.tell("target", () => "has another password");
    target.setPassword(password);
    scheduler.after(this.#mishaps.between(1_000, 60_000), () => this.#enterCredential(password));
  }

  async #enterCredential(password: string): Promise<void> {
    if (password !== this.#credential) return;
    await this.#parts.directory.changes.saveCredential(password);
    this.#parts.judge.resumed();
  }

  /** Nothing goes wrong any more, and the target lists as it should; everything is judged. */
  async comeToRest(): Promise<void> {
    const { judge, directory, trace } = this.#parts;
    trace.tell("world", () => "becomes quiet");
    this.#plan = NO_FAULTS;
    this.#habits = { ...this.#habits, ...HONEST };
    this.#workers.startAll();
    await this.#enterCredential(this.#credential);
    await directory.changes.resume();
    judge.resumed();
    await this.untilQuiet();
    await this.#settle();
    await directory.changes.retryTasks();
    await directory.changes.touchAll();
    judge.resumed();
    await this.untilQuiet();
    await this.#judgeAll();
  }

  /** Imports until one finds nothing to do. */
  async #settle(): Promise<void> {
    for (let count = 0; count < SETTLING_IMPORTS_MAX; count += 1) {
      const before = await this.judge.fingerprint();
      await this.importAll();
      if ((await this.judge.fingerprint()) === before) return;
    }
  }

  /** A whole import, and all that follows from it. */
  async importAll(): Promise<void> {
    await this.#imports.start("FULL");
    await this.untilQuiet();
  }

  async #judgeAll(): Promise<void> {
    const { judge, directory, target, standing } = this.#parts;
    const { features } = this.#parts.scene.scene.setup;
    await this.importAll();
    judgeRest(judge, {
      view: await directory.view(),
      users: await target.users(),
      groups: await target.groups(),
      mappings: this.#script.mappings,
      features,
      strangers: new Set(standing.strangers),
      chosenGroup: standing.chosenGroup,
      foreign: new Map(),
      keepsForeign: true,
    });
    await this.judge.judgeKnown();
    const [before, writes] = [await this.judge.fingerprint(), judge.writes];
    await this.importAll();
    if ((await this.judge.fingerprint()) !== before || judge.writes > writes)
      judge.say("nothingNewNothingWritten", "An import changed people or app users although nothing had changed");
    if ((await this.judge.runs()).at(-1)?.state !== "DONE") judge.say("quiet", "The last import did not end well");
    await this.#judgeClean();
  }

  async #judgeClean(): Promise<void> {
    const { judge, directory } = this.#parts;
    const { appUsers, pushes } = await directory.view();
    if ([...appUsers, ...pushes].some(({ taskCause }) => taskCause !== undefined)) return;
    const before = judge.writes;
    await directory.changes.touchAll();
    await this.untilQuiet();
    if (judge.writes > before)
      judge.say("cleanIsClean", `${judge.writes - before} writes although nothing had changed`);
  }

  /** As `importAll`, with a mishap after so many events; false when the import was over by then. */
  async importWithMishap(afterEvents: number, mishap: "workerDies" | "targetRestarts"): Promise<boolean> {
    const { scheduler } = this.#parts;
    await this.#imports.start("FULL");
    for (let events = 0; events < afterEvents; events += 1) await scheduler.step();
    const isUnderWay = (await this.judge.openRuns()).length > 0;
    if (mishap === "workerDies") this.#workers.crash(500);
    else this.#network.restartTarget(500);
    await this.untilQuiet();
    return isUnderWay;
  }

  /** The directory's workers start. */
  startWorkers(): void {
    this.#workers.startAll();
  }

  /** Accounts of the target that people of the directory have. */
  async linkedAccounts(): Promise<readonly string[]> {
    const { appUsers } = await this.#parts.directory.view();
    return appUsers.flatMap(({ externalId }) => externalId ?? []).toSorted();
  }

  /** People of the target remove an account. */
  async removeAccount(id: string): Promise<void> {
    await this.#parts.target.removeUser(id);
    this.judge.populationChanged(id);
  }

  /** People of the target make accounts. */
  async addAccounts(count: number): Promise<void> {
    for (let left = count; left > 0; left -= 1) await this.#imports.newAccount();
  }

  /** Time runs until nothing is due and no import is under way; held ones are approved. */
  async untilQuiet(): Promise<void> {
    const { scheduler, judge } = this.#parts;
    const [end, eventsMax] = [scheduler.now() + QUIET_WITHIN_MS, scheduler.eventsRun + QUIET_EVENTS_MAX];
    let lookAt = 0;
    for (;;) {
      if (scheduler.now() >= lookAt) {
        if (await this.#isQuiet()) return;
        lookAt = scheduler.now() + LOOK_EVERY_MS;
      }
      if (!(await scheduler.step()) || scheduler.now() > end || scheduler.eventsRun > eventsMax)
        return judge.say("quiet", "Work is still waiting after everything has had its time.");
    }
  }

  async #isQuiet(): Promise<boolean> {
    const { appUsers, pushes } = await this.#parts.directory.view();
    await this.#imports.approveHeld();
    const open = await this.judge.openRuns();
    return open.length === 0 && ![...appUsers, ...pushes].some((row) => row.isDirty || row.isLeased);
  }

  /** Faults that struck. */
  get faults(): number {
    return this.#network.faults + this.#faults;
  }

  get violations(): readonly Violation[] {
    return this.#parts.judge.violations;
  }

  get events(): number {
    return this.#parts.scheduler.eventsRun;
  }

  async close(): Promise<void> {
    await this.#parts.directory.close();
  }
}
