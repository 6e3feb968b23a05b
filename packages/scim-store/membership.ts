/**
 * Changes of membership as set operations: each step costs what it names, never what the group holds (`replaceAll` apart, which
 * by its nature looks at every member).
 */
import type { AccountId, ResourceId } from "@lockstep/ports";
import { type ResourceShape, ScimError } from "@lockstep/scim";
import type { MembershipStep } from "@lockstep/scim-server";
import { type Executor, run } from "./statement.ts";
import { toScimError } from "./violations.ts";

/** The net change of all steps together. */
export interface MembershipChange {
  readonly added: readonly ResourceId[];
  readonly removed: readonly ResourceId[];
}

/** The group whose members change; its row is locked by the caller. */
export interface Holder {
  readonly accountId: AccountId;
  readonly shape: ResourceShape;
  readonly groupId: ResourceId;
  /** Time of the change, ISO 8601. */
  readonly at: string;
}

interface MemberRow {
  readonly member_id: ResourceId;
}

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

const ADD = `insert into membership (account_id, group_id, member_id, added_at)
  select $1, $2, wanted.id, $4 from unnest($3::uuid[]) as wanted(id)
  on conflict do nothing returning member_id`;
const REMOVE =
  "delete from membership where account_id = $1 and group_id = $2 and member_id = any($3::uuid[]) returning member_id";
const KEEP_ONLY =
  "delete from membership where account_id = $1 and group_id = $2 and member_id <> all($3::uuid[]) returning member_id";
const UNKNOWN = `select wanted.id from unnest($2::uuid[]) with ordinality as wanted(id, place)
  where not exists (select from resource r where r.account_id = $1 and r.id = wanted.id)
  order by wanted.place limit 1`;

/**
 * Applies the steps in order. Throws `ScimError` `invalidValue` that names the first id which the account does not have; an
 * unknown id in a removal is no member and changes nothing.
 */
export async function applyMembership(
  executor: Executor,
  holder: Holder,
  steps: readonly MembershipStep[],
): Promise<MembershipChange> {
  const net = new Map<ResourceId, 1 | -1>();
  for (const step of steps) {
    const { added, removed } = await applyStep(executor, holder, step);
    for (const id of removed) count(net, id, -1);
    for (const id of added) count(net, id, 1);
  }
  const ids = [...net];
  return {
    added: ids.filter(([, sign]) => sign === 1).map(([id]) => id),
    removed: ids.filter(([, sign]) => sign === -1).map(([id]) => id),
  };
}

/** Writes the number of members of a group that was just made. */
export async function setMemberCount(executor: Executor, holder: Holder, memberCount: number): Promise<void> {
  const text = "update resource set member_count = $3 where account_id = $1 and id = $2";
  await run(executor, text, [holder.accountId, holder.groupId, memberCount]);
}

/** What was removed and added again is no change. */
function count(net: Map<ResourceId, 1 | -1>, id: ResourceId, sign: 1 | -1): void {
  if (net.has(id)) net.delete(id);
  else net.set(id, sign);
}

async function applyStep(executor: Executor, holder: Holder, step: MembershipStep): Promise<MembershipChange> {
  const { accountId, groupId } = holder;
  // RFC 7643 §8.7.1: `members.value` is not case exact, and our ids are written in lower case.
  const members = step.members.map((id) => id.toLowerCase());
  switch (step.kind) {
    case "add":
      return { added: await add(executor, holder, members), removed: [] };
    case "remove": {
      const ids = members.filter((id) => UUID.test(id));
      return { added: [], removed: await idsOf(executor, REMOVE, [accountId, groupId, ids]) };
    }
    case "replaceAll": {
      const ids = members.filter((id) => UUID.test(id));
      const removed = await idsOf(executor, KEEP_ONLY, [accountId, groupId, ids]);
      return { added: await add(executor, holder, members), removed };
    }
  }
}

async function add(executor: Executor, holder: Holder, members: readonly string[]): Promise<readonly ResourceId[]> {
  if (members.length === 0) return [];
  const { accountId, groupId, at } = holder;
  const malformed = members.find((id) => !UUID.test(id));
  if (malformed !== undefined) throw unknownMember(malformed);
  if (members.includes(groupId)) throw new ScimError("invalidValue", "A group cannot be a member of itself.");
  const unknown = await run<{ id: string }>(executor, UNKNOWN, [accountId, members]);
  if (unknown[0] !== undefined) throw unknownMember(unknown[0].id);
  try {
    return await idsOf(executor, ADD, [accountId, groupId, members, at]);
  } catch (error) {
    // A member may be deleted between our look and the insert: then the foreign key says no.
    throw toScimError(error, holder.shape, []);
  }
}

function unknownMember(id: string): ScimError {
  return new ScimError("invalidValue", `"members": there is no resource with the id "${id.slice(0, 100)}".`);
}

async function idsOf(executor: Executor, text: string, parameters: readonly unknown[]): Promise<readonly ResourceId[]> {
  const rows = await run<MemberRow>(executor, text, parameters);
  return rows.map((row) => row.member_id);
}
