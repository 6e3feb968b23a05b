/** Looks at one pushed group in the app, as cheaply as the app allows. Nothing is written, neither there nor here. */
import { type FailureOutcome, type GroupInspection, inspectGroup } from "@lockstep/engine";
import type { ScimClient } from "@lockstep/scim-client";
import { sql } from "kysely";
import type { Deps } from "../../deps.ts";
import type { GroupSubject } from "../group-subject.ts";
import { type DriftFinding, type DriftMember, judgeSight } from "./judge-sight.ts";
import { ownDigest, readGroupDigest } from "./member-digest.ts";

/** The app that is looked at, in one check. */
export interface LookTarget {
  readonly client: ScimClient;
  /** Of the address beside the SCIM endpoint, where the service of this house tells digests. */
  readonly beside: ScimClient;
  /** Whether the app tells digests; undefined = not known yet. */
  tellsDigests: boolean | undefined;
  readonly foreignMembers: "KEEP" | "REMOVE";
  readonly signal?: AbortSignal;
}

/** What a look gave, and how many requests it took. */
export type GroupLook =
  | { readonly kind: "found"; readonly finding: DriftFinding; readonly requests: number }
  | { readonly kind: "failed"; readonly failure: FailureOutcome; readonly requests: number };

/** Looks at a group that is linked, and of which nothing waits to be sent. */
export async function lookAtGroup(
  deps: Deps,
  target: LookTarget,
  subject: GroupSubject & { readonly externalId: string },
): Promise<GroupLook> {
  const rule = { ...target, linkedByChoice: subject.linkedByChoice, knownName: subject.knownDisplayName };
  let requests = 0;
  if (target.tellsDigests !== false) {
    requests += 1;
    const ask = { client: target.beside, groupId: subject.externalId, signal: target.signal };
    const digest = await readGroupDigest(deps, ask);
    // Without an answer nothing is known yet: the group may be gone.
    if (digest !== undefined) target.tellsDigests = true;
    const own = digest === undefined ? undefined : await ownDigest(deps, subject.pushGroupId);
    if (digest !== undefined && own?.digest === digest.digest && own.memberCount === digest.memberCount) {
      const sight = { ...rule, targetName: digest.displayName, missing: [], extra: [], method: "DIGEST" as const };
      return { kind: "found", finding: judgeSight(sight), requests };
    }
  }
  const seen = await inspect(deps, target, subject);
  requests += seen.requests;
  if (seen.kind === "failed") return { kind: "failed", failure: seen.failure, requests };
  if (seen.kind === "gone") return { kind: "found", finding: findingOfGone(seen.observed), requests };
  // A group that is there and has no digest: this app tells none.
  target.tellsDigests ??= false;
  const { displayName, members } = seen.group;
  if (!subject.app.dialect.membersReturned) {
    const sight = { ...rule, targetName: displayName, missing: [], extra: [], method: "NAME" as const };
    return { kind: "found", finding: judgeSight(sight), requests };
  }
  const difference = await differenceOf(deps, subject, members ?? []);
  return {
    kind: "found",
    finding: judgeSight({ ...rule, ...difference, targetName: displayName, method: "MEMBERS" }),
    requests,
  };
}

/** Reads the group, members included where the app shows them. */
export async function inspect(
  deps: Deps,
  target: LookTarget,
  subject: GroupSubject & { readonly externalId: string },
  id = subject.externalId,
): Promise<GroupInspection> {
  const { dialect } = subject.app;
  const reads = dialect.membersReturned ? (target.tellsDigests === true ? "memberIds" : "members") : "name";
  return await inspectGroup({
    id,
    displayName: subject.pushedName,
    externalId: subject.group.id,
    reads: dialect.group === "PUT" && reads === "memberIds" ? "members" : reads,
    dialect,
    client: target.client,
    random: deps.random,
    clock: deps.clock,
    ...(target.signal === undefined ? {} : { signal: target.signal }),
  });
}

function findingOfGone(observed: Extract<GroupInspection, { kind: "gone" }>["observed"]): DriftFinding {
  const nothing = { method: "NAME", missing: [], extra: [] } as const;
  if (observed.kind === "one") {
    const { id, displayName } = observed;
    const detail = `The group was deleted in the app; another one named "${displayName}" (${id}) stands there now.`;
    return { ...nothing, state: "RECREATED", targetName: displayName, targetId: id, detail };
  }
  const others = observed.kind === "ambiguous" ? ` The app has ${observed.ids.length} others of its name.` : "";
  const detail = `The group was deleted in the app.${others}`;
  return { ...nothing, state: "DELETED", targetName: null, targetId: null, detail };
}

/** Members of one side only, with the people behind them. */
export async function differenceOf(
  deps: Deps,
  subject: GroupSubject,
  members: readonly string[],
): Promise<{ readonly missing: readonly DriftMember[]; readonly extra: readonly DriftMember[] }> {
  const { rows } = await sql<DriftMember & { readonly isMissing: boolean }>`
    with shown as (select distinct unnest(${members}::text[]) as value),
    held as (select external_id as value from push_group_member where push_group_id = ${subject.pushGroupId}),
    differing as (
      (select value, true as missing from held except select value, true from shown)
      union all (select value, false from shown except select value, false from held))
    select d.value, d.missing as "isMissing", u.person_id as "personId", p.profile->>'login' as name
      from differing d left join app_user u on u.app_id = ${subject.app.id} and u.external_id = d.value
        left join person p on p.id = u.person_id
     order by name nulls last, d.value`.execute(deps.database.kysely);
  const of = (isWanted: boolean) =>
    rows.flatMap(({ isMissing, ...member }) => (isMissing === isWanted ? [member] : []));
  return { missing: of(true), extra: of(false) };
}
