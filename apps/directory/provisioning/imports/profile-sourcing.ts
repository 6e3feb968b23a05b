/**
 * Profile sourcing (okta-client §3.5): what an app masters of a person follows the app. It goes on to the other apps; the app itself is
 * told nothing that it said (sourced-paths.ts takes those values out of what is desired there).
 */
import type { AppId, PersonId } from "@lockstep/ports";
import { sql } from "kysely";
import { type Act, eventOf, type Trx } from "../../domain/act.ts";
import { requireApp } from "../../domain/apps.ts";
import { markDependants } from "../../domain/dependants.ts";
import { markAppUsers, reconcileAssignments } from "../../domain/dirty.ts";
import { applyGroupRules } from "../../domain/group-rules/apply-rules.ts";
import { listImportMappings } from "../../domain/import-mappings.ts";
import { listMappings } from "../../domain/mappings.ts";
import { findLoginHolders, foldLogin, personTarget } from "../../domain/person-row.ts";
import { findMasteredBy } from "../../domain/person-sources.ts";
import { profileText } from "../../domain/profile.ts";
import type { ProfileSchema } from "../../domain/profile-schema/attribute.ts";
import { isSameValue } from "../../domain/profile-schema/check-value.ts";
import { claimUniqueValues, findTakenValues, uniqueValuesOf } from "../../domain/profile-schema/unique-values.ts";
import { writeEvents } from "../../domain/system-log.ts";
import type { Profile } from "../../domain/tables.ts";
import { expressionsOfOthers, readsAny } from "../sourced-paths.ts";
import { type MappedProfile, valueMapped } from "./imported-profile.ts";

/** An account of the app, whose it is, and what the mappings give for it. */
export interface SourcedAccount {
  readonly personId: PersonId;
  readonly mapped: MappedProfile;
}

/** What became of one person: attributes that changed, or why nothing could. */
export interface SourcedResult {
  readonly changes: readonly string[];
  readonly refusal: string | undefined;
}

/** The app as a source. */
export interface SourceApp {
  readonly id: AppId;
  readonly label: string;
  readonly schema: ProfileSchema;
}

/** The person's profile after the app's values were taken over, with the names of what differs. A required attribute is never cleared. Pure. */
export function sourcedProfile(
  schema: ProfileSchema,
  person: Profile,
  { mapped, mastered }: { readonly mapped: MappedProfile; readonly mastered: ReadonlySet<string> },
): { readonly profile: Profile; readonly changes: readonly string[] } {
  const taken = schema.attributes.flatMap(({ name, required }) => {
    const value = mastered.has(name) ? valueMapped(mapped, name) : undefined;
    return value === undefined || (value === null && required === true) ? [] : [[name, value] as const];
  });
  const changes = taken.filter(([name, value]) => !isSameValue(person[name], value ?? undefined)).map(([name]) => name);
  if (changes.length === 0) return { profile: person, changes };
  const after = { ...person, ...Object.fromEntries(taken) };
  const kept = Object.entries(after).filter((entry): entry is [string, Profile[string] & {}] => entry[1] !== null);
  return { profile: Object.fromEntries(kept) as Profile, changes };
}

interface Change {
  readonly id: PersonId;
  readonly before: Profile;
  readonly after: Profile;
  readonly changes: readonly string[];
}

/**
 * Takes over what the app masters of these people, all in the same few statements; nobody is written who is as the app says. A preview
 * writes nothing and tells the same. The transaction holds `lockForPeopleChange`.
 */
export async function applySourced(
  trx: Trx,
  act: Act,
  input: { readonly app: SourceApp; readonly accounts: readonly SourcedAccount[]; readonly isPreview: boolean },
): Promise<ReadonlyMap<PersonId, SourcedResult>> {
  const { app, accounts, isPreview } = input;
  const mastered = await findMasteredBy(
    trx,
    app.id,
    accounts.map(({ personId }) => personId),
  );
  const sourced = accounts.filter(({ personId }) => mastered.has(personId));
  const seen = await changesOf(trx, app, { sourced, mastered, isLocked: false });
  const wanted = sourced.filter(({ personId }) => seen.some(({ id }) => id === personId));
  const changes = isPreview ? seen : await changesOf(trx, app, { sourced: wanted, mastered, isLocked: true });
  const refusals = await refusalsOf(trx, app.schema, changes);
  const written = changes.filter(({ id }) => !refusals.has(id));
  if (!isPreview && written.length > 0) await store(trx, act, app, written);
  return new Map(
    changes.map(({ id, changes: names }): [PersonId, SourcedResult] => {
      const refusal = refusals.get(id);
      return [id, { changes: refusal === undefined ? names : [], refusal }];
    }),
  );
}

async function changesOf(
  trx: Trx,
  app: SourceApp,
  input: {
    readonly sourced: readonly SourcedAccount[];
    readonly mastered: ReadonlyMap<PersonId, ReadonlySet<string>>;
    readonly isLocked: boolean;
  },
): Promise<readonly Change[]> {
  const { sourced, mastered, isLocked } = input;
  if (sourced.length === 0) return [];
  const { rows } = await sql<{ id: PersonId; profile: Profile }>`
    select id, profile from person where id = any(${sourced.map(({ personId }) => personId)}::text[]) and status <> 'DEPROVISIONED'
    order by id ${isLocked ? sql`for no key update` : sql``}`.execute(trx);
  const mappedOf = new Map(sourced.map(({ personId, mapped }) => [personId, mapped]));
  return rows.flatMap(({ id, profile }) => {
    const mapped = mappedOf.get(id);
    const names = mastered.get(id);
    if (mapped === undefined || names === undefined) return [];
    const { profile: after, changes } = sourcedProfile(app.schema, profile, { mapped, mastered: names });
    return changes.length === 0 ? [] : [{ id, before: profile, after, changes }];
  });
}

/** Values that only one person may have, and that another one has: that person stays as it is, and the result says why. */
async function refusalsOf(
  trx: Trx,
  schema: ProfileSchema,
  changes: readonly Change[],
): Promise<ReadonlyMap<PersonId, string>> {
  const refusals = new Map<PersonId, string>();
  const renamed = changes.filter(({ changes: names }) => names.includes("login"));
  const holders = await findLoginHolders(
    trx,
    renamed.map(({ after }) => profileText(after, "login")),
  );
  const claimed = new Set<string>();
  for (const { id, after } of renamed) {
    const login = profileText(after, "login");
    const folded = foldLogin(login);
    const holder = holders.get(folded);
    if ((holder !== undefined && holder !== id) || claimed.has(folded))
      refusals.set(id, `The login ${login}, which the app gives, belongs to another person.`);
    claimed.add(folded);
  }
  for (const { place, attribute, personId } of await findTakenValues(
    trx,
    changes.map(({ after }) => after),
  )) {
    const change = changes[place];
    if (change === undefined || change.id === personId || !change.changes.includes(attribute)) continue;
    refusals.set(change.id, valueTaken(attribute));
  }
  const given = new Set<string>();
  for (const { id, after, changes: names } of changes) {
    const own = uniqueValuesOf(schema, after).filter(({ attribute }) => names.includes(attribute));
    const [shared] = own.filter(({ key }) => given.has(key));
    if (shared !== undefined) refusals.set(id, valueTaken(shared.attribute));
    for (const { key } of own) given.add(key);
  }
  return refusals;
}

function valueTaken(attribute: string): string {
  return `The ${attribute} that the app gives belongs to another person, and is to be unique.`;
}

async function store(trx: Trx, act: Act, app: SourceApp, changes: readonly Change[]): Promise<void> {
  const ids = changes.map(({ id }) => id);
  const rows = changes.map(({ id, after }) => ({ id, profile: after }));
  await sql`
    update person set profile = changed.profile, last_updated_at = now()
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as changed(id text, profile jsonb) where person.id = changed.id`.execute(
    trx,
  );
  await claimUniqueValues(trx, ids);
  const now = new Date(act.clock.now());
  await markAppUsers(trx, sql`person_id = any(${ids}::text[]) and assigned and app_id <> ${app.id}`, now);
  const derived = await derivedFrom(trx, app.id, changes);
  if (derived.length > 0)
    await markAppUsers(trx, sql`person_id = any(${derived}::text[]) and assigned and app_id = ${app.id}`, now);
  const formerLogins = changes.flatMap(({ before, changes: names }) =>
    names.includes("login") ? [profileText(before, "login")] : [],
  );
  await markDependants(trx, {
    personIds: ids,
    change: formerLogins.length > 0 ? "NAMES" : "PROFILE",
    formerLogins,
    now,
  });
  await writeEvents(
    trx,
    changes.map(({ id, after, changes: names }) =>
      eventOf(act, {
        eventType: "user.account.update_profile",
        displayMessage: "Update user profile from its source",
        targets: [personTarget(id, after), { id: app.id, type: "AppInstance", displayName: app.label }],
        debug: { changedAttributes: names.join(","), source: app.label },
      }),
    ),
  );
  const moved = await applyGroupRules(trx, act, ids);
  await reconcileAssignments(trx, { personIds: moved, actor: act.actor, now });
}

/** People of whom the source app holds something that is made of a changed value and that it does not master itself. */
async function derivedFrom(trx: Trx, appId: AppId, changes: readonly Change[]): Promise<readonly PersonId[]> {
  const { custom_attributes: custom } = await requireApp(trx, appId);
  const mappings = await listMappings(trx, appId);
  const texts = expressionsOfOthers({ mappings, custom }, await listImportMappings(trx, appId));
  return changes.filter(({ changes: names }) => texts.some((text) => readsAny(text, names))).map(({ id }) => id);
}
