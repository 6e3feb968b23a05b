/**
 * Absence is never guessed: each noted account is read by its id. 404 or 410 is gone; an answer is not; a failure that may pass is asked again,
 * and anything else leaves the account alone. What is verified is handed to lifecycle sourcing in portions, each one transaction.
 */
import { readActive } from "@lockstep/engine";
import type { PersonId } from "@lockstep/ports";
import { isJsonObject } from "@lockstep/scim";
import { sql } from "kysely";
import type { Deps } from "../../deps.ts";
import type { Trx } from "../../domain/act.ts";
import type { Verdict } from "../outcome-rules.ts";
import { detailOf, judgeAnswer, outcomeOf } from "./answer-verdict.ts";
import type { ImportClaim } from "./claim-import.ts";
import type { PhaseEnd, PhaseWork } from "./import-subject.ts";
import { applyDepartures, type DepartureEnd } from "./lifecycle-sourcing.ts";

/** Accounts of one portion, and reads of it at once. */
const PORTION = 200;
const READS_AT_ONCE = 4;

/** Looks at every noted account and takes away those that are gone. */
export async function removeAbsent(deps: Deps, claim: ImportClaim, work: PhaseWork): Promise<PhaseEnd> {
  let progressed = false;
  for (;;) {
    if (work.signal.aborted) return { kind: "stopped", progressed };
    const pending = await loadPending(deps, claim);
    const stop = await lookAt(deps, claim, { work, pending });
    if (stop !== undefined) return { ...stop, progressed };
    const applied = await applyPortion(deps, claim);
    if (applied === undefined) return { kind: "lost", progressed };
    if (pending.length === 0 && applied === 0) return { kind: "done", progressed: true };
    progressed = true;
  }
}

interface Pending {
  readonly appUserId: string;
  readonly externalId: string;
}

async function loadPending(deps: Deps, claim: ImportClaim): Promise<readonly Pending[]> {
  const { rows } = await sql<Pending>`
    select app_user_id as "appUserId", external_id as "externalId" from import_removal
     where run_id = ${claim.id} and state = 'PENDING' order by app_user_id limit ${PORTION}`.execute(
    deps.database.kysely,
  );
  return rows;
}

/** What a read showed. `stops`: the app may not be asked now, or is asked once more after a pause. */
type Look =
  | {
      readonly kind: "seen";
      readonly state: "GONE" | "PRESENT" | "UNVERIFIED";
      readonly isInactive: boolean;
      readonly detail: string | null;
    }
  | { readonly kind: "stops"; readonly verdict: Verdict };

/** Reads the accounts, a few at once, and stores what was seen of them even when one of the answers ends the run for now. */
async function lookAt(
  deps: Deps,
  claim: ImportClaim,
  { work, pending }: { readonly work: PhaseWork; readonly pending: readonly Pending[] },
): Promise<{ readonly kind: "stopped" } | { readonly kind: "failed"; readonly verdict: Verdict } | undefined> {
  for (let at = 0; at < pending.length; at += READS_AT_ONCE) {
    const some = pending.slice(at, at + READS_AT_ONCE);
    const looks = await Promise.all(some.map(async (one) => ({ one, look: await look(deps, work, one.externalId) })));
    if (work.signal.aborted) return { kind: "stopped" };
    await storeLooks(deps, claim, looks);
    for (const { look: seen } of looks) if (seen.kind === "stops") return { kind: "failed", verdict: seen.verdict };
  }
  return undefined;
}

async function look(deps: Deps, work: PhaseWork, externalId: string): Promise<Look> {
  const answer = await work.client.send(
    { method: "GET", path: `/Users/${encodeURIComponent(externalId)}` },
    { traceparent: work.traceparent(), signal: work.signal },
  );
  const outcome = outcomeOf(deps, work.subject, answer);
  if (outcome.kind === "gone") return { kind: "seen", state: "GONE", isInactive: false, detail: null };
  if (outcome.kind === "done" && answer.kind === "answer" && isJsonObject(answer.body)) {
    const detail = "The account is there, though the list did not show it.";
    return { kind: "seen", state: "PRESENT", isInactive: !readActive(answer.body), detail };
  }
  const verdict = judgeAnswer(deps, work.subject, answer);
  if (verdict.kind === "appStops" || verdict.kind === "appWaits") return { kind: "stops", verdict };
  if (verdict.kind === "retries" && !work.isLastAttempt) return { kind: "stops", verdict };
  return { kind: "seen", state: "UNVERIFIED", isInactive: false, detail: detailOf(verdict) };
}

async function storeLooks(
  deps: Deps,
  claim: ImportClaim,
  looks: readonly { readonly one: Pending; readonly look: Look }[],
): Promise<void> {
  const seen = looks.flatMap(({ one, look: result }) =>
    result.kind === "seen" ? [{ id: one.appUserId, ...result }] : [],
  );
  await sql`
    with looked as (
      update import_removal r
         set state = case when l.inactive then 'GONE' else l.state end,
             detail = case when l.inactive then null when l.state = 'PRESENT' and r.cause = 'inactive' then 'The account is there and active.'
               else l.detail end,
             cause = case when l.inactive then 'inactive' when l.state = 'GONE' then 'absent' else r.cause end
        from unnest(${seen.map(({ id }) => id)}::text[], ${seen.map(({ state }) => state)}::text[],
          ${seen.map(({ detail }) => detail)}::text[], ${seen.map(({ isInactive }) => isInactive)}::boolean[]) as l (id, state, detail, inactive)
       where r.run_id = ${claim.id} and r.app_user_id = l.id and r.state = 'PENDING' returning r.state)
    update import_run set present = present + (select count(*) from looked where state = 'PRESENT')::int,
        unverified = unverified + (select count(*) from looked where state = 'UNVERIFIED')::int,
        lease_expires_at = ${new Date(deps.clock.now() + claim.leaseMs)}
     where id = ${claim.id} and lease_owner = ${claim.owner}`.execute(deps.database.kysely);
}

/** How many were handed on; undefined when the lease is gone. */
async function applyPortion(deps: Deps, claim: ImportClaim): Promise<number | undefined> {
  return await deps.database.transaction(async (trx) => {
    const { rows: runs } = await sql`
      select from import_run where id = ${claim.id} and lease_owner = ${claim.owner} and state = 'RUNNING' for update`.execute(
      trx,
    );
    if (runs.length === 0) return undefined;
    const { rows: accounts } = await sql<{
      appUserId: string;
      personId: PersonId;
      externalId: string;
      cause: "absent" | "inactive";
    }>`
      select u.id as "appUserId", u.person_id as "personId", r.external_id as "externalId", r.cause
        from import_removal r join app_user u on u.id = r.app_user_id
       where r.run_id = ${claim.id} and r.state = 'GONE' order by r.app_user_id limit ${PORTION}`.execute(trx);
    if (accounts.length === 0) return 0;
    const ends = await applyDepartures(trx, deps, { appId: claim.appId, runId: claim.id, accounts });
    await storeEnds(trx, claim, ends);
    return ends.length;
  });
}

async function storeEnds(trx: Trx, claim: ImportClaim, ends: readonly DepartureEnd[]): Promise<void> {
  await sql`
    with ended as (
      update import_removal r set state = e.state, detail = e.reason
        from unnest(${ends.map(({ appUserId }) => appUserId)}::text[], ${ends.map(({ state }) => state)}::text[],
          ${ends.map(({ reason }) => reason)}::text[]) as e (id, state, reason)
       where r.run_id = ${claim.id} and r.app_user_id = e.id returning r.state)
    update import_run set departed = departed + here.removed, deactivated = import_run.deactivated + here.deactivated,
        suspended = import_run.suspended + here.suspended, kept = import_run.kept + here.kept
      from (select count(*) filter (where state = 'REMOVED')::int as removed, count(*) filter (where state = 'DEACTIVATED')::int as deactivated,
          count(*) filter (where state = 'SUSPENDED')::int as suspended, count(*) filter (where state = 'KEPT')::int as kept from ended) as here
     where id = ${claim.id}`.execute(trx);
}
