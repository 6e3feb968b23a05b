/** What a run remembers of the pages it has read: whom it has seen, how many, and where it goes on. Part of the page's transaction. */
import { type ImportedUser, importedUserOf, readActive } from "@lockstep/engine";
import type { JsonObject } from "@lockstep/scim";
import type { ListStep } from "@lockstep/scim-client";
import { sql } from "kysely";
import type { Deps } from "../../deps.ts";
import type { Trx } from "../../domain/act.ts";
import type { ImportClaim } from "./claim-import.ts";
import { isRetained, type NewResult } from "./import-results.ts";
import { booleanList, textList } from "./list-parameter.ts";
import { ID_LENGTH_MAX, isStorable, NAME_LENGTH_MAX, storableText } from "./storable.ts";

/** A page that was read. */
export type ReadStep = Extract<ListStep, { ok: true }>;

/** A row of a page; `user`: undefined when no account can be made of it that could be kept. */
export interface ReadRow {
  readonly id: string;
  readonly resource: JsonObject;
  readonly user: ImportedUser | undefined;
}

/** What it took to read and store pages, in milliseconds. */
export interface SpentMs {
  readonly fetchMs: number;
  /** Of the pages before this one. */
  readonly storeMs: number;
}

/** Whom the page shows first, and all the rest that is remembered. */
export interface TakenIn {
  /** Accounts that no earlier page of the run has shown, each once. */
  readonly users: readonly ImportedUser[];
  /** Those of them that no account can be made of, with the reason. */
  readonly unreadable: readonly NewResult[];
  /** Rows with an id that were new, whether or not they can be read as accounts. */
  readonly newlySeen: number;
  /** Notes whom of them the run has seen; the rows of the others tell it. Call it when these are stored. */
  readonly noteSeen: (trx: Trx, tellingIds: ReadonlySet<string>) => Promise<void>;
}

/** Notes the page of accounts: whom it shows and where the next one is. Extends the lease; when that is gone, nothing is noted. */
export async function takeInPage(
  trx: Trx,
  claim: ImportClaim,
  input: { readonly deps: Deps; readonly step: ReadStep; readonly rows: readonly ReadRow[]; readonly spent: SpentMs },
): Promise<TakenIn> {
  const { step, spent, deps, rows: page } = input;
  const total = step.page.isTotalTold ? step.page.totalResults : null;
  // The target's own time, since the next incremental import compares with times that the target wrote.
  const beganAt = new Date(Math.min(step.answer.dateMs ?? deps.clock.now(), deps.clock.now()) - step.answer.durationMs);
  const { rows } = await sql<{ id: string }>`
    with ${freshOf(claim, page)},
    place as (
      update import_run set total = coalesce(${total}::int, total), first_total = coalesce(first_total, ${total}::int), paging = ${step.place.kind === "index" ? "INDEX" : "CURSOR"},
          next_start_index = ${nextIndexOf(step)}, next_cursor = ${step.next?.kind === "cursor" ? (step.next.cursor ?? null) : null},
          rows_read = rows_read + ${step.page.resources.length}, scanned = scanned + (select count(*) from fresh)::int,
          reading_began_at = coalesce(reading_began_at, ${beganAt}), error = null,
          fetch_ms = fetch_ms + ${Math.round(spent.fetchMs)}, store_ms = store_ms + ${Math.round(spent.storeMs)},
          lease_expires_at = ${new Date(deps.clock.now() + claim.leaseMs)}
       where id = ${claim.id} and lease_owner = ${claim.owner} and state = 'RUNNING')
    select id from fresh`.execute(trx);
  return takenOf(claim, rows, page);
}

/** Notes accounts that were read by their ids, and extends the lease: where the run goes on is the caller's to note. */
export async function takeInAccounts(
  trx: Trx,
  claim: ImportClaim,
  input: { readonly deps: Deps; readonly rows: readonly ReadRow[]; readonly fetchMs: number },
): Promise<TakenIn> {
  const { rows } = await sql<{ id: string }>`
    with ${freshOf(claim, input.rows)},
    place as (
      update import_run set scanned = scanned + (select count(*) from fresh)::int, error = null,
          fetch_ms = fetch_ms + ${Math.round(input.fetchMs)},
          lease_expires_at = ${new Date(input.deps.clock.now() + claim.leaseMs)}
       where id = ${claim.id})
    select id from fresh`.execute(trx);
  return takenOf(claim, rows, input.rows);
}

/** Relation `fresh`: rows that the run has not seen, neither by a note nor by a row that it has made. Perf: one that has made none asks no row. */
function freshOf({ id: runId, appId }: ImportClaim, page: readonly ReadRow[]) {
  return sql`
    fresh as materialized (
      select id from unnest(${textList(page.map(({ id }) => id))}) as page (id)
       where not exists (select from import_seen where run_id = ${runId} and external_id = id offset 0)
         and ((select not ${isRetained(sql`${runId}`)}) or not exists (
           select from import_row where app_id = ${appId} and external_id = id and told_in = ${runId} offset 0)))`;
}

/** Perf: the run's row is locked, so that nobody else notes accounts of this run: they were looked for, and need no "on conflict". */
async function storeSeen(trx: Trx, claim: ImportClaim, seen: readonly ReadRow[]): Promise<void> {
  if (seen.length === 0) return;
  const active = seen.map(({ user, resource }) => user?.active ?? readActive(resource));
  await sql`
    insert into import_seen (run_id, external_id, active)
    select ${claim.id}, id, active from unnest(${textList(seen.map(({ id }) => id))}, ${booleanList(active)}) as page (id, active)`.execute(
    trx,
  );
}

function takenOf(claim: ImportClaim, noted: readonly { readonly id: string }[], page: readonly ReadRow[]): TakenIn {
  const users: ImportedUser[] = [];
  const unreadable: NewResult[] = [];
  const fresh = new Set(noted.map(({ id }) => id));
  for (const { id, resource, user } of page) {
    if (!fresh.has(id)) continue;
    if (user === undefined) unreadable.push({ externalId: id, ...whyUnreadable(resource), outcome: "FAILED" });
    else users.push(user);
  }
  const noteSeen: TakenIn["noteSeen"] = (trx, tellingIds) =>
    storeSeen(
      trx,
      claim,
      page.filter(({ id }) => fresh.has(id) && !tellingIds.has(id)),
    );
  return { users, unreadable, newlySeen: noted.length, noteSeen };
}

/** The rows with an id. An account may stand twice on a page when the app changes meanwhile: the later one counts. */
export function readRows(resources: readonly JsonObject[]): readonly ReadRow[] {
  const byId = new Map(resources.flatMap((resource) => idOf(resource)));
  return [...byId].map(([id, resource]) => ({ id, resource, user: readUser(resource) }));
}

function readUser(resource: JsonObject): ImportedUser | undefined {
  const user = importedUserOf(resource);
  if (user === undefined || user.id.length > ID_LENGTH_MAX || user.userName.length > NAME_LENGTH_MAX) return undefined;
  return isStorable(resource) ? user : undefined;
}

function whyUnreadable(resource: JsonObject): { readonly userName: string; readonly reason: string } {
  const { id, userName } = resource;
  if (typeof userName !== "string" || userName === "")
    return { userName: "", reason: "The account has no userName in the app: give it one there." };
  const shown = storableText(userName, NAME_LENGTH_MAX);
  const long =
    String(id).length > ID_LENGTH_MAX
      ? `id is longer than ${ID_LENGTH_MAX}`
      : userName.length > NAME_LENGTH_MAX
        ? `userName is longer than ${NAME_LENGTH_MAX}`
        : undefined;
  if (long !== undefined)
    return { userName: shown, reason: `The account's ${long} characters: shorten it in the app.` };
  const reason = "The account holds characters that cannot be stored, or is nested too deeply: correct it in the app.";
  return { userName: shown, reason };
}

function idOf(resource: JsonObject): readonly (readonly [string, JsonObject])[] {
  const id = resource["id"];
  return typeof id === "string" && id !== "" ? [[storableText(id, ID_LENGTH_MAX), resource]] : [];
}

/** Behind the last page too, so that a run that is interrupted there finds the end again. */
export function nextIndexOf(step: ReadStep): number {
  if (step.next?.kind === "index") return step.next.startIndex;
  return step.place.kind === "index" ? step.place.startIndex + step.page.resources.length : 1;
}
