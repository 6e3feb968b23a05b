/**
 * One seed's world of budgets: settings that concern everybody, single changes beside them, and people who let pass or refuse what is held.
 * Over PostgreSQL, since budgets are counted there. In every other world answers get lost; workers live, since what nobody recorded is counted
 * only by whoever finds it.
 */
import type { Database } from "@lockstep/database";
import { type DirectoryTables, writeAppBudget } from "@lockstep/directory-app/simulation";
import { interposeDatabase } from "../../database/testing/interposed-database.ts";
import { withOrderedIds } from "../imports/import-work.ts";
import { MAPPING_SETS } from "../mappings.ts";
import { judgeRest } from "../oracle/at-rest.ts";
import { Judge, type Violation } from "../oracle/judge.ts";
import { createPostgresDirectory, type PostgresDirectory, sweep } from "../postgres/create-postgres-directory.ts";
import { type FaultPlan, NO_FAULTS } from "../world/fault-plan.ts";
import { Network } from "../world/network.ts";
import { drawScene, FIRST_PASSWORD, type Scene } from "../world/scene.ts";
import { Scheduler } from "../world/scheduler.ts";
import { type SeededRandom, seededRandom } from "../world/seeded-random.ts";
import { createTarget, type Target } from "../world/target.ts";
import { keepTrace, NO_TRACE, type Trace } from "../world/trace.ts";
import { Workers } from "../world/workers.ts";
import { type ApprovalBug, approvalBugOf, type PlantedApprovalBug } from "./approval-bugs.ts";
import { type Allowance, ApprovalJudge } from "./approval-judge.ts";
import { ApprovalScript } from "./approval-script.ts";

/** How a seed is run. `database`: without apps, people and groups; it is so again afterwards. */
export interface ApprovalSimulationOptions {
  readonly seed: number;
  readonly database: Database<DirectoryTables>;
  readonly bug?: PlantedApprovalBug | undefined;
  readonly isTraced?: boolean;
}

/** What came of it. */
export interface ApprovalSimulationResult {
  readonly seed: number;
  readonly violations: readonly Violation[];
  /** Holds that were opened. */
  readonly holds: number;
  readonly writes: number;
  readonly trace: readonly string[];
}

const START_AT = Date.UTC(2030, 0, 1);
const QUIET_WITHIN_MS = 6 * 60 * 60 * 1000;
const QUIET_EVENTS_MAX = 60_000;
const LOOK_EVERY_MS = 1_000;

/** Runs a seed. */
export async function simulateApprovals(options: ApprovalSimulationOptions): Promise<ApprovalSimulationResult> {
  const world = await createWorld(options);
  await world.live();
  await world.comeToRest();
  const result = await world.result();
  await world.close();
  return result;
}

/** Answers get lost, whether or not the target has carried the request out. */
function lossesOf(seed: number): FaultPlan {
  if (seed % 2 === 1) return NO_FAULTS;
  const { requestWeights } = NO_FAULTS;
  const none = Object.fromEntries(Object.keys(requestWeights).map((fault) => [fault, 0])) as typeof requestWeights;
  const weights = { ...none, resetBefore: 1, resetAfter: 3, errorAfter: 1 };
  return { ...NO_FAULTS, requestRate: seededRandom(seed, "losses").pick([0.1, 0.3]), requestWeights: weights };
}

/** Everything is on, and nothing fails but what is lost on the way. */
function drawQuietScene(random: SeededRandom, plan: FaultPlan): Scene {
  const drawn = drawScene(random);
  return {
    ...drawn,
    setup: {
      ...drawn.setup,
      features: { createUsers: true, updateUserAttributes: true, deactivateUsers: true, syncPassword: false },
      mappings: (MAPPING_SETS[2] ?? []).map(({ mapping }) => mapping),
    },
    plan,
    isLax: false,
    changes: random.between(14, 30),
    durationMs: random.between(5, 60) * 1000,
  };
}

interface WorldParts {
  readonly seed: number;
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  readonly scene: Scene;
  readonly allowance: Allowance;
  readonly judge: Judge;
  readonly target: Target;
  readonly directory: PostgresDirectory;
  readonly masterKey: Uint8Array;
  readonly bug: ApprovalBug;
}

async function createWorld(options: ApprovalSimulationOptions): Promise<ApprovalWorld> {
  const { seed } = options;
  const bug = approvalBugOf(options.bug);
  const scheduler = new Scheduler(START_AT, seededRandom(seed, "order"));
  const trace = options.isTraced === true ? keepTrace(scheduler, START_AT) : NO_TRACE;
  const random = seededRandom(seed, "approval scene");
  const scene = drawQuietScene(random, lossesOf(seed));
  const allowance = { attributeOverwrites: random.between(1, 3), deactivations: random.between(1, 2) };
  const judge = new Judge(scheduler, { obeysHeaders: scene.setup.dialect === "rfc" });
  const masterKey = seededRandom(seed, "key").bytes(32);
  const target = createTarget(
    { clock: scheduler, random: seededRandom(seed, "target") },
    { isLax: false, password: FIRST_PASSWORD },
  );
  const database = interposeDatabase(withOrderedIds(options.database), {
    unit: (_, work) => work(),
    statement: (query, execute) => execute({ ...query, sql: bug.statement?.(query.sql) ?? query.sql }),
  });
  const ids = seededRandom(seed, "ids");
  const directory = await createPostgresDirectory(
    { clock: scheduler, random: ids, masterKey, target, database, sweepsByItself: true },
    scene.setup,
  );
  await writeAppBudget(directory.act, directory.appId, {
    attributeOverwrites: { percent: null, count: allowance.attributeOverwrites },
    deactivations: { percent: null, count: allowance.deactivations },
  });
  return new ApprovalWorld({ seed, scheduler, trace, scene, allowance, judge, target, directory, masterKey, bug });
}

class ApprovalWorld {
  readonly #parts: WorldParts;
  readonly #random: SeededRandom;
  readonly #approvals: ApprovalJudge;
  readonly #script: ApprovalScript;
  readonly #workers: Workers;
  readonly #delays: SeededRandom;
  #isSweepComing = false;
  #isFaulty = false;

  constructor(parts: WorldParts) {
    this.#parts = parts;
    const { seed, scheduler, trace, scene, judge, target, directory, masterKey, bug, allowance } = parts;
    this.#random = seededRandom(seed, "deeds");
    this.#delays = seededRandom(seed, "sweeps");
    this.#approvals = new ApprovalJudge(judge, allowance);
    target.onWrite = (write) => {
      judge.written(write);
      this.#approvals.written(write);
    };
    this.#script = new ApprovalScript({
      ...directory,
      random: this.#random,
      judge: this.#approvals,
      trace,
      mappings: MAPPING_SETS[2] ?? [],
      after: (delayMs, work) => void scheduler.after(delayMs, work),
    });
    const plan = () => (this.#isFaulty ? scene.plan : NO_FAULTS);
    const network = new Network({
      scheduler,
      random: seededRandom(seed, "network"),
      target,
      trace,
      watcher: judge,
      plan,
    });
    const watched = judge.watch(directory.store, directory);
    const store: typeof watched = {
      ...watched,
      claim: async (options) => {
        const claims = await watched.claim(options);
        await this.#lookAtHolds();
        this.#sweepLater();
        return claims;
      },
    };
    this.#workers = new Workers({
      scheduler,
      random: seededRandom(seed, "workers"),
      store: bug.store?.(store) ?? store,
      network,
      wrapFetch: (fetch) => fetch,
      masterKey,
      scene,
      trace,
      plan,
      onStoreFault: () => undefined,
      onError: (text) => judge.say("noFaultOfOurs", text),
    });
  }

  async #lookAtHolds(): Promise<void> {
    this.#approvals.opened(await this.#script.openHolds(), this.#script.stateOf);
  }

  /** Everybody gets an account; then settings, changes and answers until the scene is over. */
  async live(): Promise<void> {
    const { scheduler, scene } = this.#parts;
    await this.#script.begin(this.#random.between(5, 12));
    await this.#parts.directory.store.listen(() => this.#sweepLater());
    this.#workers.startAll();
    await this.#untilQuiet();
    this.#isFaulty = true;
    for (let deed = 0; deed < scene.changes; deed += 1)
      scheduler.after(this.#random.next() * scene.durationMs, () => this.#script.deed());
    const end = scheduler.now() + scene.durationMs;
    for (;;) {
      const nextAt = scheduler.nextAt();
      if (nextAt === undefined || nextAt > end) return;
      await scheduler.step();
    }
  }

  /** A lane of its own: what is asked for, by people or by a claim, is compared a while later. */
  #sweepLater(): void {
    const { scheduler, directory } = this.#parts;
    if (this.#isSweepComing) return;
    this.#isSweepComing = true;
    scheduler.after(this.#delays.pick([20, 200, 2_000]), async () => {
      this.#isSweepComing = false;
      if (!(await this.#isUnswept())) return;
      await sweep(directory.act);
      directory.notify();
    });
  }

  /** Nobody changes anything more, and whatever is held is let pass. */
  async comeToRest(): Promise<void> {
    const { directory, judge, target, scene, trace } = this.#parts;
    trace.tell("world", () => "becomes quiet");
    this.#isFaulty = false;
    await directory.changes.resume();
    judge.resumed();
    await this.#untilQuiet();
    this.#approvals.changed("all");
    // What was refused is due again, and asked about again.
    await directory.changes.touchAll();
    await this.#untilQuiet();
    judgeRest(judge, {
      view: await directory.view(),
      users: await target.users(),
      groups: await target.groups(),
      mappings: this.#script.mappings(),
      // An account whose switching off was refused stays on.
      features: { ...scene.setup.features, deactivateUsers: false },
      strangers: new Set(),
      chosenGroup: "",
      foreign: new Map(),
      keepsForeign: true,
    });
  }

  async #untilQuiet(): Promise<void> {
    const { scheduler, judge, directory } = this.#parts;
    const [end, eventsMax] = [scheduler.now() + QUIET_WITHIN_MS, scheduler.eventsRun + QUIET_EVENTS_MAX];
    let lookAt = 0;
    for (;;) {
      if (scheduler.now() >= lookAt) {
        const { appUsers } = await directory.view();
        if (!appUsers.some((row) => row.isDirty || row.isLeased) && !(await this.#isUnswept())) return;
        await this.#script.answer("APPROVED");
        lookAt = scheduler.now() + LOOK_EVERY_MS;
      }
      if (!(await scheduler.step()) || scheduler.now() > end || scheduler.eventsRun > eventsMax)
        return judge.say("quiet", "Work is still waiting after everything has had its time.");
    }
  }

  async #isUnswept(): Promise<boolean> {
    const { rows } = await this.#parts.directory.act.database.pool.query<{ unswept: boolean }>(
      "select sweep_version > swept_version as unswept from app where id = $1",
      [this.#parts.directory.appId],
    );
    return rows[0]?.unswept === true;
  }

  async result(): Promise<ApprovalSimulationResult> {
    const { seed, judge, trace, directory } = this.#parts;
    const { rows } = await directory.act.database.pool.query<{ holds: number }>(
      "select count(*)::int as holds from budget_hold",
    );
    const { violations, writes } = judge;
    return { seed, violations, holds: rows[0]?.holds ?? 0, writes, trace: trace.lines() };
  }

  async close(): Promise<void> {
    await this.#parts.directory.close();
  }
}
