/** Protected people: what may not be done to their accounts without an administrator's approval. */
import type { ActionPurpose, Plan } from "../types.ts";

const HELD_BACK: ReadonlySet<ActionPurpose> = new Set(["deactivateUser", "deleteUser", "setPassword"]);

/** The plan without what a protected person's account must not suffer, and why. Everything else goes on. */
export function guardPlan(plan: Plan, isProtected: boolean): Plan {
  const heldBack = plan.actions.filter(({ purpose }) => HELD_BACK.has(purpose));
  if (!isProtected || heldBack.length === 0) return plan;
  const what = heldBack.some(({ purpose }) => purpose === "setPassword")
    ? "the password of the account is not changed"
    : "the account is not switched off";
  return {
    actions: plan.actions.filter((action) => !heldBack.includes(action)),
    blocked: {
      code: "protectedPerson",
      message: `The person is protected: ${what} without the approval of an administrator.`,
    },
  };
}
