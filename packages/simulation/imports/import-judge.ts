/** Watches imports: what must hold after each of their transactions, whatever goes wrong. */
import type { Database } from "@lockstep/database";
import type { DirectoryTables } from "@lockstep/directory-app/simulation";
import type { AppId, Clock } from "@lockstep/ports";
import type { Judge } from "../oracle/judge.ts";
import type { Target } from "../world/target.ts";

/** A run as the judge sees it. */
export interface RunView {
  readonly id: string;
  readonly mode: "FULL" | "INCREMENTAL" | "GROUPS";
  readonly state: "QUEUED" | "RUNNING" | "HELD" | "DONE" | "FAILED" | "CANCELLED";
  readonly phase: string;
  readonly pass: number;
  readonly complete: boolean | null;
  readonly absent: number;
  readonly departed: number;
  readonly scanned: number;
  readonly isDecided: boolean;
  readonly startedAt: number | null;
  readonly hasAbsent: boolean;
}

/** What the judge looks at. */
export interface ImportJudgeParts {
  readonly judge: Judge;
  readonly database: Database<DirectoryTables>;
  readonly appId: AppId;
  readonly target: Target;
  readonly clock: Clock;
  readonly safeguardPercent: number | undefined;
  /** Whether accounts that are inactive, and nobody's, are shown among the rows at all. */
  readonly showsInactive: boolean;
  /** Whether a list that is called complete must show everybody: rows are all shown, or the total is true. */
  readonly mustShowAll: () => boolean;
}

const RUNS = `
  select r.id, mode, state, phase, pass, complete, absent, departed, scanned, decided_at is not null as "isDecided",
    (extract(epoch from started_at) * 1000)::float8 as "startedAt",
    exists (select from import_removal m where m.run_id = r.id and m.cause = 'absent') as "hasAbsent"
    from import_run r where app_id = $1 order by created_at, id`;

/** Rows that a walk steps over where a page is empty: as many as it asked for. */
const HOLE_ROWS = 100;

/** Where a request for a page stands; the beginning for every other request. */
function placeIn(path: string): { readonly collection: string; readonly startIndex: number } {
  const [, collection = "", startIndex = "1"] = /\/(Users|Groups)\?.*\bstartIndex=(\d+)/.exec(path) ?? [];
  return { collection, startIndex: Number(startIndex) };
}

/** The judge of one world's imports. */
export class ImportJudge {
  readonly #parts: ImportJudgeParts;
  readonly #before = new Map<string, RunView>();
  readonly #cancelled = new Map<string, string>();
  /** When accounts were last made or removed in the target. */
  #populationChangedAt = 0;
  /** How far the walk over a collection has been shown: no page behind that place can be asked for. */
  readonly #behind = new Map<string, number>();
  requests = 0;

  constructor(parts: ImportJudgeParts) {
    this.#parts = parts;
  }

  /** An account was made or, with its id, removed. */
  populationChanged(removed?: string): void {
    this.#populationChangedAt = this.#parts.clock.now();
    if (removed !== undefined) this.#parts.judge.forget(removed);
  }

  /** The target has shown a page. An empty one may be a hole, which is stepped over. */
  shown({ path, rows }: { readonly path: string; readonly rows: number }): void {
    const { collection, startIndex } = placeIn(path);
    const behind = startIndex + (rows === 0 ? HOLE_ROWS : rows);
    this.#behind.set(collection, Math.max(this.#behind.get(collection) ?? 1, behind));
  }

  /** An import asks the target. */
  sent(method: string, path: string): void {
    this.requests += 1;
    const { collection, startIndex } = placeIn(path);
    if (startIndex === 1) this.#behind.set(collection, 1);
    else if (startIndex > (this.#behind.get(collection) ?? 1))
      this.#parts.judge.say("noPageLeftOut", `${path} was asked for, and what is before it was not`);
    if (method !== "GET") this.#parts.judge.say("importsOnlyRead", `${method} ${path}`);
  }

  async runs(): Promise<readonly RunView[]> {
    return await this.#query<RunView>(RUNS, [this.#parts.appId]);
  }

  /** Runs that have not ended. */
  async openRuns(): Promise<readonly RunView[]> {
    return (await this.runs()).filter(({ state }) => state === "QUEUED" || state === "RUNNING" || state === "HELD");
  }

  /** Rows that wait for a person to decide. */
  async waitingRows(): Promise<readonly { readonly externalId: string; readonly hasMatch: boolean }[]> {
    return await this.#query(
      `select external_id as "externalId", person_id is not null as "hasMatch" from import_row
        where app_id = $1 and state = 'UNCONFIRMED' order by external_id`,
      [this.#parts.appId],
    );
  }

  /** A run was cancelled: it stays as it is now. */
  async cancelled(runId: string): Promise<void> {
    const run = (await this.runs()).find(({ id }) => id === runId);
    if (run !== undefined) this.#cancelled.set(runId, JSON.stringify(run));
  }

  /** Called after each transaction of an import. */
  async look(): Promise<void> {
    for (const run of await this.runs()) {
      const before = this.#before.get(run.id);
      this.#before.set(run.id, run);
      this.#judgeCancelled(run);
      this.#judgeAbsence(run);
      if (before?.complete == null && run.complete === true && run.mode === "FULL") await this.#judgeComplete(run);
      if ((before?.absent ?? 0) === 0 && run.absent > 0) await this.#judgeSafeguard(run);
      if (run.departed > (before?.departed ?? 0)) await this.#judgeRemoved();
    }
  }

  #judgeCancelled(run: RunView): void {
    const then = this.#cancelled.get(run.id);
    if (then === undefined || then === JSON.stringify(run)) return;
    this.#cancelled.delete(run.id);
    this.#parts.judge.say("cancelledStays", `${run.id} was ${then} and is ${JSON.stringify(run)}`);
  }

  #judgeAbsence({ id, complete, mode, hasAbsent }: RunView): void {
    if (hasAbsent && (complete !== true || mode !== "FULL"))
      this.#parts.judge.say("absenceNeedsAll", `${id} counts accounts as absent after an incomplete list`);
  }

  async #judgeComplete(run: RunView): Promise<void> {
    const { judge, target, mustShowAll } = this.#parts;
    if (!mustShowAll() || this.#populationChangedAt >= (run.startedAt ?? 0)) return;
    const accounts = (await target.users()).length;
    if (run.scanned !== accounts)
      judge.say("completeIsComplete", `${run.id} is complete with ${run.scanned} of ${accounts} accounts`);
  }

  async #judgeSafeguard(run: RunView): Promise<void> {
    const { judge, safeguardPercent: percent, appId } = this.#parts;
    const [linked] = await this.#query<{ count: number }>(
      "select count(*)::int from app_user where app_id = $1 and assigned and external_id is not null",
      [appId],
    );
    const isTooMuch = percent !== undefined && run.absent * 100 > percent * (linked?.count ?? 0);
    if (isTooMuch !== (run.state === "HELD"))
      judge.say("safeguardFirst", `${run.id} is ${run.state} with ${run.absent} of ${linked?.count} accounts absent`);
  }

  async #judgeRemoved(): Promise<void> {
    const { judge, target } = this.#parts;
    const removed = await this.#query<{ id: string }>(
      `select external_id as id from import_removal where state = 'REMOVED' and cause = 'absent'`,
      [],
    );
    const there = new Set((await target.users()).map(({ id }) => id));
    for (const { id } of removed)
      if (there.has(id)) judge.say("onlyGoneAreRemoved", `${id} was taken for gone and is there`);
  }

  /** At rest, after a whole import of a quiet target: every account is known, once. */
  async judgeKnown(): Promise<void> {
    const { judge, target, appId, showsInactive } = this.#parts;
    const links = await this.#query<{ id: string; count: number }>(
      "select external_id as id, count(*)::int from app_user where app_id = $1 and external_id is not null group by 1",
      [appId],
    );
    const rows = await this.#query<{ id: string; state: string }>(
      "select external_id as id, state from import_row where app_id = $1",
      [appId],
    );
    const linked = new Map(links.map(({ id, count }) => [id, count]));
    const waiting = new Map(rows.map(({ id, state }) => [id, state]));
    const accounts = new Map((await target.users()).map(({ id, attributes }) => [id, attributes["active"] === true]));
    for (const [id, isActive] of accounts) {
      const count = linked.get(id) ?? 0;
      const state = waiting.get(id);
      if (count > 1) judge.say("knownOnce", `${id} belongs to ${count} people`);
      if (count === 0 && state === undefined && (isActive || showsInactive))
        judge.say("knownOnce", `${id} is not known`);
      if (count === 0 && state === "CONFIRMED") judge.say("knownOnce", `${id} is confirmed and linked to nobody`);
      if (count === 1 && state === "UNCONFIRMED") judge.say("knownOnce", `${id} is linked and waits for a decision`);
    }
    for (const [id, state] of waiting)
      if (state === "UNCONFIRMED" && !accounts.has(id))
        judge.say("knownOnce", `${id} is gone and waits for a decision`);
  }

  /** What the newest import left behind, without ids of the directory and times. */
  async whatIsLeft(): Promise<string> {
    const [row] = await this.#query<{ left: string }>(
      `select json_build_object(
        'people', (select json_agg(row order by row::text) from (select profile, status from person) as row),
        'appUsers', (select json_agg(row order by row::text) from (
          select profile->>'login' as login, external_id, assigned, sync_state from app_user join person on person.id = person_id) as row),
        'rows', (select json_agg(row order by row::text) from (select external_id, state, match, active from import_row) as row),
        'groups', (select json_agg(row order by row::text) from (select external_id, display_name, member_count from app_group) as row),
        'run', (select to_json(row) from (
          select state, phase, total, scanned, new_people, matched, unchanged, updated, complete, incomplete_reason, absent, departed, present,
            unverified, groups_scanned, groups_new, groups_updated, groups_unchanged, groups_removed, error
            from import_run order by created_at desc limit 1) as row))::text as left`,
      [],
    );
    return row?.left ?? "";
  }

  /** Everything about people and app users, to compare. */
  async fingerprint(): Promise<string> {
    const [row] = await this.#query<{ people: string; appUsers: string }>(
      `select (select md5(coalesce(string_agg(p::text, '|' order by p.id), '')) from person p) as people,
        (select md5(coalesce(string_agg(u::text, '|' order by u.id), '')) from app_user u) as "appUsers"`,
      [],
    );
    return JSON.stringify(row);
  }

  async #query<Row extends object>(text: string, values: readonly unknown[]): Promise<readonly Row[]> {
    return (await this.#parts.database.pool.query<Row>(text, [...values])).rows;
  }
}
