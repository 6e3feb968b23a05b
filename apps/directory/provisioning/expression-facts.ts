/** Loads what an app's expressions ask for besides the profile: groups, other apps, manager and assistant. Nothing when nothing is asked. */
import type { AppView, Attributes, ExpressionFacts } from "@lockstep/expression";
import { type Kysely, sql } from "kysely";
import type { DirectoryTables, Profile } from "../domain/tables.ts";
import { type LoadedFacts, NO_FACTS } from "./expression-scope.ts";

/** Memberships loaded at most; more are beyond what any expression may look at. */
const GROUPS_MAX = 10_000;

/** The facts of one person. */
export async function loadFacts(
  db: Kysely<DirectoryTables>,
  person: { readonly id: string; readonly profile: Profile },
  asked: ExpressionFacts,
): Promise<LoadedFacts> {
  if (!asked.groups && asked.apps.length === 0 && asked.related.length === 0) return NO_FACTS;
  const [groups, apps, related] = await Promise.all([
    asked.groups ? loadGroups(db, person.id) : [],
    loadApps(db, person.id, asked.apps),
    loadRelated(db, person.profile, asked.related),
  ]);
  return { groups, apps, related };
}

async function loadGroups(db: Kysely<DirectoryTables>, personId: string) {
  const { rows } = await sql<{ id: string; name: string; description: string | null; type: string }>`
    select held.id, held.name, held.description, held.type
    from group_member as membership join person_group as held on held.id = membership.group_id
    where membership.person_id = ${personId} order by held.name, held.id limit ${GROUPS_MAX}`.execute(db);
  return rows;
}

interface AppViewRow {
  readonly name: string;
  readonly label: string;
  readonly assigned: boolean | null;
  readonly userName: string | null;
  readonly known: Readonly<Record<string, unknown>> | null;
}

/** Apps by name; where several share one, the oldest is meant. */
async function loadApps(
  db: Kysely<DirectoryTables>,
  personId: string,
  names: readonly string[],
): Promise<Readonly<Record<string, AppView>>> {
  if (names.length === 0) return {};
  const { rows } = await sql<AppViewRow>`
    select distinct on (app.name) app.name, app.label, held.assigned, held.user_name as "userName", coalesce(held.known, held.seen) as known
    from app left join app_user as held on held.app_id = app.id and held.person_id = ${personId}
    where app.name = any(${names}::text[]) order by app.name, app.created_at, app.id`.execute(db);
  return Object.fromEntries(
    rows.map((row) => [
      row.name,
      { user: row.assigned === true ? appUserAttributes(row) : null, app: { label: row.label, name: row.name } },
    ]),
  );
}

/** What is known of an app user, under the names of SCIM. */
function appUserAttributes(row: Pick<AppViewRow, "userName" | "known">): Attributes {
  return { ...flat(row.known), userName: row.userName };
}

/** Single values of a SCIM user under the last part of their paths: `givenName`, `department`; the first e-mail as `email`. */
export function flat(known: Readonly<Record<string, unknown>> | null): Attributes {
  const attributes: Record<string, string | number | boolean> = {};
  for (const [name, value] of Object.entries(known ?? {})) {
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") attributes[name] = value;
    else if (name === "emails" && Array.isArray(value)) {
      const [first] = value as readonly { readonly value?: unknown }[];
      if (typeof first?.value === "string") attributes["email"] = first.value;
    } else if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      for (const [sub, inner] of Object.entries(value)) {
        if (typeof inner === "string" || typeof inner === "number" || typeof inner === "boolean")
          attributes[sub] = inner;
      }
    }
  }
  return attributes;
}

/** Somebody that the profile names: `manager` by `managerId`, `assistant` by `assistantId`, any other by its own. An id or a login names a person. */
async function loadRelated(
  db: Kysely<DirectoryTables>,
  profile: Profile,
  asked: ExpressionFacts["related"],
): Promise<Readonly<Record<string, Attributes>>> {
  const related: Record<string, Attributes> = {};
  for (const { relation, app } of asked) {
    const reference = Object.hasOwn(profile, `${relation}Id`)
      ? String((profile as Record<string, unknown>)[`${relation}Id`])
      : "";
    if (reference === "") continue;
    const { rows } = await sql<AppViewRow & { profile: Profile; held: boolean }>`
      select person.profile, held.user_name as "userName", coalesce(held.known, held.seen) as known, coalesce(held.assigned, false) as held
      from person left join app on app.name = ${app ?? ""} left join app_user as held on held.app_id = app.id and held.person_id = person.id
      where person.id = ${reference} or lower(person.profile->>'login') = lower(${reference})
      order by app.created_at limit 1`.execute(db);
    const [row] = rows;
    if (row === undefined) continue;
    if (app === undefined) related[relation] = row.profile;
    else if (row.held) related[`${relation} ${app}`] = appUserAttributes(row);
  }
  return related;
}
