/** What people do around imports: administrators ask for them and decide, and the target's own people change its accounts. */
import {
  type Act,
  approveImport,
  cancelImport,
  confirmImportRows,
  DirectoryError,
  startImport,
} from "@lockstep/directory-app/simulation";
import type { AppId } from "@lockstep/ports";
import type { JsonObject } from "@lockstep/scim";
import { emailOf } from "../world/scene.ts";
import type { SeededRandom } from "../world/seeded-random.ts";
import type { Target } from "../world/target.ts";
import type { Trace } from "../world/trace.ts";
import type { ImportJudge } from "./import-judge.ts";

const WEIGHTS = {
  full: 5,
  incremental: 2,
  groups: 0.5,
  cancel: 2,
  approve: 1.5,
  confirm: 2,
  newAccount: 3,
  removeAccount: 4,
  removeMany: 0.7,
  toggleAccount: 1,
} as const;
type Deed = keyof typeof WEIGHTS;

/** What the script is made of. */
export interface ImportScriptParts {
  readonly act: Act;
  readonly appId: AppId;
  readonly notify: () => void;
  readonly random: SeededRandom;
  readonly target: Target;
  /** Accounts and groups that nobody touches. */
  readonly untouchable: ReadonlySet<string>;
  readonly judge: ImportJudge;
  readonly trace: Trace;
}

/** The people. */
export class ImportScript {
  readonly #parts: ImportScriptParts;
  #accounts = 0;

  constructor(parts: ImportScriptParts) {
    this.#parts = parts;
  }

  /** One deed, drawn from what is possible. */
  async deed(): Promise<void> {
    await this.#do(this.#parts.random.weighted<Deed>(WEIGHTS));
  }

  async #do(deed: Deed): Promise<void> {
    switch (deed) {
      case "full":
        return await this.start("FULL");
      case "incremental":
        return await this.start("INCREMENTAL");
      case "groups":
        return await this.start("GROUPS");
      case "cancel":
        return await this.#cancel();
      case "approve":
        return await this.approveHeld();
      case "confirm":
        return await this.#confirm();
      case "newAccount":
        return await this.newAccount();
      case "removeAccount":
        return await this.#removeAccounts(1);
      case "removeMany":
        return await this.#removeAccounts(3);
      case "toggleAccount":
        return await this.#toggleAccount();
    }
  }

  /** Asks for an import; nothing happens when one is under way. */
  async start(mode: "FULL" | "INCREMENTAL" | "GROUPS"): Promise<void> {
    const { act, appId } = this.#parts;
    await this.#attempt(`import ${mode}`, async () => {
      const input = { appId, trigger: "MANUAL", mode } as const;
      await act.database.transaction((trx) => startImport(trx, act, input));
    });
  }

  async #cancel(): Promise<void> {
    const { act, appId, judge, random } = this.#parts;
    const open = await judge.openRuns();
    if (open.length === 0) return;
    const { id } = random.pick(open);
    await this.#attempt("cancel the import", async () => {
      await cancelImport(act, { appId, runId: id });
      await judge.cancelled(id);
    });
  }

  /** Lets held imports go on. */
  async approveHeld(): Promise<void> {
    const { act, appId, judge } = this.#parts;
    for (const { id, state } of await judge.openRuns())
      if (state === "HELD")
        await this.#attempt("approve the import", async () => void (await approveImport(act, { appId, runId: id })));
  }

  /** Rows that wait: linked where they match, taken as new people where they do not, or ignored. */
  async #confirm(): Promise<void> {
    const { act, appId, judge, random } = this.#parts;
    for (const { externalId, hasMatch } of await judge.waitingRows()) {
      if (random.chance(0.5)) continue;
      const action = random.chance(0.15) ? "IGNORE" : hasMatch ? "LINK" : "NEW";
      await this.#attempt(`${action} ${externalId}`, async () => {
        const rows = [{ externalId, action } as const];
        await confirmImportRows(act, appId, { rows, activateNew: random.chance(0.7) });
      });
    }
  }

  /** Somebody makes an account in the target, often for one whom the directory knows too. */
  async newAccount(): Promise<void> {
    const { target, random, judge } = this.#parts;
    this.#accounts += 1;
    const userName = random.chance(0.4) ? emailOf(random.between(1, 8)) : `own${this.#accounts}@target.example`;
    const isWhole = random.chance(0.8);
    const attributes: JsonObject = {
      userName,
      active: random.chance(0.85),
      nickName: `Own ${this.#accounts}`,
      ...(isWhole ? { name: { givenName: "Own", familyName: `Nr${this.#accounts}` } } : {}),
      ...(isWhole ? { emails: [{ value: userName, type: "work", primary: true }] } : {}),
    };
    if ((await target.users()).some((user) => String(user.attributes["userName"]).toLowerCase() === userName)) return;
    this.#tell(`gets the account ${userName}`);
    await target.addUser(attributes);
    judge.populationChanged();
  }

  async #removeAccounts(count: number): Promise<void> {
    const { target, judge } = this.#parts;
    for (let left = count; left > 0; left -= 1) {
      const id = await this.#pickAccount();
      if (id === undefined) return;
      this.#tell(`loses the account ${id}`);
      await target.removeUser(id);
      judge.populationChanged(id);
    }
  }

  async #toggleAccount(): Promise<void> {
    const { target } = this.#parts;
    const id = await this.#pickAccount();
    if (id === undefined) return;
    this.#tell(`switches the account ${id}`);
    await target.toggleUser(id);
  }

  async #pickAccount(): Promise<string | undefined> {
    const { target, random, untouchable } = this.#parts;
    const ids = (await target.users()).map(({ id }) => id).filter((id) => !untouchable.has(id));
    return ids.length === 0 ? undefined : random.pick(ids);
  }

  #tell(what: string): void {
    this.#parts.trace.tell("target", () => what);
  }

  async #attempt(what: string, work: () => Promise<void>): Promise<void> {
    const { trace, notify } = this.#parts;
    try {
      await work();
      trace.tell("people", () => what);
      notify();
    } catch (error) {
      if (!(error instanceof DirectoryError)) throw error;
      trace.tell("people", () => `${what}: refused`);
    }
  }
}
