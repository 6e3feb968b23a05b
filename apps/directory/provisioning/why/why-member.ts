/** Why a person is in a pushed group of an app, or why not: the group's conditions, then those of the account. */
import { sql } from "kysely";
import type { Why } from "../../contract.ts";
import type { WhyCondition } from "../../contract-plan.ts";
import type { Deps } from "../../deps.ts";
import type { AppRow } from "../../domain/apps.ts";
import { requirePushMapping } from "../../domain/push-mappings.ts";
import type { Words } from "../../words/index.ts";
import { readFacts } from "./facts.ts";
import { explain, findNamed } from "./why-user.ts";

interface MemberFacts {
  readonly isMember: boolean;
  readonly leftOut: string | null;
  readonly isPushed: boolean;
  readonly isDirty: boolean;
  readonly isHeld: boolean;
  readonly areMembersWanted: boolean;
}

/** Explains. The mapping must be one of the app; a person whom nobody knows is an answer too. */
export async function whyMember(
  deps: Deps,
  app: AppRow,
  of: { readonly mappingId: string; readonly asked: string; readonly words: Words },
): Promise<Why> {
  const mapping = await requirePushMapping(deps.database.kysely, app.id, of.mappingId);
  const person = await findNamed(deps, of.asked);
  const facts = await readFacts(deps.database.kysely, {
    app,
    person,
    asked: of.asked,
    words: of.words,
    now: new Date(deps.clock.now()),
  });
  const account = explain(facts);
  const group = mapping.group_name;
  const words = of.words.why.member;
  if (person === undefined) return account;
  const member = await readMember(deps, {
    mappingId: mapping.id,
    personId: person.id,
    externalId: facts.subject?.externalId ?? null,
  });
  const accountReason = account.conditions.find(({ ok }) => ok === false);
  const conditions: readonly WhyCondition[] = [
    condition("groupPushed", mapping.status !== "INACTIVE", {
      yes: words.pushed(group, app.label),
      no: mapping.error_summary ?? words.notPushed(group),
      fix: words.activatePush,
    }),
    condition("membersPushed", member.areMembersWanted, {
      yes: words.withMembers,
      no: words.withoutMembers(group),
      fix: words.pushNow,
    }),
    condition("memberOfGroup", member.isMember, {
      yes: words.isIn(group),
      no: words.isNotIn(group),
      fix: words.add(group),
    }),
    ...account.conditions.map((of) => ({ ...of, name: `account.${of.name}` })),
    condition("notLeftOut", member.leftOut === null, {
      yes: words.nobodyLeftOut,
      no: member.leftOut ?? "",
      fix: accountReason?.fix ?? words.correct,
    }),
    condition("groupWithinBudget", !member.isHeld, {
      yes: words.free,
      no: words.held,
      fix: words.decide,
    }),
    condition("groupSent", mapping.status !== "ERROR" && !member.isDirty, {
      yes: words.sent,
      no: mapping.error_summary ?? words.waits,
      fix: mapping.error_summary === null ? of.words.why.turn.wait : words.lookAtTask,
    }),
  ];
  const failed = conditions.find(({ ok }) => ok === false);
  const who = String(person.profile["login"] ?? person.id);
  const reason = failed === undefined ? of.words.why.asItShould : `${failed.detail} ${failed.fix ?? ""}`.trim();
  return {
    answer: `${words.answer({ who, isIn: member.isPushed, group, app: app.label })} ${reason}`,
    hasAccess: member.isPushed,
    conditions,
  };
}

function condition(
  name: string,
  ok: boolean,
  words: { readonly yes: string; readonly no: string; readonly fix: string },
): WhyCondition {
  return ok ? { name, ok, detail: words.yes, fix: null } : { name, ok, detail: words.no, fix: words.fix };
}

async function readMember(
  deps: Deps,
  ids: { readonly mappingId: string; readonly personId: string; readonly externalId: string | null },
): Promise<MemberFacts> {
  const { rows } = await sql<MemberFacts>`
    select exists (select from group_member m where m.group_id = g.group_id and m.person_id = ${ids.personId}) as "isMember",
      (select reason from push_group_left_out l where l.push_group_id = g.id and l.person_id = ${ids.personId}) as "leftOut",
      exists (select from push_group_member k where k.push_group_id = g.id and k.external_id = ${ids.externalId ?? ""}) as "isPushed",
      g.is_dirty as "isDirty", g.members_wanted as "areMembersWanted",
      exists (select from budget_hold h where h.app_id = g.app_id and h.state = 'OPEN' and h.direction = 'membershipRemovals'
        and exists (select from budget_hold_subject s where s.hold_id = h.id and s.subject_id = g.id)) as "isHeld"
    from push_group g where g.id = ${ids.mappingId}`.execute(deps.database.kysely);
  return (
    rows[0] ?? {
      isMember: false,
      leftOut: null,
      isPushed: false,
      isDirty: false,
      isHeld: false,
      areMembersWanted: true,
    }
  );
}
