/**
 * Carries a plan out: people in batches, then push groups, each batch stored in one transaction with its sums and its position. At
 * most two batches are in memory, and a worker that dies is followed by another one that goes on after it.
 */
import { sql } from "kysely";
import type { PlanSummary } from "../../contract-plan.ts";
import type { Deps } from "../../deps.ts";
import { createDesiredUsers, type DesiredUsers } from "../desired-users.ts";
import { loadGroups } from "../group-subject.ts";
import { openClient } from "../open-client.ts";
import { createProvisioningStore } from "../store/create-store.ts";
import { together } from "../store/together.ts";
import { findNameHolders, type NameClaim } from "../store/user-names.ts";
import { effectOf } from "../sweep/effect.ts";
import { effectDigest } from "../sweep/effect-digest.ts";
import { findSubjectApp, loadUserBatch, type SubjectApp, type UserSubject } from "../user-subject.ts";
import type { PlanClaim } from "./claim-plan.ts";
import { patiently, TargetUnavailableError } from "./patiently.ts";
import { planGroupSubject } from "./plan-group.ts";
import { awaitedInApp, type PlanTarget, planUserSubject, withComingAccounts } from "./plan-user.ts";
import { subjectWithProposal, withProposal } from "./proposal.ts";
import { groupDigests, type SubjectToStore, storeBatch, userDigests } from "./store-batch.ts";
import { addGroup, addUnchanged, addUser } from "./summary.ts";

/** Perf: large enough for one statement to be cheap a person, small enough to hold hundreds of PUT bodies at once. */
const BATCH_SIZE = 500;
/** Subjects whose accounts are read at the same time; a run of the app may use as much. */
const READS_MAX = 8;

/** Runs a leased plan to its end. What the plan cannot find out ends it as FAILED with words; a lost lease just ends. */
export async function runPlan(deps: Deps, claim: PlanClaim, signal: AbortSignal): Promise<void> {
  const stored = await findSubjectApp(deps.database.kysely, claim.appId);
  if (stored === undefined) return;
  const app = withProposal(stored, claim.proposal);
  const opened = openClient(deps, app);
  if (!opened.ok) return await endPlan(deps, claim, opened.message);
  // Perf: people who are read at the same moment ask for the holders of their names together.
  const holders = together((claims: readonly NameClaim[]) => findNameHolders(deps, claims));
  const holderOf = (name: NameClaim) => holders(claim.appId, name);
  const desiredOf = createDesiredUsers(deps.clock.now());
  const target = { ...opened, signal, holderOf, desiredOf, awaitedBy: awaitedInApp(deps, app) };
  const run: Run = { deps, claim, app, target, summary: claim.summary, scanned: claim.scanned };
  try {
    await countSubjects(run);
    if (claim.position.startsWith("u") && !(await planPeople(run))) return;
    if (claim.personIds === null && !(await planGroups(run))) return;
    await endPlan(deps, claim, null);
  } catch (error) {
    if (!(error instanceof TargetUnavailableError)) throw error;
    if (!signal.aborted) await endPlan(deps, claim, error.message);
  }
}

interface Run {
  readonly deps: Deps;
  readonly claim: PlanClaim;
  readonly app: SubjectApp;
  readonly target: PlanTarget & { readonly desiredOf: DesiredUsers };
  summary: PlanSummary;
  scanned: number;
}

/** Who may need a request: assigned, or still there although no longer assigned. */
function peopleOf(claim: PlanClaim) {
  const chosen = claim.personIds === null ? sql`true` : sql`u.person_id = any(${claim.personIds}::text[])`;
  return sql<boolean>`(${chosen} and (u.assigned or (u.external_id is not null and u.known_active is distinct from false)
    or (u.external_id is null and u.last_error is not null)))`;
}

async function countSubjects({ deps, claim }: Run): Promise<void> {
  const groups =
    claim.personIds === null ? sql`(select count(*) from push_group where app_id = ${claim.appId})` : sql`0`;
  await sql`
    update plan_run set total = (select count(*) from app_user u where u.app_id = ${claim.appId} and ${peopleOf(claim)}) + ${groups}
     where id = ${claim.id}`.execute(deps.database.kysely);
}

/** False when the lease was lost or the plan cancelled. */
async function planPeople(run: Run): Promise<boolean> {
  const { claim, target } = run;
  let loading = loadPeople(run, claim.position.slice(1));
  for (;;) {
    const { subjects, digests } = await loading;
    const last = subjects.at(-1);
    if (last === undefined) return true;
    // Perf: the next people are loaded while the accounts of these are read.
    loading = loadPeople(run, last.person.id);
    const differing = subjects.filter((subject) => effectOf(subject, target.desiredOf) !== "nothing");
    run.summary = addUnchanged(run.summary, subjects.length - differing.length);
    const toStore = await planBatch(run, differing, {
      knownOf: ({ appUserId }) => digests.get(appUserId) ?? "",
      effectOf: (subject) => effectDigest(subject, effectOf(subject, target.desiredOf), target.desiredOf),
    });
    run.scanned += subjects.length;
    const isStored = await storeBatch(run.deps, claim, { ...run, position: `u${last.person.id}`, subjects: toStore });
    if (isStored && target.signal?.aborted !== true) continue;
    await loading;
    return false;
  }
}

interface LoadedPeople {
  readonly subjects: readonly UserSubject[];
  readonly digests: ReadonlyMap<string, string>;
}

/** The next people after one. Whoever does not wait for them is not told of a failure. */
function loadPeople({ deps, claim, app }: Run, afterPersonId: string): Promise<LoadedPeople> {
  const load = async () => {
    const batch = { app, where: peopleOf(claim), afterPersonId, limit: BATCH_SIZE };
    const digests = await userDigests(deps.database.kysely, batch);
    const loaded = await loadUserBatch(deps.database.kysely, batch);
    return {
      digests,
      subjects: loaded.map((subject) => withComingAccounts(subjectWithProposal(subject, claim.proposal))),
    };
  };
  const loading = load();
  loading.catch(() => undefined);
  return loading;
}

/** What says later whether a person moved, or is to become something else. */
interface Digests {
  readonly knownOf: (subject: UserSubject) => string;
  readonly effectOf: (subject: UserSubject) => string;
}

async function planBatch(
  run: Run,
  subjects: readonly UserSubject[],
  digests: Digests,
): Promise<readonly SubjectToStore[]> {
  const { target } = run;
  const deps = { ...run.deps, store: createProvisioningStore(run.deps) };
  const planned = await mapSideBySide(subjects, (subject) =>
    patiently({ timers: deps.timers, signal: target.signal }, () => planUserSubject(deps, subject, target)),
  );
  return subjects.flatMap((subject, index) => {
    const plan = planned[index];
    if (plan === undefined) return [];
    run.summary = addUser(run.summary, plan);
    if (plan.actions.length === 0 && plan.blocked === null && !plan.links) return [];
    return [
      {
        kind: "appUser" as const,
        subjectId: subject.appUserId,
        sourceId: subject.person.id,
        name: String(subject.person.profile["login"] ?? subject.person.id),
        version: subject.version,
        knownDigest: digests.knownOf(subject),
        effectDigest: digests.effectOf(subject),
        becomes: plan.after,
        actions: plan.actions,
        blocked: plan.blocked,
      },
    ];
  });
}

/** One group at a time: its members are in memory, as they are when it is pushed. */
async function planGroups(run: Run): Promise<boolean> {
  const { deps, claim, app, target } = run;
  let afterId = claim.position.startsWith("g") ? claim.position.slice(1) : "";
  for (;;) {
    const digests = await groupDigests(deps.database.kysely, { appId: claim.appId, afterId });
    const [subject] = await loadGroups(
      deps.database.kysely,
      sql`g.id = (select min(id) from push_group where app_id = ${claim.appId} and id > ${afterId})`,
    );
    if (subject === undefined) return true;
    afterId = subject.pushGroupId;
    const asProposed = { ...subject, app: { ...subject.app, dialect: app.dialect } };
    const plan = await patiently({ timers: deps.timers, signal: target.signal }, () =>
      planGroupSubject(deps, asProposed, { ...target, planId: claim.id }),
    );
    const isUnchanged = plan.actions.length === 0 && plan.blocked === null;
    run.summary = isUnchanged ? addUnchanged(run.summary, 1) : addGroup(run.summary, plan);
    run.scanned += 1;
    const toStore: SubjectToStore = {
      kind: "pushGroup",
      subjectId: subject.pushGroupId,
      sourceId: subject.group.id,
      name: subject.group.name,
      version: subject.version,
      knownDigest: digests.get(subject.pushGroupId) ?? "",
      effectDigest: null,
      becomes: {},
      actions: plan.actions,
      blocked: plan.blocked,
    };
    const subjects = isUnchanged ? [] : [toStore];
    if (!(await storeBatch(deps, claim, { ...run, position: `g${afterId}`, subjects }))) return false;
    if (target.signal?.aborted === true) return false;
  }
}

async function endPlan(deps: Deps, claim: PlanClaim, error: string | null): Promise<void> {
  await sql`
    update plan_run set state = ${error === null ? "DONE" : "FAILED"}, error = ${error}, finished_at = ${new Date(deps.clock.now())},
        lease_owner = null, lease_expires_at = null
     where id = ${claim.id} and lease_owner = ${claim.owner}`.execute(deps.database.kysely);
}

/** The results in the order of the items; at most `READS_MAX` at a time. */
async function mapSideBySide<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  let next = 0;
  const lane = async () => {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index];
      if (item !== undefined) results[index] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(READS_MAX, items.length) }, lane));
  return results;
}
