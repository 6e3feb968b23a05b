/** Protected people: their accounts are never switched off or given another password by the engine without an administrator's approval. */
import { violationOf } from "@lockstep/database";
import type { GroupId, PersonId } from "@lockstep/ports";
import { type Kysely, sql } from "kysely";
import { type Act, eventOf, type Trx } from "./act.ts";
import { DirectoryError, invalidField, notFound } from "./error.ts";
import { createId } from "./ids.ts";
import { writeEvent } from "./system-log.ts";
import type { DirectoryTables } from "./tables.ts";

/** Whether the person of a row `p` is protected: by name, as a member of a group, or as an administrator of this directory. */
export const IS_PROTECTED = sql<boolean>`exists (
  select from protection guarded where guarded.person_id = p.id
    or guarded.group_id in (select member.group_id from group_member member where member.person_id = p.id)
    or (guarded.kind = 'ADMINISTRATORS' and exists (
      select from administrator where lower(administrator.login) = lower(p.profile->>'login'))))`;

/** Protections that one directory holds at most: they are looked at for every account that is worked on. */
const PROTECTIONS_MAX = 1_000;

/** One protection, as the API shows it. */
export interface ProtectionRow {
  readonly id: string;
  readonly kind: "PERSON" | "GROUP" | "ADMINISTRATORS";
  readonly person_id: PersonId | null;
  readonly group_id: GroupId | null;
  readonly name: string;
  readonly reason: string;
  readonly created_at: Date;
}

/** Whom a new protection is for. */
export interface NewProtection {
  readonly kind: "PERSON" | "GROUP" | "ADMINISTRATORS";
  /** Id of the person or group; none for administrators. */
  readonly id?: string | undefined;
  readonly reason?: string | undefined;
}

const SELECT = sql<ProtectionRow>`
  select protection.id, kind, protection.person_id, protection.group_id, reason, protection.created_at,
    coalesce(person.profile->>'login', person_group.name, 'Administrators') as name
  from protection left join person on person.id = protection.person_id left join person_group on person_group.id = protection.group_id`;

/** Who is protected, the oldest entry first. */
export async function listProtections(db: Kysely<DirectoryTables>): Promise<readonly ProtectionRow[]> {
  const { rows } = await sql<ProtectionRow>`${SELECT} order by protection.created_at, protection.id`.execute(db);
  return rows;
}

/** Protects a person, the members of a group, or the administrators. Refuses who is protected by the same entry already. */
export async function protect(act: Act, input: NewProtection): Promise<ProtectionRow> {
  const id = createId(act.random, "protection");
  try {
    return await act.database.transaction(async (trx) => {
      await assertRoom(trx);
      await assertSubject(trx, input);
      await trx
        .insertInto("protection")
        .values({
          id,
          kind: input.kind,
          person_id: input.kind === "PERSON" ? ((input.id ?? "") as PersonId) : null,
          group_id: input.kind === "GROUP" ? ((input.id ?? "") as GroupId) : null,
          reason: input.reason ?? "",
        })
        .execute();
      const row = await requireProtection(trx, id);
      await log(trx, act, row, "add");
      return row;
    });
  } catch (error) {
    if (violationOf(error)?.kind !== "unique") throw error;
    throw new DirectoryError("E0000001", { causes: ["id: Protected already"], cause: error });
  }
}

/** Takes a protection away. What waited for an approval because of it stays a task until it is retried. */
export async function unprotect(act: Act, id: string): Promise<void> {
  await act.database.transaction(async (trx) => {
    const row = await requireProtection(trx, id);
    await trx.deleteFrom("protection").where("id", "=", id).execute();
    await log(trx, act, row, "remove");
  });
}

async function requireProtection(trx: Trx, id: string): Promise<ProtectionRow> {
  const { rows } = await sql<ProtectionRow>`${SELECT} where protection.id = ${id}`.execute(trx);
  if (rows[0] === undefined) throw notFound(id, "Protection");
  return rows[0];
}

async function assertRoom(trx: Trx): Promise<void> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from protection`.execute(trx);
  if ((rows[0]?.count ?? 0) < PROTECTIONS_MAX) return;
  throw new DirectoryError("E0000093", {
    causes: [`At most ${PROTECTIONS_MAX} protections. Protect a group instead of its members.`],
  });
}

async function assertSubject(trx: Trx, { kind, id = "" }: NewProtection): Promise<void> {
  if (kind === "ADMINISTRATORS") return;
  const table = sql.table(kind === "PERSON" ? "person" : "person_group");
  const { rows } = await sql<{ id: string }>`select id from ${table} where id = ${id}`.execute(trx);
  if (rows[0] === undefined) throw invalidField("id", `There is no ${kind === "PERSON" ? "person" : "group"} ${id}`);
}

async function log(trx: Trx, act: Act, row: ProtectionRow, verb: "add" | "remove"): Promise<void> {
  const type = row.kind === "PERSON" ? "User" : row.kind === "GROUP" ? "UserGroup" : "Administrators";
  await writeEvent(
    trx,
    eventOf(act, {
      eventType: `application.provision.protection.${verb}`,
      displayMessage: verb === "add" ? "Protect accounts from provisioning" : "End protection of accounts",
      targets: [{ id: row.person_id ?? row.group_id ?? row.id, type, displayName: row.name }],
    }),
  );
}
