/** Push rules: create, change, switch on and off, delete. What follows for groups is stored in the same transaction (ADR 30). */
import { violationOf } from "@lockstep/database";
import type { AppId } from "@lockstep/ports";
import { sql } from "kysely";
import { type Act, eventOf, type Trx } from "../act.ts";
import { type AppRow, appTarget, requireApp } from "../apps.ts";
import { DirectoryError, invalidField } from "../error.ts";
import { createId } from "../ids.ts";
import { lockPeopleRules } from "../people-lock.ts";
import { endPushMappings } from "../push-groups/end-mappings.ts";
import { requirePushable } from "../push-mappings.ts";
import { writeEvent } from "../system-log.ts";
import { assignGroupsOf } from "./assign-groups.ts";
import type { PushSelection } from "./conditions.ts";
import { applyPushRule, handOver, lockPushRules } from "./follow-groups.ts";
import { type PushRuleRow, requirePushRule } from "./rule-row.ts";

/** What a rule says. */
export interface PushRuleSettings extends PushSelection {
  readonly name: string;
  /** False: groups are created without members until "Push Now". */
  readonly pushMembers: boolean;
  readonly whenUnmatched: PushRuleRow["when_unmatched"];
  /** Groups that begin to be pushed get the app as well. Left out: as before, and not for a new rule. */
  readonly assigns?: boolean | undefined;
}

/** Which rule of which app. */
export interface PushRuleIds {
  readonly appId: AppId;
  readonly id: string;
}

/** Rules of an app at most. */
const PUSH_RULES_MAX = 200;

/** Creates a rule; an ACTIVE one pushes what it matches at once. E0000001 when the app has a rule of that name, E0000027 when it cannot be pushed to. */
export async function createPushRule(
  act: Act,
  appId: AppId,
  input: { readonly settings: PushRuleSettings; readonly status: "ACTIVE" | "INACTIVE" },
): Promise<PushRuleRow> {
  const id = createId(act.random, "pushRule");
  const { settings, status } = input;
  return await changeRules(act, appId, async (trx, app) => {
    requirePushable(app);
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from push_rule where app_id = ${appId}`.execute(trx);
    if ((rows[0]?.count ?? 0) >= PUSH_RULES_MAX) {
      throw invalidField("name", `The app has ${PUSH_RULES_MAX} rules already; delete one first`);
    }
    await sql`
      insert into push_rule (id, app_id, name, status, match, conditions, push_members, when_unmatched, assigns)
      values (${id}, ${appId}, ${settings.name}, ${status}, ${settings.match}, ${JSON.stringify(settings.conditions)}::jsonb,
        ${settings.pushMembers}, ${settings.whenUnmatched}, ${settings.assigns ?? false})`.execute(trx);
    return await settle(trx, act, { app, id, verb: "create", message: "Create group push rule" });
  });
}

/** Replaces what a rule says; while it is ACTIVE its groups follow at once. */
export async function updatePushRule(act: Act, ids: PushRuleIds, settings: PushRuleSettings): Promise<PushRuleRow> {
  return await changeRules(act, ids.appId, async (trx, app) => {
    const before = await requirePushRule(trx, ids);
    await sql`
      update push_rule set name = ${settings.name}, match = ${settings.match}, conditions = ${JSON.stringify(settings.conditions)}::jsonb,
        push_members = ${settings.pushMembers}, when_unmatched = ${settings.whenUnmatched}, assigns = coalesce(${settings.assigns ?? null}::boolean, assigns),
        last_updated_at = now()
       where id = ${ids.id}`.execute(trx);
    const begins = !before.assigns && settings.assigns === true;
    return await settle(trx, act, { app, id: ids.id, verb: "update", message: "Update group push rule", begins });
  });
}

/** Switches a rule on, or off: then what it pushes goes on being pushed, and nothing new is added. The same status again changes nothing. */
export async function setPushRuleStatus(
  act: Act,
  ids: PushRuleIds,
  status: "ACTIVE" | "INACTIVE",
): Promise<PushRuleRow> {
  return await changeRules(act, ids.appId, async (trx, app) => {
    const before = await requirePushRule(trx, ids);
    if (before.status === status) return before;
    if (status === "ACTIVE") requirePushable(app);
    await sql`update push_rule set status = ${status}, last_updated_at = now() where id = ${ids.id}`.execute(trx);
    const isOn = status === "ACTIVE";
    return await settle(trx, act, {
      app,
      id: ids.id,
      verb: isOn ? "activate" : "deactivate",
      message: isOn ? "Activate group push rule" : "Deactivate group push rule",
    });
  });
}

/** What becomes of the groups of a deleted rule: they stay pushed, by name; are unlinked; or are unlinked and deleted in the app. */
export type GroupsOfDeletedRule = "keep" | "leave" | "delete";

/** Deletes a rule. Groups that another active rule of the app matches stay pushed by that one. Returns how many groups were unlinked. */
export async function deletePushRule(act: Act, ids: PushRuleIds, groups: GroupsOfDeletedRule): Promise<number> {
  return await changeRules(act, ids.appId, async (trx, app) => {
    const rule = await requirePushRule(trx, ids);
    const held = sql<boolean>`push_group.rule_id = ${ids.id} and not push_group.removing`;
    await handOver(trx, act, rule, held);
    const ended =
      groups === "keep"
        ? []
        : await endPushMappings(trx, act, { appId: ids.appId, which: held, deleteTargetGroup: groups === "delete" });
    await trx.deleteFrom("push_rule").where("id", "=", ids.id).execute();
    await logRule(trx, act, {
      app,
      rule,
      verb: "delete",
      message: "Delete group push rule",
      debug: { groups, unlinked: ended.length },
    });
    return ended.length;
  });
}

async function changeRules<Result>(
  act: Act,
  appId: AppId,
  work: (trx: Trx, app: AppRow) => Promise<Result>,
): Promise<Result> {
  try {
    return await act.database.transaction(async (trx) => {
      // Groups with members begin to be pushed.
      await lockPeopleRules(trx);
      await lockPushRules(trx);
      return await work(trx, await requireApp(trx, appId));
    });
  } catch (error) {
    if (violationOf(error)?.constraint !== "push_rule_name_unique") throw error;
    throw new DirectoryError("E0000001", {
      summary: "Api validation failed: name",
      causes: ["name: The app has a push rule of this name already"],
      cause: error,
    });
  }
}

interface RuleStep {
  readonly app: AppRow;
  readonly verb: "create" | "update" | "activate" | "deactivate" | "delete";
  readonly message: string;
}

/** After a change: an active rule is followed; then it is logged with what followed. */
async function settle(
  trx: Trx,
  act: Act,
  step: RuleStep & { readonly id: string /** The rule assigns from now on. */; readonly begins?: boolean },
): Promise<PushRuleRow> {
  const ids = { appId: step.app.id, id: step.id };
  const rule = await requirePushRule(trx, ids);
  const followed = rule.status === "ACTIVE" ? await applyPushRule(trx, act, rule) : { begun: 0, ended: 0, assigned: 0 };
  const more = step.begins === true ? await assignGroupsOf(trx, act, rule, sql`push_group.rule_id = ${rule.id}`) : 0;
  await logRule(trx, act, { ...step, rule, debug: { ...followed, assigned: followed.assigned + more } });
  return await requirePushRule(trx, ids);
}

async function logRule(
  trx: Trx,
  act: Act,
  step: RuleStep & { readonly rule: PushRuleRow; readonly debug: Readonly<Record<string, unknown>> },
): Promise<void> {
  const { rule } = step;
  await writeEvent(
    trx,
    eventOf(act, {
      eventType: `application.provision.group_push.rule.${step.verb}`,
      displayMessage: step.message,
      targets: [
        { id: rule.id, type: "GroupPushRule", alternateId: rule.name, displayName: rule.name },
        appTarget(step.app),
      ],
      debug: step.debug,
    }),
  );
}
