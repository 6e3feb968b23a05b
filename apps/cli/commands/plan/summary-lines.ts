import type { PlanRun } from "@lockstep/directory-app/contract";

/** A plan's sums in words, one line each; what is nought is left out. */
export function summaryLines({ summary, overBudget }: PlanRun): readonly string[] {
  const counts: readonly (readonly [number, string])[] = [
    [summary.create, "accounts created"],
    [summary.link, "accounts linked"],
    [summary.update, "profiles updated"],
    [summary.reactivate, "accounts reactivated"],
    [summary.deactivate, "accounts deactivated"],
    [summary.password, "passwords sent"],
    [summary.groupCreate, "groups created"],
    [summary.groupRename, "groups renamed"],
    [summary.groupDelete, "groups deleted"],
    [summary.membershipAdds, "memberships added"],
    [summary.membershipRemovals, "memberships removed"],
    [summary.unchanged, "unchanged"],
  ];
  const overwrites = Object.entries(summary.overwrites).map(([name, count]) => `${name} ${count}`);
  return [
    ...counts.flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}`])),
    ...(overwrites.length === 0
      ? []
      : [`${summary.overwrittenPeople} with values overwritten: ${overwrites.join(", ")}`]),
    ...Object.entries(summary.blocked).map(([cause, count]) => `${count} blocked: ${cause}`),
    ...overBudget.map(({ message }) => `over the budget: ${message}`),
  ];
}
