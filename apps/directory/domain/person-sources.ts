/** Who has the last word on a person's attributes: apps that source people (migrations/0010, view `person_source`). */
import type { AppId, PersonId } from "@lockstep/ports";
import { type Kysely, sql } from "kysely";
import type { AttributeSource } from "../contract.ts";
import { invalid } from "./error.ts";
import type { DirectoryTables } from "./tables.ts";

/** The attributes of a person that an app masters, with that app, by name. Empty for most people. */
export async function findSources(
  db: Kysely<DirectoryTables>,
  personId: PersonId,
): Promise<readonly AttributeSource[]> {
  const { rows } = await sql<{ attribute: string; id: string; label: string }>`
    select person_source.attribute, app.id, app.label from person_source join app on app.id = person_source.app_id
    where person_source.person_id = ${personId} order by person_source.attribute`.execute(db);
  return rows.map(({ attribute, id, label }) => ({ attribute, app: { id, label } }));
}

/** What one app masters of each of these people; who is not among the keys has nothing from it. */
export async function findMasteredBy(
  db: Kysely<DirectoryTables>,
  appId: AppId,
  personIds: readonly PersonId[],
): Promise<ReadonlyMap<PersonId, ReadonlySet<string>>> {
  const { rows } = await sql<{ person_id: PersonId; attributes: readonly string[] }>`
    select person_id, array_agg(attribute) as attributes from person_source
    where person_id = any(${personIds}::text[]) and app_id = ${appId} group by person_id`.execute(db);
  return new Map(rows.map((row) => [row.person_id, new Set(row.attributes)]));
}

/** E0000001 with a cause for each of the changed attributes that an app masters: they are changed there. */
export async function refuseSourced(
  db: Kysely<DirectoryTables>,
  personId: PersonId,
  changed: readonly string[],
): Promise<void> {
  if (changed.length === 0) return;
  const sources = await findSources(db, personId);
  const refused = sources.filter(({ attribute }) => changed.includes(attribute));
  const [first] = refused;
  if (first === undefined) return;
  throw invalid(
    first.attribute,
    refused.map(
      ({ attribute, app }) =>
        `${attribute}: The value comes from ${app.label}, which sources this person. Change it there, or give the attribute another source`,
    ),
  );
}
