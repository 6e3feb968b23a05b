/** What people do in a seed's world: a change now and then, drawn from what is possible at that moment. */
import { DirectoryError } from "@lockstep/directory-app/simulation";
import type { GroupId, PersonId } from "@lockstep/ports";
import type { DirectoryChanges, PersonMove } from "../directory.ts";
import { CREATE_ONLY, MAPPING_SETS, type MappedAttribute } from "../mappings.ts";
import { DEPARTMENTS, drawProfile, emailOf, GROUP_NAMES, type Scene, type Standing, TITLES } from "./scene.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { Trace } from "./trace.ts";

type ChangeName =
  | "hire"
  | "rename"
  | "retitle"
  | "move"
  | "assign"
  | "unassign"
  | "setPassword"
  | "newGroup"
  | "renameGroup"
  | "join"
  | "leave"
  | "assignGroup"
  | "unassignGroup"
  | "push"
  | "pushChange"
  | "remap"
  | "features"
  | "pause"
  | "all";

const WEIGHTS: Readonly<Record<ChangeName, number>> = {
  hire: 5,
  rename: 4,
  retitle: 6,
  move: 5,
  assign: 6,
  unassign: 4,
  setPassword: 3,
  newGroup: 1,
  renameGroup: 2,
  join: 6,
  leave: 4,
  assignGroup: 2,
  unassignGroup: 1,
  push: 2,
  pushChange: 2,
  remap: 1,
  features: 0,
  pause: 0,
  all: 0.5,
};
const PEOPLE_MAX = 8;
const GROUPS_MAX = 4;
/** Addresses that people share now and then, so that two want the same account. */
const SHARED_EMAILS = 3;

/** What the script is made of. */
export interface ScriptParts {
  readonly changes: DirectoryChanges;
  readonly random: SeededRandom;
  readonly scene: Scene;
  readonly standing: Standing;
  readonly trace: Trace;
  /** Told when a person lets the app go on. */
  readonly onResume: () => void;
}

/** The people who make the changes. */
export class Script {
  readonly #parts: ScriptParts;
  readonly people: PersonId[] = [];
  readonly groups: GroupId[] = [];
  readonly #pushes: string[] = [];
  readonly #passwords = new Map<PersonId, number>();
  #hired = 0;
  #named = 0;
  #emails = 0;
  #isChosen = false;
  mappings: readonly MappedAttribute[] = MAPPING_SETS[0] ?? [];

  constructor(parts: ScriptParts) {
    this.#parts = parts;
  }

  /** A small company to begin with. */
  async begin(): Promise<void> {
    const { random } = this.#parts;
    for (let count = random.between(1, 4); count > 0; count -= 1) await this.#make("hire");
    for (let count = random.between(0, 2); count > 0; count -= 1) await this.#make("newGroup");
    for (let count = random.between(1, 4); count > 0; count -= 1) await this.#make("assign");
    for (let count = random.between(0, 4); count > 0; count -= 1) await this.#make("join");
    if (random.chance(0.6)) await this.#make("assignGroup");
    if (random.chance(0.6)) await this.#make("push");
  }

  /** One change. */
  async change(): Promise<void> {
    const { random, scene } = this.#parts;
    const { features, pauses } = scene.kinds;
    await this.#make(random.weighted({ ...WEIGHTS, features: features ? 3 : 0, pause: pauses ? 3 : 0 }));
  }

  /** A change that makes the worker look at a person: the name is mapped always. */
  async changeName(personId: PersonId): Promise<void> {
    this.#named += 1;
    const firstName = `Name ${this.#named}`;
    await this.#attempt(`firstName = ${firstName} ${personId}`, () =>
      this.#parts.changes.changeProfile(personId, { firstName }),
    );
  }

  /** Nothing is to be sent to the app. */
  pause(): Promise<void> {
    return this.#attempt("pause", () => this.#parts.changes.pause());
  }

  /** The app goes on. */
  resume(): Promise<void> {
    return this.#attempt("resume", async () => {
      await this.#parts.changes.resume();
      this.#parts.onResume();
    });
  }

  /** A person comes into a group. */
  join(group: GroupId, person: PersonId): Promise<void> {
    return this.#attempt(`join ${person} ${group}`, () => this.#parts.changes.addMember(group, person));
  }

  /** A person goes out of a group. */
  leave(group: GroupId, person: PersonId): Promise<void> {
    return this.#attempt(`leave ${person} ${group}`, () => this.#parts.changes.removeMember(group, person));
  }

  async #make(name: ChangeName): Promise<void> {
    const { random, changes } = this.#parts;
    const person = this.people.length === 0 ? undefined : random.pick(this.people);
    const group = this.groups.length === 0 ? undefined : random.pick(this.groups);
    const ofPerson = async (what: string, work: (id: PersonId) => Promise<unknown>) => {
      if (person !== undefined) await this.#attempt(`${what} ${person}`, () => work(person));
    };
    const ofGroup = async (what: string, work: (id: GroupId) => Promise<unknown>) => {
      if (group !== undefined) await this.#attempt(`${what} ${group}`, () => work(group));
    };
    switch (name) {
      case "hire":
        return await this.#hire();
      case "rename": {
        const email = this.#nextEmail();
        return await ofPerson(`rename to ${email}`, (id) => changes.changeProfile(id, { email }));
      }
      case "retitle": {
        const [attribute, values] = random.pick([["title", TITLES] as const, ["department", DEPARTMENTS] as const]);
        const value = random.chance(0.25) ? null : random.pick(values);
        return await ofPerson(`${attribute} = ${value}`, (id) => changes.changeProfile(id, { [attribute]: value }));
      }
      case "move": {
        const move: PersonMove = random.pick([
          "activate",
          "activate",
          "deactivate",
          "suspend",
          "unsuspend",
          "unsuspend",
        ] as const);
        return await ofPerson(move, (id) => changes.move(id, move));
      }
      case "assign":
        return await ofPerson("assign", (id) => changes.assign(id));
      case "unassign":
        return await ofPerson("unassign", (id) => changes.unassign(id));
      case "setPassword":
        return await ofPerson("setPassword", (id) => changes.setPassword(id, this.#nextPassword(id)));
      case "newGroup":
        return await this.#newGroup();
      case "renameGroup": {
        const title = random.pick(GROUP_NAMES);
        const suffix = random.between(1, 3);
        return await ofGroup(`renameGroup ${title} ${suffix}`, (id) =>
          changes.renameGroup(id, `${title} ${suffix} ${id.slice(-2)}`),
        );
      }
      case "join":
        return group === undefined || person === undefined ? undefined : await this.join(group, person);
      case "leave":
        return group === undefined || person === undefined ? undefined : await this.leave(group, person);
      case "assignGroup":
        return await ofGroup("assignGroup", (id) => changes.assignGroup(id));
      case "unassignGroup":
        return await ofGroup("unassignGroup", (id) => changes.unassignGroup(id));
      case "push":
        return await ofGroup("push", (id) => this.#push(id));
      case "pushChange":
        return await this.#changePush();
      case "remap":
        return await this.#remap();
      case "features":
        return await this.#switchFeature();
      case "pause":
        return await this.#pauseOrResume();
      case "all":
        return random.chance(0.5)
          ? await this.#attempt("forceSync", () => this.#forceSync())
          : await this.#attempt("retryTasks", () => this.#retryTasks());
    }
  }

  async #hire(): Promise<void> {
    if (this.people.length >= PEOPLE_MAX) return;
    const { random, changes } = this.#parts;
    this.#hired += 1;
    const profile = drawProfile(random, { person: this.#hired, email: this.#nextEmailNumber() });
    await this.#attempt(`hire ${profile["email"]}`, async () => {
      const id = await changes.hire({ profile, password: "Not-synced-yet-1" });
      this.people.push(id);
      if (random.chance(0.7)) await changes.assign(id);
    });
  }

  async #newGroup(): Promise<void> {
    if (this.groups.length >= GROUPS_MAX) return;
    const name = GROUP_NAMES[this.groups.length] ?? "Group";
    await this.#attempt(`newGroup ${name}`, async () => {
      this.groups.push(await this.#parts.changes.createGroup(name));
    });
  }

  async #push(groupId: GroupId): Promise<void> {
    const { changes, scene, standing, random } = this.#parts;
    const isChosen = scene.kinds.choice && !this.#isChosen && random.chance(0.5);
    this.#pushes.push(await changes.push(groupId, isChosen ? standing.chosenGroup : undefined));
    this.#isChosen ||= isChosen;
  }

  async #changePush(): Promise<void> {
    if (this.#pushes.length === 0) return;
    const { changes, random } = this.#parts;
    const id = random.pick(this.#pushes);
    const kind = random.pick(["now", "off", "on", "unlink", "delete"] as const);
    await this.#attempt(`push ${kind} ${id}`, async () => {
      if (kind === "now") return await changes.pushNow(id);
      if (kind === "on") return await changes.setPushStatus(id, "ACTIVE");
      await changes.setPushStatus(id, "INACTIVE");
      // A chosen group belongs to others: it is never deleted here.
      if (kind !== "off") await changes.unlink(id, kind === "delete" && !this.#parts.scene.kinds.choice);
    });
  }

  async #remap(): Promise<void> {
    const { changes, random, scene } = this.#parts;
    const set = random.pick(MAPPING_SETS);
    const extra = scene.setup.mappings.includes(CREATE_ONLY) ? [CREATE_ONLY] : [];
    await this.#attempt(`remap to ${MAPPING_SETS.indexOf(set)}`, async () => {
      await changes.replaceMappings([...set.map(({ mapping }) => mapping), ...extra]);
      this.mappings = set;
    });
  }

  async #switchFeature(): Promise<void> {
    const { changes, random } = this.#parts;
    const name = random.pick(["createUsers", "updateUserAttributes", "deactivateUsers"] as const);
    const isOn = random.chance(0.6);
    await this.#attempt(`${name} ${isOn ? "on" : "off"}`, () => changes.setFeatures({ [name]: isOn }));
  }

  async #pauseOrResume(): Promise<void> {
    await (this.#parts.random.chance(0.5) ? this.pause() : this.resume());
  }

  async #forceSync(): Promise<void> {
    await this.#parts.changes.forceSync();
  }

  async #retryTasks(): Promise<void> {
    await this.#parts.changes.retryTasks();
    this.#parts.onResume();
  }

  #nextEmail(): string {
    return emailOf(this.#nextEmailNumber());
  }

  #nextEmailNumber(): number {
    const { random, scene } = this.#parts;
    if (scene.kinds.sharedNames && random.chance(0.4)) return random.between(1, SHARED_EMAILS);
    this.#emails += 1;
    return SHARED_EMAILS + this.#emails;
  }

  #nextPassword(personId: PersonId): string {
    const number = (this.#passwords.get(personId) ?? 0) + 1;
    this.#passwords.set(personId, number);
    return `Dir-${personId}-${number}`;
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
