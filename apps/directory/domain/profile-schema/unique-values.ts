/** Values of unique attributes: one person each, letter case ignored. Values that are unset do not count. */
import type { PersonId } from "@lockstep/ports";
import { sql } from "kysely";
import type { Trx } from "../act.ts";
import { invalid } from "../error.ts";
import type { ProfileSchema } from "./attribute.ts";

/** Causes of one refusal at most. */
const CAUSES_MAX = 20;

/** The digest of a value, as SQL over the tables `person` and `profile_attribute`. */
const DIGEST = sql`sha256(convert_to(lower(person.profile->>profile_attribute.name), 'UTF8'))`;

/**
 * Takes the unique values of these people, after their profiles are stored, and gives back what they no longer have.
 * E0000001 when another person has one. Two transactions that want the same value wait for each other here.
 */
export async function claimUniqueValues(trx: Trx, personIds: readonly PersonId[]): Promise<void> {
  if (personIds.length === 0 || !(await hasUniqueAttributes(trx))) return;
  const wanted = sql`
    select profile_attribute.name as attribute, ${DIGEST} as value_sha256, person.id as person_id
    from person join profile_attribute on profile_attribute.definition->'unique' = 'true' and person.profile ? profile_attribute.name
    where person.id = any(${personIds}::text[])`;
  await sql`
    delete from profile_unique_value as held
    where held.person_id = any(${personIds}::text[]) and not exists (
      select from (${wanted}) as wanted where wanted.attribute = held.attribute
        and wanted.value_sha256 = held.value_sha256 and wanted.person_id = held.person_id)`.execute(trx);
  await sql`
    insert into profile_unique_value (attribute, value_sha256, person_id)
    select attribute, value_sha256, person_id from (${wanted}) as wanted order by attribute, value_sha256
    on conflict do nothing`.execute(trx);
  const { rows } = await sql<{ attribute: string; login: string }>`
    select wanted.attribute, person.profile->>'login' as login from (${wanted}) as wanted
    join person on person.id = wanted.person_id
    where not exists (select from profile_unique_value as held where held.attribute = wanted.attribute
      and held.value_sha256 = wanted.value_sha256 and held.person_id = wanted.person_id)
    order by wanted.attribute, login limit ${CAUSES_MAX}`.execute(trx);
  const [first] = rows;
  if (first === undefined) return;
  const isOne = personIds.length === 1;
  const causes = rows.map(({ attribute, login }) => {
    const whose = isOne ? "" : ` (the value that ${login} would have)`;
    return `${attribute}: An object with this field already exists in the current organization${whose}`;
  });
  throw invalid(first.attribute, causes);
}

async function hasUniqueAttributes(trx: Trx): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from profile_attribute where definition->'unique' = 'true') as found`.execute(trx);
  return rows[0]?.found === true;
}

/** Begins to keep an attribute's values unique; a sentence when people share a value already, and nothing is kept then. */
export async function beginUniqueness(trx: Trx, attribute: string): Promise<string | undefined> {
  const { rows } = await sql<{ value: string; total: number }>`
    select lower(profile->>${attribute}::text) as value, (count(*) over ())::int as total from person
    where profile ? ${attribute}::text group by 1 having count(*) > 1 order by 1 limit 1`.execute(trx);
  const [shared] = rows;
  if (shared !== undefined) {
    const count = shared.total === 1 ? "one value" : `${shared.total} values`;
    return `Several people share ${count}, such as "${shared.value.slice(0, 50)}": make them different first`;
  }
  await sql`
    insert into profile_unique_value (attribute, value_sha256, person_id)
    select profile_attribute.name, ${DIGEST}, person.id from person
    join profile_attribute on profile_attribute.name = ${attribute} and person.profile ? profile_attribute.name
    on conflict do nothing`.execute(trx);
  return undefined;
}

/** Ends it. */
export async function endUniqueness(trx: Trx, attribute: string): Promise<void> {
  await sql`delete from profile_unique_value where attribute = ${attribute}`.execute(trx);
}

/** The unique values of a profile, each under a key that is the same for the same value: what changes together is compared by it. Pure. */
export function uniqueValuesOf(
  schema: ProfileSchema,
  profile: Readonly<Record<string, unknown>>,
): readonly { readonly attribute: string; readonly key: string }[] {
  return schema.attributes.flatMap(({ name, unique }) => {
    const value = unique === true && Object.hasOwn(profile, name) ? profile[name] : undefined;
    return value === undefined || value === null
      ? []
      : [{ attribute: name, key: `${name} ${String(value).toLowerCase()}` }];
  });
}

/** A value that is to be unique and that somebody has. */
export interface TakenValue {
  /** Place of the profile in the list. */
  readonly place: number;
  readonly attribute: string;
  readonly personId: PersonId;
}

/** Which of these profiles hold a unique value that a person has already. */
export async function findTakenValues(
  trx: Trx,
  profiles: readonly Readonly<Record<string, unknown>>[],
): Promise<readonly TakenValue[]> {
  if (profiles.length === 0 || !(await hasUniqueAttributes(trx))) return [];
  const { rows } = await sql<TakenValue>`
    select (wanted.place - 1)::int as place, attribute.name as attribute, held.person_id as "personId"
    from jsonb_array_elements(${JSON.stringify(profiles)}::jsonb) with ordinality as wanted (profile, place)
    join profile_attribute attribute on attribute.definition->'unique' = 'true' and wanted.profile ? attribute.name
    join profile_unique_value held on held.attribute = attribute.name
      and held.value_sha256 = sha256(convert_to(lower(wanted.profile->>attribute.name), 'UTF8'))`.execute(trx);
  return rows;
}
