/**
 * Accounts of a page that belong to people already. Who is unchanged is read and not written. What the app masters is taken over; who was
 * inactive and is active again may return; what else was changed in the app is compared before the person is sent next.
 */
import type { ImportedUser } from "@lockstep/engine";
import type { PersonId } from "@lockstep/ports";
import type { JsonObject } from "@lockstep/scim";
import { sql } from "kysely";
import type { PersonStatus } from "../../contract.ts";
import { markAccountReaders } from "../../domain/account-readers.ts";
import { type Act, actInside, type Trx } from "../../domain/act.ts";
import { markAppUsers, markPushGroupsOfPeopleDirty } from "../../domain/dirty.ts";
import { movePerson } from "../../domain/person-lifecycle.ts";
import type { Profile } from "../../domain/tables.ts";
import { type AmendedAccount, type AskedAnswer, amend, type HookAnswers } from "./amend-account.ts";
import type { NewResult } from "./import-results.ts";
import type { ImportSettings } from "./import-settings.ts";
import { decideReturn } from "./lifecycle-sourcing.ts";
import { textList } from "./list-parameter.ts";
import { isExact } from "./match-people.ts";
import { applySourced, type SourcedResult } from "./profile-sourcing.ts";
import { refusalWords } from "./result-words.ts";
import { holds } from "./same-account.ts";

/** What became of a page's linked accounts. */
export interface LinkedCounts {
  readonly ids: ReadonlySet<string>;
  readonly updated: number;
  readonly unchanged: number;
  readonly failed: number;
  /** Accounts about which the hook gave no usable answer. */
  readonly hookFailures: number;
  readonly results: readonly NewResult[];
}

/** An account of somebody, as it was when it was compared last. */
export interface LinkedRow {
  readonly id: string;
  readonly externalId: string;
  readonly userName: string | null;
  readonly knownActive: boolean | null;
  readonly known: JsonObject | null;
  /** What the account held when it was last looked at, while that is not known any more. */
  readonly seen: JsonObject | null;
  readonly assigned: boolean;
  /** Work on it is under way, or the app confirmed something after the list was read: what the list shows is not the last word. */
  readonly isAhead: boolean;
  readonly personId: PersonId;
  /** Of an app that sources people; null otherwise. */
  readonly status: PersonStatus | null;
  readonly profile: Profile | null;
  readonly isFirstSource: boolean | null;
}

/** Looks at them, and unless it is a preview carries out what follows. */
export async function recordLinked(
  trx: Trx,
  act: Act,
  input: {
    readonly settings: ImportSettings;
    readonly users: readonly ImportedUser[];
    /** Those that are linked, maybe others beside them. */
    readonly linked: readonly LinkedRow[];
    readonly isPreview: boolean;
    readonly answers: HookAnswers;
  },
): Promise<LinkedCounts> {
  const { settings, users, isPreview, answers } = input;
  const rows = new Map(input.linked.map((row) => [row.externalId, row]));
  // In the order of the page, whatever the order of the answer.
  const seen = users.flatMap((user) => {
    const row = rows.get(user.id);
    return row === undefined ? [] : [look(settings, row, { user, asked: answers.get(user.id) })];
  });
  const changed = seen.filter(({ differences, row }) => differences.length > 0 && !row.isAhead);
  const returning = seen.filter(({ move }) => move !== undefined);
  if (!isPreview) {
    await rememberChanged(trx, act, { settings, changed });
    for (const { row, move } of returning) if (move !== undefined) await bringBack(trx, act, { settings, row, move });
  }
  const sourced = await takeOver(trx, act, { settings, seen, isPreview });
  const results = seen.flatMap((one) => resultOf(one, sourced.get(one.row.personId)));
  const failed = results.filter(({ outcome }) => outcome === "FAILED").length;
  const updated = results.filter(({ outcome }) => outcome === "UPDATED").length;
  return {
    ids: new Set(seen.map(({ row }) => row.externalId)),
    updated,
    unchanged: seen.length - updated - failed,
    failed,
    hookFailures: seen.filter(({ amended }) => amended?.problem !== undefined).length,
    results,
  };
}

/** An account with what was found about it. */
interface Seen {
  readonly row: LinkedRow;
  readonly user: ImportedUser;
  /** What the mappings and the hook make of it, where the app sources people. */
  readonly amended: AmendedAccount | undefined;
  /** What the app holds otherwise than it was confirmed. */
  readonly differences: readonly string[];
  readonly move: "unsuspend" | "activate" | undefined;
  /** Why somebody does not return who might have. */
  readonly staysAway: string | undefined;
}

function look(
  settings: ImportSettings,
  row: LinkedRow,
  { user, asked }: { readonly user: ImportedUser; readonly asked: AskedAnswer | undefined },
): Seen {
  const amended = settings.isSource ? amend(settings.mapper, user, { asked, person: row.profile ?? {} }) : undefined;
  return { row, user, amended, differences: differencesOf(row, user), ...returnOf(settings, { row, user, amended }) };
}

/** Somebody returns who was inactive in the app and is active again, and is the same by the rules for exact matches. */
function returnOf(
  settings: ImportSettings,
  { row, user, amended }: Pick<Seen, "row" | "user" | "amended">,
): Pick<Seen, "move" | "staysAway"> {
  const isRefused = amended?.answer?.error !== undefined;
  const wasInactive = row.knownActive === false && user.active && !row.isAhead && !isRefused;
  const wanted =
    wasInactive && row.status !== null
      ? decideReturn({ ...settings, status: row.status, isSource: row.isFirstSource === true })
      : undefined;
  if (wanted === undefined || amended === undefined) return { move: undefined, staysAway: undefined };
  if (isExact({ user, profile: amended.mapped.profile }, { profile: row.profile ?? {} }, settings.rules))
    return { move: wanted, staysAway: undefined };
  const staysAway =
    "The account is active again, but is no exact match of the person any more: reactivate the person by hand.";
  return { move: undefined, staysAway };
}

function differencesOf(row: LinkedRow, user: ImportedUser): readonly string[] {
  const held = heldOf(row);
  const names = Object.keys(held).filter((name) => !holds(user.resource[name], held[name]));
  const isRenamed = row.userName !== null && row.userName.toLowerCase() !== user.userName.toLowerCase();
  return [
    ...(isRenamed ? ["userName"] : []),
    ...(row.knownActive === user.active ? [] : ["active"]),
    ...names.filter((name) => name !== "userName" && name !== "active"),
  ];
}

/** Linked accounts among these, with their people. */
export async function loadLinkedRows(
  trx: Trx,
  page: {
    readonly settings: ImportSettings;
    readonly users: readonly ImportedUser[];
    /** When the page was asked for. */
    readonly readAt: Date;
  },
): Promise<readonly LinkedRow[]> {
  const { settings, users, readAt } = page;
  const ids = users.map((user) => user.id);
  // Perf: people are read only where the app decides about them; each account is one look into the index.
  const person = settings.isSource
    ? sql`p.status, p.profile, not exists (
        select from app_user other_user join app other on other.id = other_user.app_id
        where other_user.person_id = p.id and other_user.external_id is not null and other.profile_sourcing and other.status = 'ACTIVE'
          and (other_user.assigned or p.status = 'DEPROVISIONED')
          and (other.source_priority, other.id) < (a.source_priority, a.id)) as "isFirstSource"
      from linked join person p on p.id = linked."personId" join app a on a.id = ${settings.appId}`
    : sql`null as status, null as profile, null as "isFirstSource" from linked`;
  const { rows } = await sql<LinkedRow>`
    with linked as materialized (
      select u.id, u.external_id as "externalId", u.user_name as "userName", u.known_active as "knownActive", u.known, u.seen, u.assigned,
        u.lease_owner is not null or greatest(u.last_sync_at, u.status_changed_at) > ${readAt} as "isAhead", u.person_id as "personId"
        from unnest(${textList(ids)}) as page (id) cross join lateral (
          select * from app_user where app_id = ${settings.appId} and external_id = page.id limit 1) as u)
    select linked.*, ${person}`.execute(trx);
  return rows;
}

/**
 * One that was changed in the app is remembered as not known any more: the next time its person is sent, the app is read and compared
 * first. A source also says what the account is called.
 */
async function rememberChanged(
  trx: Trx,
  act: Act,
  { settings, changed }: { readonly settings: ImportSettings; readonly changed: readonly Seen[] },
): Promise<void> {
  if (changed.length === 0) return;
  const now = new Date(act.clock.now());
  const rows = changed.map(({ row, user }) => ({
    id: row.id,
    active: user.active,
    user_name: user.userName,
    seen: asSeen(row, user),
  }));
  await sql`
    update app_user set known = null, seen = account.seen, known_active = account.active,
      user_name = case when ${settings.isSource} then account.user_name else app_user.user_name end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as account (id text, active boolean, user_name text, seen jsonb)
    where app_user.id = account.id and lease_owner is null`.execute(trx);
  const personIds = changed.map(({ row }) => row.personId);
  await markAccountReaders(trx, { appId: settings.appId, personIds, now });
  // Who is inactive in the app is no member of its groups, and who is active again is one.
  const switched = changed.filter(({ row, user }) => row.knownActive !== user.active).map(({ row }) => row.personId);
  await markPushGroupsOfPeopleDirty(trx, switched, now);
}

/** As expressions of other apps read the account until it is known again: what was known of it, as it is now. */
function asSeen(row: LinkedRow, { resource }: ImportedUser): JsonObject {
  return Object.fromEntries(
    Object.keys(heldOf(row)).flatMap((name) => {
      const value = resource[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function heldOf({ known, seen }: LinkedRow): JsonObject {
  return known ?? seen ?? {};
}

/** The person and the app are back; the groups were told when the account was found to be active. */
async function bringBack(
  trx: Trx,
  act: Act,
  input: { readonly settings: ImportSettings; readonly row: LinkedRow; readonly move: "unsuspend" | "activate" },
): Promise<void> {
  const { row } = input;
  await movePerson(actInside(act, trx), row.personId, input.move);
  if (row.assigned) return;
  const now = new Date(act.clock.now());
  await sql`
    update app_user set assigned = true, scope = 'USER', provision_requested = true, status_changed_at = ${now} where id = ${row.id}`.execute(
    trx,
  );
  await markAppUsers(trx, sql`id = ${row.id}`, now);
}

async function takeOver(
  trx: Trx,
  act: Act,
  input: { readonly settings: ImportSettings; readonly seen: readonly Seen[]; readonly isPreview: boolean },
): Promise<ReadonlyMap<PersonId, SourcedResult>> {
  const { settings, seen, isPreview } = input;
  if (!settings.isSource) return new Map();
  const accounts = seen.flatMap(({ row, user, amended }) =>
    amended !== undefined && amended.answer?.error === undefined && user.active
      ? [{ personId: row.personId, mapped: amended.mapped }]
      : [],
  );
  const app = { id: settings.appId, label: settings.label, schema: settings.mapper.schema };
  return await applySourced(trx, act, { app, accounts, isPreview });
}

function resultOf(seen: Seen, sourced: SourcedResult | undefined): readonly NewResult[] {
  const { row, user, differences, move, staysAway, amended } = seen;
  const about = { externalId: row.externalId, userName: user.userName, personId: row.personId };
  const hookError = user.active ? amended?.answer?.error : undefined;
  if (hookError !== undefined) return [{ ...about, outcome: "FAILED", reason: refusalWords(hookError) }];
  if (sourced?.refusal !== undefined) return [{ ...about, outcome: "FAILED", reason: sourced.refusal }];
  const changes = [...(move === undefined ? [] : ["status"]), ...(sourced?.changes ?? [])];
  const words = [
    ...(move === undefined ? [] : ["The account is active again, and so is the person."]),
    ...(staysAway === undefined ? [] : [staysAway]),
    ...(amended?.problem === undefined ? [] : [amended.problem]),
    ...((sourced?.changes.length ?? 0) === 0 ? [] : ["The app's values were taken over."]),
    ...(differences.length === 0 ? [] : [`Changed in the app since it was compared last: ${differences.join(", ")}.`]),
  ];
  return words.length === 0 ? [] : [{ ...about, outcome: "UPDATED", reason: words.join(" "), changes }];
}
