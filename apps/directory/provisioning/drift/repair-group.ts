/** What makes an app's group equal the directory's again: shown as a plan first, and then done exactly so. */
import { createHash } from "node:crypto";
import { type KnownGroup, planGroup } from "@lockstep/engine";
import { sql } from "kysely";
import type { DriftRepair } from "../../contract-drift.ts";
import type { Deps } from "../../deps.ts";
import { type Act, eventOf, type Trx } from "../../domain/act.ts";
import { markPushGroups } from "../../domain/dirty.ts";
import { DirectoryError, notFound } from "../../domain/error.ts";
import { forgetGroupLinks } from "../../domain/push-link.ts";
import type { PushMappingIds } from "../../domain/push-mappings.ts";
import { writeEvent } from "../../domain/system-log.ts";
import { loadComparedMembers, loadSent } from "../compared-members.ts";
import { splitMembers } from "../group-members.ts";
import { forgetSent, recordHeldMembers } from "../group-rows.ts";
import { type GroupSubject, loadGroups } from "../group-subject.ts";
import { toPlannedAction } from "../plans/plan-user.ts";
import { resolveTask } from "../provisioning-task.ts";
import { groupRunParts, sendsMembers } from "../push-group.ts";
import { type DriftMember, isRemoved } from "./judge-sight.ts";
import { differenceOf, inspect, type LookTarget } from "./look-at-group.ts";
import { openTarget } from "./run-check.ts";

type Linked = GroupSubject & { readonly externalId: string };

/** A repair, and what is known of the app's group from then on. */
interface Repair {
  readonly view: DriftRepair;
  readonly subject: Linked;
  /** What the next push starts from; undefined where the group is made again. */
  readonly known: KnownGroup | undefined;
}

/** The repair as it would be done now. The app is read, nothing is written. E0000107 while something of the group waits to be sent. */
export async function planRepair(deps: Deps, ids: PushMappingIds): Promise<DriftRepair> {
  return (await plan(deps, ids)).view;
}

/** Does what `planRepair` showed under this name; the push carries it out. E0000107 when it would be something else by now. */
export async function applyRepair(act: Act, ids: PushMappingIds, name: string): Promise<DriftRepair> {
  const repair = await plan(act, ids);
  const { view, subject } = repair;
  if (view.plan !== name) {
    throw new DirectoryError("E0000107", {
      causes: ["The group, or what the app has of it, changed since the plan was shown: look at the plan again."],
    });
  }
  if (view.kind === "NOTHING") return view;
  const now = new Date(act.clock.now());
  await act.database.transaction(async (trx) => {
    const { numAffectedRows } = await sql`
      update push_group set status = 'ACTIVE', error_summary = null, last_updated_at = ${now}
       where id = ${ids.id} and dirty_version = ${subject.version}::bigint and lease_owner is null`.execute(trx);
    if ((numAffectedRows ?? 0n) === 0n) throw isMoving();
    await startFrom(trx, repair);
    await resolveTask(trx, { appId: ids.appId, pushGroupId: ids.id }, now);
    await markPushGroups(trx, sql`id = ${ids.id}`, now);
    await sql`delete from drift_finding where push_group_id = ${ids.id}`.execute(trx);
    await writeEvent(
      trx,
      eventOf(act, {
        eventType: "application.provision.group_push.drift.repair",
        displayMessage: "Repair pushed group",
        targets: [
          { id: subject.group.id, type: "UserGroup", displayName: subject.group.name, alternateId: subject.group.name },
          { id: ids.appId, type: "AppInstance", displayName: subject.app.label, alternateId: subject.app.label },
        ],
        debug: { kind: view.kind, requests: view.actions.length },
      }),
    );
  });
  return view;
}

/** The push plans from what was just seen of the app instead of what was confirmed before. */
async function startFrom(trx: Trx, { known, subject }: Repair): Promise<void> {
  const { pushGroupId } = subject;
  if (known === undefined) return await forgetGroupLinks(trx, [pushGroupId]);
  const { rows } = await sql<{ id: string }>`
    select external_id as id from push_group_member where push_group_id = ${pushGroupId}`.execute(trx);
  await recordHeldMembers(trx, pushGroupId, { before: rows.map(({ id }) => id), after: known.members ?? [] });
  await forgetSent(trx, pushGroupId);
  await sql`
    update push_group set external_id = ${known.externalId ?? null}, known_display_name = ${known.displayName ?? null}, members_known = true,
        linked_by_choice = ${known.linkedByChoice}, in_doubt = false
     where id = ${pushGroupId}`.execute(trx);
}

async function plan(deps: Deps, ids: PushMappingIds): Promise<Repair> {
  const subject = await requireSettled(deps, ids);
  const opened = await openTarget(deps, subject);
  if (!opened.ok) throw notAsked(opened.message);
  const { target, baseUrl } = opened;
  const seen = await inspect(deps, target, subject);
  if (seen.kind === "failed") throw notAsked(seen.failure.detail);
  if (seen.kind === "seen") {
    const known = await knownFrom(deps, target, { subject, group: seen.group, linkedByChoice: subject.linkedByChoice });
    return await toRepair(deps, { kind: "CHANGE", subject, known, observed: seen.group, baseUrl });
  }
  if (seen.observed.kind !== "one") {
    const none = { kind: "none" } as const;
    return await toRepair(deps, { kind: "CREATE", subject, known: undefined, observed: none, baseUrl });
  }
  const other = await inspect(deps, target, subject, seen.observed.id);
  if (other.kind !== "seen") throw notAsked("The group that bears its name now could not be read.");
  // One that does not bear our id is somebody else's: it keeps the members that it has.
  const linkedByChoice = other.group.externalId !== subject.group.id;
  const known = await knownFrom(deps, target, { subject, group: other.group, linkedByChoice });
  return await toRepair(deps, { kind: "LINK", subject, known, observed: other.group, baseUrl });
}

type Seen = Parameters<typeof planGroup>[0]["observed"];

/** Members that stay, whoever they are, are left out of what is known: nothing takes them away then. */
async function knownFrom(
  deps: Deps,
  target: LookTarget,
  of: { readonly subject: Linked; readonly group: Extract<Seen, { kind: "one" }>; readonly linkedByChoice: boolean },
): Promise<KnownGroup> {
  const { group, linkedByChoice, subject } = of;
  const members = group.members ?? [];
  const { extra } = await differenceOf(deps, subject, members);
  const rule = { foreignMembers: target.foreignMembers, linkedByChoice };
  // Whose addition was sent without an answer is ours, in the group that it was sent to.
  const sent = new Set(
    group.id === subject.externalId ? await loadSent(deps.database.kysely, subject.pushGroupId) : [],
  );
  const isKept = (member: DriftMember) => !isRemoved(member, rule) && !sent.has(member.value);
  const kept = new Set(extra.filter(isKept).map(({ value }) => value));
  return {
    externalId: group.id,
    displayName: group.displayName,
    members: subject.app.dialect.membersReturned ? members.filter((value) => !kept.has(value)) : [],
    linkedByChoice,
  };
}

async function toRepair(
  deps: Deps,
  made: Omit<Repair, "view"> & {
    readonly kind: "CHANGE" | "CREATE" | "LINK";
    readonly observed: Seen;
    readonly baseUrl: string;
  },
): Promise<Repair> {
  const { subject, known, observed } = made;
  const compared = await loadComparedMembers(deps.database.kysely, subject, "everybody");
  const split = sendsMembers(subject)
    ? splitMembers(compared.members, new Set([...compared.held, ...(known?.members ?? [])]))
    : { members: [], leftOut: [] };
  const parts = groupRunParts(deps, subject, { compared, split, interrupted: false });
  const fresh = { externalId: undefined, displayName: undefined, members: undefined, linkedByChoice: false };
  const planned = planGroup({ ...parts, inDoubt: false, known: known ?? fresh, observed });
  if (planned.blocked !== undefined) throw notAsked(planned.blocked.message);
  const actions = planned.actions.map((action) => toPlannedAction(action, made.baseUrl));
  const kind = made.kind === "CHANGE" && actions.length === 0 ? "NOTHING" : made.kind;
  const targetId = known?.externalId ?? null;
  const text = JSON.stringify([
    kind,
    targetId,
    known?.members,
    actions.map(({ method, url, body }) => [method, url, body]),
  ]);
  const name = createHash("sha256").update(text).digest("base64url");
  return { subject, known, view: { kind, targetId, actions, plan: name, detail: WORDS[kind] } };
}

const WORDS = {
  NOTHING: null,
  CHANGE: null,
  CREATE: "The group is gone from the app: it is made again.",
  LINK: "The group is gone from the app: the push is linked to the one that stands there now.",
} as const;

async function requireSettled(deps: Deps, ids: PushMappingIds): Promise<Linked> {
  const [subject] = await loadGroups(
    deps.database.kysely,
    sql`g.id = ${ids.id} and g.app_id = ${ids.appId} and not g.removing`,
  );
  if (subject === undefined) throw notFound(ids.id, "GroupPushMapping");
  const { externalId } = subject;
  if (externalId === null || subject.status === "INACTIVE") {
    throw new DirectoryError("E0000107", {
      causes: ["The push is not linked to a group of the app, or is inactive: push it first."],
    });
  }
  const { rows } = await sql<{ moving: boolean }>`
    select (is_dirty and status <> 'ERROR') or lease_owner is not null as moving from push_group where id = ${ids.id}`.execute(
    deps.database.kysely,
  );
  if (rows[0]?.moving === true) throw isMoving();
  return { ...subject, externalId };
}

function isMoving(): DirectoryError {
  return new DirectoryError("E0000107", {
    causes: ["Something of the group is being sent at this moment: wait until it is, then look again."],
  });
}

function notAsked(words: string): DirectoryError {
  return new DirectoryError("E0000059", { causes: [`The app could not be asked: ${words}`] });
}
