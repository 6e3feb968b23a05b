/** Watches budgets: beyond what they allow, an account is changed only into a state that a person let pass. */
import type { PersonId } from "@lockstep/ports";
import type { Judge } from "../oracle/judge.ts";
import type { TargetWrite } from "../world/target.ts";

/** How much may be done unasked, in the whole world: it is shorter than the window of a budget. */
export interface Allowance {
  readonly attributeOverwrites: number;
  readonly deactivations: number;
}

/** A direction that the worlds go in. */
export type JudgedDirection = keyof Allowance;

/** A hold, with what it lists. */
export interface ListedHold {
  readonly id: string;
  readonly direction: JudgedDirection;
  readonly subjects: readonly { readonly personId: PersonId; readonly moved: boolean }[];
}

/** What a person of the directory is to hold in the app now. */
export type StateOf = (personId: PersonId) => string;

interface LetPass {
  readonly state: string;
  /** Nothing changed about the person since: to ask once more would be to forget the answer. */
  isAsAsked: boolean;
}

interface Seen {
  readonly title: string;
  readonly active: boolean;
}

/** The judge of one world. */
export class ApprovalJudge {
  readonly #judge: Judge;
  readonly #allowance: Allowance;
  readonly #accounts = new Map<string, Seen>();
  /** What a hold asked about, by hold and person: the state of the moment at which it was opened. */
  readonly #asked = new Map<string, string>();
  readonly #holds = new Set<string>();
  readonly #letPass: Record<JudgedDirection, Map<PersonId, LetPass>> = {
    attributeOverwrites: new Map(),
    deactivations: new Map(),
  };
  readonly #unasked: Record<JudgedDirection, number> = { attributeOverwrites: 0, deactivations: 0 };

  constructor(judge: Judge, allowance: Allowance) {
    this.#judge = judge;
    this.#allowance = allowance;
  }

  /** What the target was made to hold. */
  written({ kind, type, id, attributes }: TargetWrite): void {
    if (type !== "User" || attributes === undefined) return;
    const before = this.#accounts.get(id);
    const after = { title: String(attributes["title"] ?? ""), active: attributes["active"] === true };
    this.#accounts.set(id, after);
    const person = attributes["externalId"] as PersonId;
    if (kind !== "changed" || before === undefined) return;
    if (before.title !== "" && before.title !== after.title) this.#count("attributeOverwrites", person, after.title);
    if (before.active && !after.active) this.#count("deactivations", person, "off");
  }

  #count(direction: JudgedDirection, person: PersonId, state: string): void {
    const letPass = this.#letPass[direction].get(person);
    if (letPass?.state === state) return void this.#letPass[direction].delete(person);
    this.#unasked[direction] += 1;
    if (this.#unasked[direction] <= this.#allowance[direction]) return;
    const allowed = `${this.#allowance[direction]} are allowed`;
    this.#judge.say(
      "budgetHeld",
      `${person} became "${state}", ${direction} ${this.#unasked[direction]} that nobody let pass: ${allowed}`,
    );
  }

  /** The holds that are open after a claim, which is what opens them. */
  opened(holds: readonly ListedHold[], stateOf: StateOf): void {
    for (const { id, direction, subjects } of holds) {
      if (this.#holds.has(id)) continue;
      this.#holds.add(id);
      for (const { personId } of subjects) {
        const state = direction === "deactivations" ? "off" : stateOf(personId);
        this.#asked.set(`${id} ${personId}`, state);
        const letPass = this.#letPass[direction].get(personId);
        if (letPass?.isAsAsked === true && letPass.state === state)
          this.#judge.say("answerKept", `${id} asks once more whether ${personId} may become "${state}"`);
      }
    }
  }

  /** A person lets pass what a hold asked about, but for whoever moved since. */
  approved({ id, direction, subjects }: ListedHold): void {
    for (const { personId, moved } of subjects) {
      const state = this.#asked.get(`${id} ${personId}`);
      if (!moved && state !== undefined) this.#letPass[direction].set(personId, { state, isAsAsked: true });
    }
  }

  /** A plan is applied: it showed what these people are to hold by the settings that it saves, and who is to lose the account. */
  applied(people: readonly { readonly personId: PersonId; readonly assigned: boolean }[], stateOf: StateOf): void {
    for (const { personId, assigned } of people) {
      const direction = assigned ? "attributeOverwrites" : "deactivations";
      this.#letPass[direction].set(personId, { state: assigned ? stateOf(personId) : "off", isAsAsked: true });
    }
  }

  /** Something changed about these people, or about all: whether they are asked about again is the directory's business. */
  changed(people: readonly PersonId[] | "all"): void {
    for (const letPass of Object.values(this.#letPass)) {
      for (const [personId, one] of letPass) if (people === "all" || people.includes(personId)) one.isAsAsked = false;
    }
  }
}
