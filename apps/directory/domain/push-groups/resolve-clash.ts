/** A group of the app has the name already: link to it, push under another name, or do not push. Nothing is taken over unasked. */
import type { GroupId } from "@lockstep/ports";
import { sql } from "kysely";
import type { Act, Trx } from "../act.ts";
import { type AppRow, lockApp } from "../apps.ts";
import { markPushGroups } from "../dirty.ts";
import { DirectoryError } from "../error.ts";
import { forgetGroupLinks } from "../push-link.ts";
import {
  assertNameFree,
  assertTargetFree,
  deletePushMapping,
  logMapping,
  type PushMappingIds,
  requirePushable,
} from "../push-mappings.ts";
import { CLASH_CAUSES, type PushGroupRow, requirePushGroup } from "./list-push-groups.ts";

/** The administrator's decision. LINK without an id: the app's only group of that name. */
export type ClashDecision =
  | { readonly choice: "LINK"; readonly targetGroupId?: string | undefined }
  | { readonly choice: "RENAME"; readonly name: string }
  | { readonly choice: "SKIP" };

/** Whether the push stopped at a name that the app has already. */
export function isClash(row: Pick<PushGroupRow, "status" | "error_cause">): boolean {
  return row.status === "ERROR" && row.error_cause !== null && CLASH_CAUSES.includes(row.error_cause);
}

/** Carries the decision out; the push goes on at once. E0000107 when there is no clash to decide. */
export async function resolveClash(act: Act, ids: PushMappingIds, decision: ClashDecision): Promise<void> {
  if (decision.choice === "SKIP") {
    assertClash(await requirePushGroup(act.database.kysely, ids));
    await deletePushMapping(act, ids, { deleteTargetGroup: false });
    return;
  }
  await act.database.transaction(async (trx) => {
    const app = requirePushable(await lockApp(trx, ids.appId));
    const row = assertClash(await requirePushGroup(trx, ids));
    await choose(trx, row, decision);
    await sql`
      update push_group set status = 'ACTIVE', error_summary = null, members_known = false where id = ${ids.id}`.execute(
      trx,
    );
    await markPushGroups(trx, sql`id = ${ids.id}`, new Date(act.clock.now()));
    await logDecision(trx, act, { app, row, decision });
  });
}

async function choose(
  trx: Trx,
  row: PushGroupRow,
  decision: Exclude<ClashDecision, { choice: "SKIP" }>,
): Promise<void> {
  const ids = { appId: row.app_id, id: row.id };
  if (decision.choice === "RENAME") {
    await assertNameFree(trx, { appId: ids.appId, name: decision.name, field: "name", exceptId: ids.id });
    await sql`update push_group set target_name = ${decision.name} where id = ${ids.id}`.execute(trx);
    return;
  }
  const { targetGroupId } = decision;
  // The app's only group of the name may be one that another push made: two would overwrite each other.
  if (targetGroupId === undefined) {
    await assertNameFree(trx, { appId: ids.appId, name: row.target_name, field: "choice", exceptId: ids.id });
  } else {
    await assertTargetFree(trx, { appId: ids.appId, targetGroupId, exceptId: ids.id });
    // What another group was confirmed to hold says nothing about this one.
    if (targetGroupId !== row.external_id) await forgetGroupLinks(trx, [ids.id]);
  }
  await sql`
    update push_group set linked_by_choice = true, external_id = coalesce(${targetGroupId ?? null}::text, external_id) where id = ${ids.id}`.execute(
    trx,
  );
}

function assertClash(row: PushGroupRow): PushGroupRow {
  if (isClash(row)) return row;
  throw new DirectoryError("E0000107", {
    causes: [`The push of "${row.group_name}" did not stop at a name that the app has already.`],
  });
}

async function logDecision(
  trx: Trx,
  act: Act,
  step: { readonly app: AppRow; readonly row: PushGroupRow; readonly decision: ClashDecision },
): Promise<void> {
  const { row, decision } = step;
  await logMapping(trx, act, {
    app: step.app,
    group: { id: row.group_id as GroupId, name: row.group_name },
    eventType: "application.provision.group_push.clash.resolve",
    message: decision.choice === "LINK" ? "Link to the app's group of the same name" : "Push group under another name",
    debug: { ...decision },
  });
}
