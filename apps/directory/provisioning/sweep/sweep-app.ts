/**
 * The sweep (ADR 24): after a change that concerns all people of an app, they are compared with what the app is known to hold,
 * set by set. Who is as desired is not touched at all; only those that differ become dirty and are leased one by one.
 */
import { sql } from "kysely";
import type { Deps } from "../../deps.ts";
import { nameCause, type Trx } from "../../domain/act.ts";
import { lockAppUsers, notifyWork } from "../../domain/dirty.ts";
import { createDesiredUsers } from "../desired-users.ts";
import { findSubjectApp } from "../user-subject.ts";
import { type Effect, effectOf } from "./effect.ts";
import { effectDigest } from "./effect-digest.ts";
import type { LinkedUser } from "./load-linked.ts";
import { walkLinked } from "./walk-linked.ts";

/** A leased sweep of one app. */
export interface SweepClaim {
  readonly appId: string;
  readonly owner: string;
  /** The wish that it answers; what was asked for meanwhile is swept again. */
  readonly version: string;
  /** Of the changes that asked for it. */
  readonly causes: readonly string[];
}

const LEASE_MS = 30_000;

/** Leases a sweep that is asked for; undefined when there is none. */
export async function claimSweep(deps: Deps, owner: string): Promise<SweepClaim | undefined> {
  const now = new Date(deps.clock.now());
  const { rows } = await sql<Omit<SweepClaim, "owner">>`
    update app set sweep_owner = ${owner}, sweep_expires_at = ${leaseEnd(deps)}
     where id = (
       select id from app where sweep_version > swept_version and (sweep_owner is null or sweep_expires_at <= ${now})
        limit 1 for no key update skip locked)
    returning id as "appId", sweep_version as version, sweep_causes as causes`.execute(deps.database.kysely);
  const [row] = rows;
  return row === undefined ? undefined : { ...row, owner };
}

/** Carries a sweep out. Ends early when its lease is lost or `signal` fires; another worker then begins anew. */
export async function sweepApp(deps: Deps, claim: SweepClaim, signal: AbortSignal): Promise<void> {
  const app = await findSubjectApp(deps.database.kysely, claim.appId);
  if (app === undefined) return;
  const desiredOf = createDesiredUsers(deps.clock.now());
  const lease = createRecorder(deps, claim);
  // People who have an account whose content is known; all others were made dirty when the sweep was asked for.
  for await (const people of walkLinked(deps.database.kysely, { app, desiredOf })) {
    const judged = people.map((person): Judged => {
      const effect = effectOf(person.subject, desiredOf);
      // Perf: nobody asks for the digest of whom nothing is written about.
      const isStored = effect !== "nothing" || person.isDirty;
      return { ...person, effect, digest: isStored ? effectDigest(person.subject, effect, desiredOf) : "" };
    });
    if (!(await lease.record(judged)) || signal.aborted) return;
  }
  await deps.database.transaction(async (trx) => {
    await sql`
      update app set swept_version = greatest(swept_version, ${claim.version}::bigint), sweep_owner = null, sweep_expires_at = null,
          sweep_causes = case when sweep_version <= ${claim.version}::bigint then '{}' else sweep_causes end
       where id = ${claim.appId} and sweep_owner = ${claim.owner}`.execute(trx);
    await notifyWork(trx);
  });
}

interface Judged extends LinkedUser {
  readonly effect: Effect;
  readonly digest: string;
}

/** Stores verdicts under the lease, and keeps it. Perf: a batch that changes nothing writes nothing, not even the lease each time. */
function createRecorder(deps: Deps, claim: SweepClaim): { record(judged: readonly Judged[]): Promise<boolean> } {
  let extendedAt = deps.clock.now();
  return {
    /** False when the lease is lost. */
    async record(judged) {
      const differing = judged.filter(({ effect }) => effect !== "nothing");
      const same = judged.filter(({ effect, isDirty }) => effect === "nothing" && isDirty);
      const now = deps.clock.now();
      if (differing.length + same.length === 0 && now - extendedAt < LEASE_MS / 3) return true;
      extendedAt = now;
      return await deps.database.transaction(async (trx) => {
        // Before the app, as whoever records a run.
        const ids = [...differing, ...same].map(({ subject }) => subject.appUserId);
        await lockAppUsers(trx, sql`id = any(${ids}::text[])`);
        const { numAffectedRows } = await sql`
          update app set sweep_expires_at = ${leaseEnd(deps)}
           where id = ${claim.appId} and sweep_owner = ${claim.owner}`.execute(trx);
        if ((numAffectedRows ?? 0n) === 0n) return false;
        await nameCause(trx, ...claim.causes);
        if (differing.length > 0) await markDiffering(trx, differing, new Date(now));
        if (same.length > 0) await settleSame(trx, same);
        return true;
      });
    },
  };
}

/** The version of a row was judged already, or let pass by a person, as what it would come to now. */
const IS_AS_JUDGED = sql<boolean>`(u.is_dirty and u.effect_version = u.dirty_version and u.effect_digest is not distinct from judged.digest)`;

/** What a person let pass stays let pass as long as it comes to the same. */
const KEEPS_APPROVAL = sql<boolean>`(${IS_AS_JUDGED} and u.approved_version >= u.dirty_version)`;

/** A run has sent something for the row whose answer got lost: what was spent on it was for what the settings made of the account then. */
const IS_SPENT = sql<boolean>`exists (select from budget_use s where s.in_doubt = u.id)`;

/**
 * Who is dirty already gets no new version where nobody decided about the old one, or where it comes to the same: then only the verdict
 * on it is stored. Another desired state is another version, which no hold and no approval means. A run that is under way may have read
 * the old settings.
 */
async function markDiffering(trx: Trx, judged: readonly Judged[], now: Date): Promise<void> {
  const isUndecided = sql`(u.effect_version <> u.dirty_version and u.approved_version < u.dirty_version and not ${IS_SPENT})`;
  const next = sql`case when u.is_dirty and u.lease_owner is null and (${isUndecided} or ${IS_AS_JUDGED})
    then u.dirty_version else u.dirty_version + 1 end`;
  await sql`
    update app_user as u
       set dirty_version = ${next}, approved_version = case when ${KEEPS_APPROVAL} then ${next} else u.approved_version end,
           effect = case judged.effect when 'overwrite' then 'overwrite' else 'other' end, effect_version = ${next}, effect_digest = judged.digest,
           due_at = case when u.is_dirty then u.due_at else ${now} end,
           attempts = case when u.is_dirty then u.attempts else 0 end, last_updated_at = ${now},
           sync_state = case when u.sync_state = 'SYNCING' then 'SYNCING' else 'OUT_OF_SYNC' end
      from ${judgedRows(judged)}
     where u.id = judged.id and u.dirty_version = judged.version
       and (judged.effect <> 'idle' or u.is_dirty)`.execute(trx);
}

/** Dirty people for whom nothing is to be sent are clean without a run; one under way is told to look again. */
async function settleSame(trx: Trx, judged: readonly Judged[]): Promise<void> {
  const next = sql`case when u.lease_owner is null then u.dirty_version else u.dirty_version + 1 end`;
  await sql`
    update app_user as u
       set clean_version = case when u.lease_owner is null then u.dirty_version else u.clean_version end,
           dirty_version = ${next}, approved_version = case when ${KEEPS_APPROVAL} then ${next} else u.approved_version end,
           effect_version = case when ${IS_AS_JUDGED} then ${next} else u.effect_version end,
           effect = case when ${IS_AS_JUDGED} then 'other' else u.effect end,
           sync_state = case when u.lease_owner is null then 'SYNCHRONIZED' else u.sync_state end
      from ${judgedRows(judged)}
     where u.id = judged.id and u.dirty_version = judged.version and u.is_dirty`.execute(trx);
}

function judgedRows(judged: readonly Judged[]) {
  return sql`unnest(${judged.map(({ subject }) => subject.appUserId)}::text[], ${judged.map(({ subject }) => subject.version)}::bigint[],
    ${judged.map(({ effect }) => effect)}::text[], ${judged.map(({ digest }) => digest)}::text[]) as judged (id, version, effect, digest)`;
}

function leaseEnd(deps: Deps): Date {
  return new Date(deps.clock.now() + LEASE_MS);
}
