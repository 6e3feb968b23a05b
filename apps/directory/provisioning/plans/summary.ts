/** The sums of a plan: pure, and kept with it batch by batch, so that a plan that another worker goes on with counts nothing twice. */
import type { PlanSummary } from "../../contract-plan.ts";
import type { PlannedGroup } from "./plan-group.ts";
import type { PlannedUser } from "./plan-user.ts";

/** Nothing yet. */
export const EMPTY_SUMMARY: PlanSummary = {
  create: 0,
  link: 0,
  update: 0,
  reactivate: 0,
  deactivate: 0,
  password: 0,
  groupCreate: 0,
  groupRename: 0,
  groupDelete: 0,
  membershipAdds: 0,
  membershipRemovals: 0,
  overwrittenPeople: 0,
  overwrites: {},
  unchanged: 0,
  blocked: {},
  requests: 0,
};

/** The sums with people for whom nothing is to be sent. */
export function addUnchanged(summary: PlanSummary, count: number): PlanSummary {
  return { ...summary, unchanged: summary.unchanged + count };
}

/** The sums with one more person. */
export function addUser(summary: PlanSummary, planned: PlannedUser): PlanSummary {
  const sent = (purpose: string) => (planned.actions.some((action) => action.purpose === purpose) ? 1 : 0);
  const isUnchanged = planned.actions.length === 0 && planned.blocked === null && !planned.links;
  return {
    ...addBlocked(summary, planned),
    create: summary.create + sent("createUser"),
    link: summary.link + (planned.links ? 1 : 0),
    update: summary.update + sent("updateUser"),
    reactivate: summary.reactivate + sent("activateUser"),
    deactivate: summary.deactivate + (sent("deactivateUser") || sent("deleteUser")),
    password: summary.password + sent("setPassword"),
    overwrittenPeople: summary.overwrittenPeople + (planned.overwrites.length > 0 ? 1 : 0),
    overwrites: planned.overwrites.reduce((counts, name) => increment(counts, name), summary.overwrites),
    unchanged: summary.unchanged + (isUnchanged ? 1 : 0),
  };
}

/** The sums with one more group. */
export function addGroup(summary: PlanSummary, planned: PlannedGroup): PlanSummary {
  const sent = (purpose: string) => (planned.actions.some((action) => action.purpose === purpose) ? 1 : 0);
  return {
    ...addBlocked(summary, planned),
    groupCreate: summary.groupCreate + sent("createGroup"),
    groupRename: summary.groupRename + sent("renameGroup"),
    groupDelete: summary.groupDelete + sent("deleteGroup"),
    membershipAdds: summary.membershipAdds + planned.membershipAdds,
    membershipRemovals: summary.membershipRemovals + planned.membershipRemovals,
  };
}

function addBlocked(summary: PlanSummary, planned: PlannedUser | PlannedGroup): PlanSummary {
  const blocked = planned.blocked === null ? summary.blocked : increment(summary.blocked, planned.blocked.code);
  return { ...summary, blocked, requests: summary.requests + planned.actions.length };
}

function increment(counts: Readonly<Record<string, number>>, name: string): Readonly<Record<string, number>> {
  return { ...counts, [name]: (counts[name] ?? 0) + 1 };
}
