import type { GroupId, PersonId } from "@lockstep/ports";
import { type Kysely, sql } from "kysely";
import type { DirectoryTables } from "../tables.ts";

/** A group as conditions see it. */
export interface JudgedGroup {
  readonly id: GroupId;
  readonly name: string;
  readonly description: string | null;
  readonly type: string;
}

/** The groups of these people as they are at this moment. */
export async function readGroupsOf(
  trx: Kysely<DirectoryTables>,
  people: readonly { readonly id: PersonId }[],
): Promise<ReadonlyMap<PersonId, readonly JudgedGroup[]>> {
  const { rows } = await sql<JudgedGroup & { person_id: PersonId }>`
    select membership.person_id, held.id, held.name, held.description, held.type
    from group_member as membership join person_group as held on held.id = membership.group_id
    where membership.person_id = any(${people.map(({ id }) => id)}::text[]) order by held.id`.execute(trx);
  const byPerson = new Map<PersonId, JudgedGroup[]>();
  for (const { person_id: personId, ...group } of rows) {
    const groups = byPerson.get(personId);
    if (groups === undefined) byPerson.set(personId, [group]);
    else groups.push(group);
  }
  return byPerson;
}
