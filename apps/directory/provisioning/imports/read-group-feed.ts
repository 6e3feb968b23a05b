/** The groups of an incremental import by the app's event feed: what changed is read by its id, and what was removed goes. */
import { sql } from "kysely";
import type { Deps } from "../../deps.ts";
import type { Trx } from "../../domain/act.ts";
import { judgeAnswer } from "./answer-verdict.ts";
import type { ImportClaim } from "./claim-import.ts";
import { readFeedPage } from "./event-feed.ts";
import type { PhaseEnd, PhaseWork } from "./import-subject.ts";
import { type ReadGroup, storeGroups } from "./store-groups.ts";

/** How a group is read by its id; undefined when it could not be. */
export type ReadWhole = (work: PhaseWork, id: string) => Promise<ReadGroup | undefined>;

/** Reads what changed, page after page; `undefined` when the feed tells nothing of groups, so that all of them are read instead. */
export async function readGroupFeed(
  deps: Deps,
  claim: ImportClaim,
  { work, readWhole }: { readonly work: PhaseWork; readonly readWhole: ReadWhole },
): Promise<PhaseEnd | undefined> {
  const { subject, signal } = work;
  let cursor = subject.nextCursor ?? subject.feedAfter ?? "";
  let progressed = false;
  for (;;) {
    const read = await readFeedPage(deps, work, { resourceType: "Group", cursor });
    if (signal.aborted) return { kind: "stopped", progressed };
    if (!read.ok) {
      if (read.isOver || read.answer === undefined) return undefined;
      return { kind: "failed", verdict: judgeAnswer(deps, subject, read.answer), progressed };
    }
    const { page } = read;
    const groups: ReadGroup[] = [];
    for (const id of page.changed) {
      const group = await readWhole(work, id);
      if (signal.aborted) return { kind: "stopped", progressed };
      // One that is gone by now has an event of its own behind this one.
      if (group !== undefined) groups.push(group);
    }
    const isEnd = !page.hasMore || page.cursor === cursor;
    cursor = page.cursor;
    const isHeld = await deps.database.transaction((trx) =>
      storePage(trx, deps, claim, { groups, removed: page.removed, cursor, isEnd }),
    );
    if (!isHeld) return { kind: "lost", progressed };
    progressed = true;
    if (isEnd) return { kind: "done", progressed };
  }
}

async function storePage(
  trx: Trx,
  deps: Deps,
  claim: ImportClaim,
  page: {
    readonly groups: readonly ReadGroup[];
    readonly removed: readonly string[];
    readonly cursor: string;
    readonly isEnd: boolean;
  },
): Promise<boolean> {
  const { rows } = await sql`
    select from import_run where id = ${claim.id} and lease_owner = ${claim.owner} and state = 'RUNNING' for update`.execute(
    trx,
  );
  if (rows.length === 0) return false;
  const now = new Date(deps.clock.now());
  const counts = await storeGroups(trx, { appId: claim.appId, runId: claim.id, groups: page.groups, now });
  const { numAffectedRows: removed } = await sql`
    delete from app_group where app_id = ${claim.appId} and external_id = any(${page.removed}::text[])`.execute(trx);
  await sql`
    update import_run set groups_scanned = groups_scanned + ${page.groups.length + page.removed.length},
        groups_new = groups_new + ${counts.created}, groups_updated = groups_updated + ${counts.updated},
        groups_unchanged = groups_unchanged + ${counts.unchanged}, groups_removed = groups_removed + ${Number(removed ?? 0n)},
        next_cursor = ${page.isEnd ? null : page.cursor}, phase = case when ${page.isEnd} then 'REMOVALS' else phase end,
        lease_expires_at = ${new Date(now.getTime() + claim.leaseMs)}
     where id = ${claim.id}`.execute(trx);
  return true;
}
