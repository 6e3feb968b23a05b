/** Carries a check out: group after group, those first that nobody looked at for longest, until all are done or the requests are spent. */
import type { FailureOutcome } from "@lockstep/engine";
import { sql } from "kysely";
import type { Deps } from "../../deps.ts";
import { besideScim } from "../app-side.ts";
import { type GroupSubject, loadGroups } from "../group-subject.ts";
import { openClient } from "../open-client.ts";
import type { DriftClaim } from "./check-rows.ts";
import { type LookTarget, lookAtGroup } from "./look-at-group.ts";
import { storeFinding } from "./store-finding.ts";

/** What is settled: nothing of it waits to be sent, so that the app should hold just what was confirmed. */
const SETTLED = sql`(g.external_id is not null and not g.removing and g.status <> 'INACTIVE' and g.lease_owner is null
  and ((g.dirty_version = g.clean_version and g.members_known) or g.status = 'ERROR'))`;

/** Runs it. Ends early when its lease is lost or `signal` fires: another worker then goes on. */
export async function runDriftCheck(deps: Deps, claim: DriftClaim, signal: AbortSignal): Promise<void> {
  await countGroups(deps, claim);
  let target: LookTarget | undefined;
  let requests = claim.requests;
  while (requests < claim.requestsMax) {
    if (signal.aborted) return;
    const subject = await nextGroup(deps, claim);
    if (subject === undefined) return await finish(deps, claim, { state: "DONE", error: null });
    if (target === undefined) {
      const opened = await openTarget(deps, subject, signal);
      if (!opened.ok) return await finish(deps, claim, { state: "FAILED", error: opened.message });
      target = opened.target;
    }
    const look = await lookAtGroup(deps, target, subject);
    requests += look.requests;
    if (look.kind === "failed" && endsCheck(look.failure)) {
      return await finish(deps, claim, {
        state: "FAILED",
        error: `The app could not be read: ${look.failure.detail}`,
      });
    }
    if (!(await storeFinding(deps, { claim, subject, look }))) return;
  }
  const error = "The check's requests are spent: the rest is looked at first next time.";
  await finish(deps, claim, { state: "DONE", error });
}

/** A fault of one group does not end the others' look. */
function endsCheck(failure: FailureOutcome): boolean {
  if (failure.kind === "failed" && failure.isTooLarge === true) return false;
  const { kind } = failure;
  return kind === "retryAfter" || kind === "stopped" || kind === "failed" || kind === "unknown";
}

const within = ({ appId, pushGroupId }: DriftClaim) =>
  sql`g.app_id = ${appId} and (${pushGroupId}::text is null or g.id = ${pushGroupId}) and ${SETTLED}`;

async function countGroups(deps: Deps, claim: DriftClaim): Promise<void> {
  await sql`
    update drift_check set total = (select count(*) from push_group g where ${within(claim)})
     where id = ${claim.id} and total is null`.execute(deps.database.kysely);
}

type Linked = GroupSubject & { readonly externalId: string };

async function nextGroup(deps: Deps, claim: DriftClaim): Promise<Linked | undefined> {
  const [subject] = await loadGroups(
    deps.database.kysely,
    sql`g.id = (
      select g.id from push_group g left join drift_finding f on f.push_group_id = g.id
       where ${within(claim)} and (f.checked_at is null or f.checked_at < ${claim.startedAt} or f.check_id <> ${claim.id})
       order by f.checked_at nulls first, g.id limit 1)`,
  );
  return subject?.externalId == null ? undefined : { ...subject, externalId: subject.externalId };
}

/** The app that a group is looked at in, or why it cannot be asked. */
export async function openTarget(
  deps: Deps,
  { app }: GroupSubject,
  signal?: AbortSignal,
): Promise<
  | { readonly ok: true; readonly target: LookTarget; readonly baseUrl: string }
  | { readonly ok: false; readonly message: string }
> {
  const opened = openClient(deps, app);
  if (!opened.ok) return opened;
  const beside = openClient(deps, { ...app, baseUrl: besideScim(opened.baseUrl) });
  if (!beside.ok) return beside;
  const target = {
    client: opened.client,
    beside: beside.client,
    tellsDigests: undefined,
    foreignMembers: app.foreignMembers,
    ...(signal === undefined ? {} : { signal }),
  };
  return { ok: true, target, baseUrl: opened.baseUrl };
}

async function finish(
  deps: Deps,
  claim: DriftClaim,
  end: { readonly state: "DONE" | "FAILED"; readonly error: string | null },
): Promise<void> {
  await sql`
    update drift_check set state = ${end.state}, error = ${end.error}, finished_at = ${new Date(deps.clock.now())}, lease_owner = null,
        lease_expires_at = null
     where id = ${claim.id} and lease_owner = ${claim.owner}`.execute(deps.database.kysely);
}
