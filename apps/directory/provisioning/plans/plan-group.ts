/** What a push of one group would send, after the people of the same plan: the reads are made, nothing is written. */
import { type FailureOutcome, previewGroup } from "@lockstep/engine";
import { sql } from "kysely";
import type { PlanPreview } from "../../contract.ts";
import type { Deps } from "../../deps.ts";
import { findAccounts, type GroupMemberRow, loadComparedMembers } from "../compared-members.ts";
import { splitMembers } from "../group-members.ts";
import type { GroupSubject } from "../group-subject.ts";
import { groupRunParts, isRenamedElsewhere, sendsMembers } from "../push-group.ts";
import { type AccountAfter, type PlanTarget, toPlannedAction } from "./plan-user.ts";

/** A group's plan. */
export interface PlannedGroup extends PlanPreview {
  readonly membershipAdds: number;
  /** Members that lose the group although their account stays active. */
  readonly membershipRemovals: number;
  readonly failure: FailureOutcome | undefined;
}

/** Plans one push group. The accounts are taken as they will be once the plan's people are done. */
export async function planGroupSubject(
  deps: Deps,
  subject: GroupSubject,
  target: PlanTarget & { readonly planId: string },
): Promise<PlannedGroup> {
  if (!subject.removing && subject.status === "INACTIVE") return nothing();
  if (!subject.removing && isRenamedElsewhere(subject)) {
    const message = "The group was renamed in the directory, and renaming groups in the app is off: its push ends.";
    return { ...nothing(), blocked: { code: "renamedAtSource", message } };
  }
  const after = await loadAfter(deps, subject, target.planId);
  const compared = await loadComparedMembers(deps.database.kysely, subject, "everybody");
  const { held } = compared;
  const rows = sendsMembers(subject) ? compared.members : [];
  const split = splitMembers(
    rows.map((row) => asAfter(row, after.get(row.personId))),
    new Set(held),
  );
  const parts = groupRunParts(deps, subject, { compared, split, interrupted: false });
  const preview = await previewGroup({
    ...parts,
    client: target.client,
    findAccounts: (memberIds) => findAccounts(deps.database.kysely, subject.app.id, memberIds),
    ...(target.signal ? { signal: target.signal } : {}),
  });
  if (preview.failure !== undefined) {
    const { kind, detail } = preview.failure;
    return { ...nothing(), blocked: { code: kind, message: detail }, failure: preview.failure };
  }
  const isSent = preview.actions.length > 0;
  const wanted = new Set(split.members.map(({ value }) => value));
  const gone = isSent ? held.filter((id) => !wanted.has(id)) : [];
  return {
    reads: preview.reads.map(({ action }) => toPlannedAction(action, target.baseUrl)),
    actions: preview.actions.map((action) => toPlannedAction(action, target.baseUrl)),
    blocked: preview.blocked ?? null,
    membershipAdds: isSent ? [...wanted].filter((id) => !held.includes(id)).length : 0,
    membershipRemovals: await countWorking(deps, { appId: subject.app.id, planId: target.planId }, gone),
    failure: undefined,
  };
}

/** What the plan makes of the group's members. */
async function loadAfter(
  deps: Deps,
  subject: GroupSubject,
  planId: string,
): Promise<ReadonlyMap<string, AccountAfter>> {
  const { rows } = await sql<{ personId: string; after: AccountAfter }>`
    select s.source_id as "personId", s.becomes as after
      from group_member m join plan_subject s on s.plan_id = ${planId} and s.source_id = m.person_id and s.kind = 'appUser'
     where m.group_id = ${subject.group.id}`.execute(deps.database.kysely);
  return new Map(rows.map((row) => [row.personId, row.after]));
}

function asAfter(row: GroupMemberRow, after: AccountAfter | undefined): GroupMemberRow {
  if (after === undefined) return row;
  return {
    ...row,
    externalId: after.externalId,
    knownActive: after.externalId === null ? null : after.active,
    userName: after.userName ?? row.userName,
  };
}

/** Of these members, the ones whose account works and goes on working: the others lose nothing (see `REMOVALS` of the budget). */
async function countWorking(
  deps: Deps,
  ids: { readonly appId: string; readonly planId: string },
  externalIds: readonly string[],
): Promise<number> {
  if (externalIds.length === 0) return 0;
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from unnest(${externalIds}::text[]) as gone (id)
      left join app_user u on u.app_id = ${ids.appId} and u.external_id = gone.id
     where u.known_active is distinct from false
       and not exists (select from plan_subject s where s.plan_id = ${ids.planId} and s.subject_id = u.id
         and s.becomes->>'active' = 'false')`.execute(deps.database.kysely);
  return rows[0]?.count ?? 0;
}

function nothing(): PlannedGroup {
  return { reads: [], actions: [], blocked: null, membershipAdds: 0, membershipRemovals: 0, failure: undefined };
}
