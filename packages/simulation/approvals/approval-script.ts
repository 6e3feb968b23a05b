/** What people do around budgets: settings that concern everybody, plans, and answers to what is held. */
import {
  type Act,
  applyPlan,
  claimPlan,
  DirectoryError,
  decideHold,
  listHoldSubjects,
  listHolds,
  type MappingRow,
  runPlan,
  startPlan,
} from "@lockstep/directory-app/simulation";
import type { AppId, PersonId } from "@lockstep/ports";
import type { DirectoryChanges } from "../directory.ts";
import type { MappedAttribute } from "../mappings.ts";
import { DEPARTMENTS } from "../world/scene.ts";
import type { SeededRandom } from "../world/seeded-random.ts";
import type { Trace } from "../world/trace.ts";
import type { ApprovalJudge, JudgedDirection, ListedHold, StateOf } from "./approval-judge.ts";

const WEIGHTS = {
  remap: 5,
  remapBack: 2,
  otherSetting: 2,
  plan: 2,
  approve: 5,
  reject: 1,
  department: 4,
  unassign: 2,
  assign: 2,
  pause: 3,
  resume: 4,
} as const;
type Deed = keyof typeof WEIGHTS;

/** Setting and answer follow each other within so many milliseconds, so that the second meets the work of the first. */
const HASTE_MS = 400;

/** What the script is made of. */
export interface ApprovalScriptParts {
  readonly act: Act;
  readonly appId: AppId;
  readonly changes: DirectoryChanges;
  readonly random: SeededRandom;
  readonly judge: ApprovalJudge;
  readonly trace: Trace;
  /** Mappings that never change, without the one of the title. */
  readonly mappings: readonly MappedAttribute[];
  readonly notify: () => void;
  readonly after: (delayMs: number, work: () => Promise<void>) => void;
}

/** The people. */
export class ApprovalScript {
  readonly #parts: ApprovalScriptParts;
  readonly people: PersonId[] = [];
  readonly #departments = new Map<PersonId, string>();
  #generation = 1;
  #newest = 1;
  #hasNickName = false;

  constructor(parts: ApprovalScriptParts) {
    this.#parts = parts;
  }

  /** Everybody who will ever have the app. */
  async begin(count: number): Promise<void> {
    const { changes, random } = this.#parts;
    await changes.replaceMappings(this.#rows());
    for (let number = 1; number <= count; number += 1) {
      const department = random.pick(DEPARTMENTS);
      const mail = `p${number}@example.com`;
      const profile = { login: mail, email: mail, firstName: `P${number}`, lastName: "Nr", department };
      const id = await changes.hire({ profile, password: "Not-synced-1" });
      await changes.assign(id);
      this.people.push(id);
      this.#departments.set(id, department);
    }
  }

  /** What the title of a person's account is to be by the settings of now. */
  readonly stateOf: StateOf = (personId) => this.#titleBy(this.#generation, this.#departments.get(personId) ?? "");

  /** All mappings of now, with what they must come to. */
  mappings(): readonly MappedAttribute[] {
    const generation = this.#generation;
    const title: MappedAttribute = {
      mapping: {
        attribute: "title",
        expression: `'G${generation} ' + user.department`,
        pushStatus: "PUSH",
      },
      read: (account) => account["title"] ?? null,
      expected: (profile) => this.#titleBy(generation, String(profile["department"])),
    };
    return [...this.#parts.mappings, title];
  }

  #titleBy(generation: number, department: string): string {
    return `G${generation} ${department}`;
  }

  #rows(): readonly MappingRow[] {
    const rows = this.mappings().map(({ mapping }) => mapping);
    const nickName: MappingRow = { attribute: "nickName", expression: "user.nickName", pushStatus: "PUSH" };
    return this.#hasNickName ? [...rows, nickName] : rows;
  }

  /** One deed, and now and then another one close behind it. */
  async deed(): Promise<void> {
    const { random, after } = this.#parts;
    await this.#do(random.weighted<Deed>(WEIGHTS));
    if (random.chance(0.4))
      after(random.between(1, HASTE_MS), () => this.#do(random.pick(["remap", "remapBack", "approve", "unassign"])));
  }

  async #do(deed: Deed): Promise<void> {
    const { changes, random, judge } = this.#parts;
    const person = random.pick(this.people);
    switch (deed) {
      case "remap":
        this.#newest += 1;
        return await this.#remap(this.#newest);
      case "remapBack":
        return await this.#remap(random.between(Math.max(1, this.#newest - 1), this.#newest));
      case "otherSetting":
        this.#hasNickName = !this.#hasNickName;
        return await this.#attempt("a setting that changes nobody", () => changes.replaceMappings(this.#rows()));
      case "plan":
        return await this.#attempt("plan and apply", () => this.#applyPlan());
      case "approve":
        return await this.answer("APPROVED");
      case "reject":
        return await this.answer("REJECTED");
      case "department": {
        const department = random.pick(DEPARTMENTS);
        return await this.#attempt(`department of ${person} = ${department}`, async () => {
          await changes.changeProfile(person, { department });
          this.#departments.set(person, department);
          judge.changed([person]);
        });
      }
      case "unassign":
      case "assign":
        return await this.#attempt(`${deed} ${person}`, async () => {
          await changes[deed](person);
          judge.changed([person]);
        });
      case "pause":
      case "resume":
        return await this.#attempt(deed, () => changes[deed]());
    }
  }

  async #remap(generation: number): Promise<void> {
    await this.#attempt(`titles G${generation}`, async () => {
      if (generation === this.#generation) return;
      this.#generation = generation;
      this.#parts.judge.changed("all");
      await this.#parts.changes.replaceMappings(this.#rows());
    });
  }

  /** Settings that are planned, looked at, and applied with approval. */
  async #applyPlan(): Promise<void> {
    const { act, appId, judge, notify } = this.#parts;
    const before = this.#generation;
    this.#newest += 1;
    this.#generation = this.#newest;
    const mappings = [...this.#rows()];
    this.#generation = before;
    const plan = await startPlan(act, { appId, personIds: null, proposal: { mappings } });
    const claim = await claimPlan(act, "simulation");
    if (claim === undefined) return;
    await runPlan(act, claim, new AbortController().signal);
    await applyPlan(act, { appId, planId: plan.id }, ["attributeOverwrites", "deactivations", "membershipRemovals"]);
    judge.changed("all");
    this.#generation = this.#newest;
    const applied = await act.database.kysely
      .selectFrom("plan_subject")
      .innerJoin("app_user", "app_user.id", "plan_subject.subject_id")
      .select(["app_user.person_id as personId", "app_user.assigned"])
      .where("plan_id", "=", plan.id)
      .where("applied", "=", true)
      .execute();
    judge.applied(applied, this.stateOf);
    notify();
  }

  /** Open holds, with what they list. */
  async openHolds(): Promise<readonly ListedHold[]> {
    const { kysely } = this.#parts.act.database;
    const holds = await listHolds(kysely, { state: "OPEN", appLimit: null });
    const listed: ListedHold[] = [];
    for (const { id, direction } of holds) {
      const rows = await listHoldSubjects(kysely, { holdId: id, afterId: "", limit: 1_000 });
      const subjects = rows.map(({ source_id: personId, moved }) => ({ personId: personId as PersonId, moved }));
      listed.push({ id, direction: direction as JudgedDirection, subjects });
    }
    return listed;
  }

  /** Everything that is held is decided, one way or the other. */
  async answer(state: "APPROVED" | "REJECTED"): Promise<void> {
    const { act, judge, notify } = this.#parts;
    for (const hold of await this.openHolds()) {
      await this.#attempt(`${hold.direction} of ${hold.subjects.length} ${state}`, async () => {
        await decideHold(act, hold.id, state);
        if (state === "APPROVED") judge.approved(hold);
        notify();
      });
    }
  }

  async #attempt(what: string, work: () => Promise<unknown>): Promise<void> {
    const { trace } = this.#parts;
    try {
      await work();
      trace.tell("people", () => what);
    } catch (error) {
      if (!(error instanceof DirectoryError)) throw error;
      trace.tell("people", () => `${what}: refused`);
    }
  }
}
