/** Confirming imported accounts: link to a person, create the person, ignore, look again (okta-client §3.5, Import tab). */
import type { AppId, PersonId } from "@lockstep/ports";
import { sql } from "kysely";
import type { ConfirmResult } from "../../contract.ts";
import { type Act, actInside, type Trx } from "../../domain/act.ts";
import { invalid, invalidField } from "../../domain/error.ts";
import { createId } from "../../domain/ids.ts";
import { followNewPeople, insertPeople } from "../../domain/insert-people.ts";
import { lockForPeopleChange } from "../../domain/people-lock.ts";
import { movePerson } from "../../domain/person-lifecycle.ts";
import { findLoginHolders } from "../../domain/person-row.ts";
import { profileText } from "../../domain/profile.ts";
import { findTakenValues, uniqueValuesOf } from "../../domain/profile-schema/unique-values.ts";
import {
  type Confirmation,
  type ConfirmFacts,
  type Decided,
  decideConfirmations,
  type LinkTarget,
  type StoredRow,
} from "./decide-confirmations.ts";
import { type ImportSettings, loadImportSettings } from "./import-settings.ts";
import { type AccountLink, linkAccounts, storeRowStates } from "./link-accounts.ts";
import { SHOWN_MATCH, SHOWN_PERSON } from "./shared-claims.ts";

/** What `confirmRows` is to do. */
export interface ConfirmInput {
  readonly appId: AppId;
  readonly rows: readonly Confirmation[];
  /** Whether created people are activated; else they are staged. */
  readonly activateNew: boolean;
  /** By a rule: ignored rows stay as they are. */
  readonly byRule: boolean;
}

/** What was done, and what could not be: each with the reason. */
export interface Confirmed extends ConfirmResult {
  readonly refused: ReadonlyMap<string, string>;
  /** Whom an account was linked to, created people included. */
  readonly people: ReadonlyMap<string, PersonId>;
}

/** Rows of one call at most. */
export const CONFIRM_ROWS_MAX = 1_000;
/** Rows that a refusal names; of more it tells the number. */
const NAMED_MAX = 20;

/** Confirms rows on behalf of an administrator: all of them, or none and an error with a cause for each row (the first twenty). */
export async function confirmImportRows(
  act: Act,
  appId: AppId,
  input: { readonly rows: readonly Confirmation[]; readonly activateNew?: boolean },
): Promise<ConfirmResult> {
  if (input.rows.length > CONFIRM_ROWS_MAX)
    throw invalidField("rows", `At most ${CONFIRM_ROWS_MAX} rows can be confirmed at once`);
  return await act.database.transaction(async (trx) => {
    await lockForPeopleChange(trx);
    const settings = await loadImportSettings(trx, appId, act.clock.now());
    const activateNew = input.activateNew ?? settings.rules.autoActivateNewUsers;
    const confirm = { appId, rows: input.rows, activateNew, byRule: false };
    const decided = await decide(trx, settings, confirm);
    refuseTogether(decided.filter((one) => one.kind === "refused"));
    const { linked, created, ignored, unignored } = await carryOut(trx, act, { settings, confirm, decided });
    return { linked, created, ignored, unignored };
  });
}

function refuseTogether(refused: readonly Extract<Decided, { kind: "refused" }>[]): void {
  if (refused.length === 0) return;
  const causes = refused.slice(0, NAMED_MAX).map(({ externalId, reason }) => `${externalId}: ${reason}`);
  const more = refused.length - causes.length;
  if (more > 0) causes.push(`rows: ${more} more cannot be confirmed, ${refused.length} in all. Nothing was done.`);
  throw invalid("rows", causes);
}

/** What confirming rows that are not stored would come to, in the order of the confirmations: a preview. */
export async function previewConfirmations(
  trx: Trx,
  {
    settings,
    confirm,
    rows,
    runId,
  }: {
    readonly settings: ImportSettings;
    readonly confirm: ConfirmInput;
    readonly rows: readonly StoredRow[];
    readonly runId: string;
  },
): Promise<ReadonlyMap<string, string>> {
  const held = new Map(rows.map((row) => [row.externalId, row]));
  const facts = await loadConfirmFacts(trx, settings, { confirmations: confirm.rows, rows: held });
  const takenValues = new Map([...facts.takenValues, ...(await findPromised(trx, settings, { rows, runId }))]);
  const decided = decideConfirmations(confirm.rows, { ...facts, takenValues }, { byRule: confirm.byRule });
  const created = decided.filter((one) => one.kind === "create");
  const keys = created.flatMap(({ profile }) => uniqueValuesOf(settings.mapper.schema, profile).map(({ key }) => key));
  await sql`
    insert into import_preview_value (run_id, key) select ${runId}, unnest(${keys}::text[]) on conflict do nothing`.execute(
    trx,
  );
  return refusalsOf(decided);
}

/** Unique values that the preview has given to others already, as the run would have. */
async function findPromised(
  trx: Trx,
  { mapper }: ImportSettings,
  { rows, runId }: { readonly rows: readonly StoredRow[]; readonly runId: string },
): Promise<ReadonlyMap<string, string>> {
  const wanted = rows.flatMap(({ externalId, profile }) =>
    uniqueValuesOf(mapper.schema, profile).map((value) => ({ externalId, ...value })),
  );
  if (wanted.length === 0) return new Map();
  const { rows: held } = await sql<{ key: string }>`
    select key from import_preview_value where run_id = ${runId} and key = any(${wanted.map(({ key }) => key)}::text[])`.execute(
    trx,
  );
  const promised = new Set(held.map(({ key }) => key));
  return new Map(
    wanted.flatMap(({ externalId, attribute, key }) =>
      promised.has(key) ? [[externalId, valueTaken(attribute)] as const] : [],
    ),
  );
}

function valueTaken(attribute: string): string {
  return `Another person has its ${attribute}, which is to be unique: link the account to that person`;
}

/** Confirms what can be, in a transaction that holds `lockForPeopleChange`; what cannot be is told. */
export async function confirmRows(
  trx: Trx,
  act: Act,
  { settings, confirm }: { readonly settings: ImportSettings; readonly confirm: ConfirmInput },
): Promise<Confirmed> {
  const decided = await decide(trx, settings, confirm);
  return await carryOut(trx, act, { settings, confirm, decided });
}

async function decide(trx: Trx, settings: ImportSettings, confirm: ConfirmInput): Promise<readonly Decided[]> {
  const rows = await lockRows(
    trx,
    settings.appId,
    confirm.rows.map(({ externalId }) => externalId),
  );
  const facts = await loadConfirmFacts(trx, settings, { confirmations: confirm.rows, rows });
  return decideConfirmations(confirm.rows, facts, { byRule: confirm.byRule });
}

async function carryOut(
  trx: Trx,
  act: Act,
  input: { readonly settings: ImportSettings; readonly confirm: ConfirmInput; readonly decided: readonly Decided[] },
): Promise<Confirmed> {
  const { settings, confirm, decided } = input;
  const created = decided
    .filter((one) => one.kind === "create")
    .map((one) => ({ ...one, id: createId(act.random, "person") }));
  const status = confirm.activateNew ? ("PROVISIONED" as const) : ("STAGED" as const);
  const people = created.map(({ id, profile }) => ({ id, profile, status, source: "import" as const }));
  await insertPeople(trx, act, people);
  await followNewPeople(
    trx,
    act,
    people.map(({ id }) => id),
  );
  const linked = decided.filter((one) => one.kind === "link");
  for (const { person, move } of linked) if (move !== undefined) await movePerson(actInside(act, trx), person.id, move);
  const links: readonly AccountLink[] = [
    ...linked.map(({ row, person }) => ({ row, personId: person.id, as: "LINK" as const, before: person.before })),
    ...created.map(({ row, id, profile }) => ({ row, personId: id, as: "NEW" as const, before: { profile, status } })),
  ];
  await linkAccounts(trx, act, { settings, links });
  const states = decided.filter((one) => one.kind === "state");
  await storeRowStates(trx, confirm.appId, states);
  const count = (state: "IGNORED" | "UNCONFIRMED") => states.filter((one) => one.state === state).length;
  return {
    linked: linked.length,
    created: created.length,
    ignored: count("IGNORED"),
    unignored: count("UNCONFIRMED"),
    refused: refusalsOf(decided),
    people: new Map(links.map(({ row, personId }) => [row.externalId, personId])),
  };
}

function refusalsOf(decided: readonly Decided[]): ReadonlyMap<string, string> {
  return new Map(
    decided.flatMap((one): readonly [string, string][] =>
      one.kind === "refused" ? [[one.externalId, one.reason]] : [],
    ),
  );
}

/** What decides about the rows: people and accounts under their locks. */
async function loadConfirmFacts(
  trx: Trx,
  settings: ImportSettings,
  input: { readonly confirmations: readonly Confirmation[]; readonly rows: ReadonlyMap<string, StoredRow> },
): Promise<ConfirmFacts> {
  const { appId } = settings;
  const { confirmations, rows } = input;
  const externalIds = confirmations.map(({ externalId }) => externalId);
  const personIds = confirmations.flatMap(({ action, personId, externalId }) =>
    action === "LINK" ? (personId ?? rows.get(externalId)?.personId ?? []) : [],
  );
  const added = confirmations.flatMap(({ action, externalId }) =>
    action === "NEW" ? (rows.get(externalId) ?? []) : [],
  );
  const logins = added.map(({ profile }) => profileText(profile, "login"));
  const values = await findTakenValues(
    trx,
    added.map(({ profile }) => profile),
  );
  return {
    rows,
    people: await lockTargets(trx, settings, personIds),
    linkedAccounts: await findLinked(trx, appId, externalIds),
    takenLogins: new Set((await findLoginHolders(trx, logins)).keys()),
    takenValues: new Map(values.map(({ place, attribute }) => [added[place]?.externalId ?? "", valueTaken(attribute)])),
    schema: settings.mapper.schema,
    reactivateSuspended: settings.reactivateSuspended,
    reactivateDeactivated: settings.reactivateDeactivated,
  };
}

async function lockRows(
  trx: Trx,
  appId: AppId,
  externalIds: readonly string[],
): Promise<ReadonlyMap<string, StoredRow>> {
  const { rows } = await sql<StoredRow>`
    select external_id as "externalId", user_name as "userName", active, profile, ${SHOWN_MATCH} as match, ${SHOWN_PERSON} as "personId",
      refusal, state, resource
    from import_row r where app_id = ${appId} and external_id = any(${externalIds}::text[])
    order by external_id for update of r`.execute(trx);
  return new Map(rows.map((row) => [row.externalId, row]));
}

async function lockTargets(
  trx: Trx,
  settings: ImportSettings,
  personIds: readonly PersonId[],
): Promise<ReadonlyMap<PersonId, LinkTarget>> {
  if (personIds.length === 0) return new Map();
  await sql`select from person where id = any(${personIds}::text[]) order by id for no key update`.execute(trx);
  const { rows } = await sql<LinkTarget>`
    select p.id, p.status, u.external_id as "externalId", coalesce(u.lease_owner is not null, false) as "isLeased",
      case when u.id is not null then jsonb_build_object('assigned', u.assigned, 'scope', u.scope,
        'provisionRequested', u.provision_requested) end as before,
      a.profile_sourcing and not exists (
        select from lifecycle_source first join app other on other.id = first.app_id
        where first.person_id = p.id and (other.source_priority, other.id) < (a.source_priority, a.id)) as "isFirstSource"
    from person p join app a on a.id = ${settings.appId} left join app_user u on u.app_id = a.id and u.person_id = p.id
    where p.id = any(${personIds}::text[])`.execute(trx);
  return new Map(rows.map((row) => [row.id, row]));
}

async function findLinked(trx: Trx, appId: AppId, externalIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ externalId: string }>`
    select external_id as "externalId" from app_user
    where app_id = ${appId} and external_id = any(${externalIds}::text[]) for update`.execute(trx);
  return new Set(rows.map(({ externalId }) => externalId));
}
