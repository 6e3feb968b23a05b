/** What an administrator does with push groups, one or many: each in a transaction of its own, each reported, none held up by another. */
import type { AppId } from "@lockstep/ports";
import { sql } from "kysely";
import type { BulkPushAction, BulkPushReport } from "../../contract-push-groups.ts";
import type { Act } from "../act.ts";
import { requireApp } from "../apps.ts";
import { markPushGroups } from "../dirty.ts";
import { DirectoryError } from "../error.ts";
import { forgetGroupLinks } from "../push-link.ts";
import {
  deletePushMapping,
  logMapping,
  type PushMappingIds,
  pushNow,
  requirePushable,
  setPushStatus,
} from "../push-mappings.ts";
import { type PushGroupFilter, requirePushGroup, selectPushGroups } from "./list-push-groups.ts";
import { resolveClash } from "./resolve-clash.ts";

/** Tries a push that failed again at once. E0000107 when it did not fail. */
export async function retryPush(act: Act, ids: PushMappingIds): Promise<void> {
  await act.database.transaction(async (trx) => {
    const app = requirePushable(await requireApp(trx, ids.appId));
    const row = await requirePushGroup(trx, ids);
    const hasFailed = row.status === "ERROR" || row.task_id !== null;
    if (!hasFailed) throw new DirectoryError("E0000107", { causes: [`The push of "${row.group_name}" did not fail.`] });
    const now = new Date(act.clock.now());
    await sql`
      update push_group set status = 'ACTIVE', error_summary = null where id = ${ids.id} and status = 'ERROR'`.execute(
      trx,
    );
    await sql`
      update task set next_attempt_at = ${now}, last_updated_at = ${now} where push_group_id = ${ids.id} and state = 'OPEN'`.execute(
      trx,
    );
    if (row.error_cause === "groupGone") await forgetGroupLinks(trx, [ids.id]);
    await markPushGroups(trx, sql`id = ${ids.id}`, now);
    await logMapping(trx, act, {
      app,
      group: { id: row.group_id, name: row.group_name },
      eventType: "application.provision.task.retry",
      message: "Retry group push",
      debug: { cause: row.error_cause },
    });
  });
}

/** Calls off an unlinking that has not been carried out: the mapping is back, INACTIVE. E0000107 when it is under way or was never asked for. */
export async function keepPush(act: Act, ids: PushMappingIds): Promise<void> {
  await act.database.transaction(async (trx) => {
    const app = await requireApp(trx, ids.appId);
    const row = await requirePushGroup(trx, ids);
    const { numAffectedRows } = await sql`
      update push_group set removing = false, delete_in_target = false, status = 'INACTIVE', error_summary = null, members_known = false,
          last_updated_at = ${new Date(act.clock.now())}
       where id = ${ids.id} and removing and lease_owner is null`.execute(trx);
    if ((numAffectedRows ?? 0n) === 0n) {
      const words = row.status === "UNLINKING" ? "is being carried out at this moment" : "was not asked for";
      throw new DirectoryError("E0000107", { causes: [`The unlinking of "${row.group_name}" ${words}.`] });
    }
    await sql`
      update task set state = 'RESOLVED', resolved_at = now(), next_attempt_at = null where push_group_id = ${ids.id} and state = 'OPEN'`.execute(
      trx,
    );
    await logMapping(trx, act, {
      app,
      group: { id: row.group_id, name: row.group_name },
      eventType: "application.provision.group_push.unlink.cancel",
      message: "Keep group push mapping",
    });
  });
}

/** Push groups of one call at most: a call ends within seconds, and says what became of each. */
export const BULK_MAX = 250;
/** Of these at the same moment: commits that wait together share a flush. */
const AT_ONCE = 4;

/** Which push groups, and what is done with each. */
export interface BulkOrder {
  readonly appId: AppId;
  readonly action: BulkPushAction;
  readonly deleteTargetGroup: boolean;
  readonly chosen:
    | { readonly kind: "ids"; readonly ids: readonly string[] }
    | { readonly kind: "filter"; readonly filter: PushGroupFilter; readonly afterId: string };
}

/** Does it with each, and says of each what became of it. A fault of our own ends it: what was done until then stays done. */
export async function changeManyPushGroups(act: Act, order: BulkOrder): Promise<BulkPushReport> {
  const { chosen } = order;
  const found = await selectPushGroups(
    act.database.kysely,
    { appId: order.appId, filter: chosen.kind === "ids" ? {} : chosen.filter },
    chosen.kind === "ids"
      ? { limit: BULK_MAX, afterId: "", ids: chosen.ids }
      : { limit: BULK_MAX, afterId: chosen.afterId },
  );
  const names = new Map(found.map((row) => [row.id, row.name]));
  const page = found.slice(0, BULK_MAX).map(({ id }) => id);
  const items: BulkPushReport["items"][number][] = [];
  const ids = chosen.kind === "ids" ? [...new Set(chosen.ids)] : page;
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    const some = ids.slice(start, start + AT_ONCE).map(async (id) => {
      const reason = await reasonOfRefusal(() => changeOne(act, { appId: order.appId, id }, order));
      return { id, groupName: names.get(id) ?? null, result: reason === null ? "DONE" : "REFUSED", reason } as const;
    });
    items.push(...(await Promise.all(some)));
  }
  const refused = items.filter(({ result }) => result === "REFUSED").length;
  const next = chosen.kind === "filter" && found.length > BULK_MAX ? (page.at(-1) ?? null) : null;
  return { done: items.length - refused, refused, items, next };
}

async function changeOne(act: Act, ids: PushMappingIds, order: BulkOrder): Promise<void> {
  switch (order.action) {
    case "ACTIVATE":
      await setPushStatus(act, ids, "ACTIVE");
      return;
    case "DEACTIVATE":
      await setPushStatus(act, ids, "INACTIVE");
      return;
    case "PUSH":
      await pushNow(act, ids);
      return;
    case "RETRY":
      await retryPush(act, ids);
      return;
    case "UNLINK":
      await deletePushMapping(act, ids, { deleteTargetGroup: order.deleteTargetGroup, whileActive: true });
      return;
    case "KEEP":
      await keepPush(act, ids);
      return;
    case "LINK":
    case "SKIP":
      await resolveClash(act, ids, { choice: order.action });
      return;
  }
}

async function reasonOfRefusal(work: () => Promise<void>): Promise<string | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (!(error instanceof DirectoryError)) throw error;
    return error.causes.length === 0 ? error.message : error.causes.join(" ");
  }
}
