/** System Log events of what was sent, named like Okta's (application.provision.…). Never a body, never a secret. */
import type { ActionPurpose, Outcome, Step } from "@lockstep/engine";
import type { SystemEvent } from "../domain/system-log.ts";
import type { LogParty } from "../domain/tables.ts";

/** To whom it was done. */
export interface EventContext {
  readonly targets: readonly LogParty[];
  readonly passwordSeed?: "RANDOM" | "OKTA";
  /** Traces of the changes that the run carries out. */
  readonly causes?: readonly string[];
}

interface EventKind {
  readonly type: string;
  readonly message: string;
  /** Reads that succeed change nothing: they are told at DEBUG, so that every request stands in the log. */
  readonly isRead?: boolean;
}

const KINDS: Readonly<Record<ActionPurpose, EventKind>> = {
  lookupUser: { type: "application.provision.user.verify_exists", message: "Look up user in app", isRead: true },
  readUser: { type: "application.provision.user.sync", message: "Read user in app", isRead: true },
  createUser: { type: "application.provision.user.push", message: "Push new user to app" },
  updateUser: { type: "application.provision.user.push_profile", message: "Push user's profile to app" },
  activateUser: { type: "application.provision.user.reactivate", message: "Reactivate user in app" },
  deactivateUser: { type: "application.provision.user.deactivate", message: "Deactivate user in app" },
  deleteUser: { type: "application.provision.user.delete", message: "Delete user in app" },
  setPassword: { type: "application.provision.user.push_password", message: "Push user's password to app" },
  lookupGroup: { type: "application.provision.group.verify_exists", message: "Look up group in app", isRead: true },
  readGroup: { type: "application.provision.group.verify_exists", message: "Read group in app", isRead: true },
  createGroup: { type: "application.provision.group_push.pushed", message: "Push group to app" },
  renameGroup: {
    type: "application.provision.group_push.mapping.app.group.renamed",
    message: "Rename pushed group in app",
  },
  addMembers: { type: "application.provision.group_push.push_memberships", message: "Push added members to app" },
  removeMembers: { type: "application.provision.group_push.push_memberships", message: "Push removed members to app" },
  replaceMembers: { type: "application.provision.group_push.push_memberships", message: "Push all members to app" },
  deleteGroup: { type: "application.provision.group_push.delete_appgroup", message: "Delete pushed group in app" },
};

/** The events of a run's steps, in their order. */
export function eventsOfSteps(steps: readonly Step[], context: EventContext): SystemEvent[] {
  return steps.map((step) => toEvent(step, context, KINDS[step.action.purpose]));
}

function toEvent(step: Step, context: EventContext, kind: EventKind): SystemEvent {
  const { outcome, action } = step;
  const result = resultOf(outcome);
  const isOktaPassword = action.purpose === "setPassword" && context.passwordSeed === "OKTA";
  return {
    eventType: isOktaPassword ? "application.provision.user.push_okta_password" : kind.type,
    displayMessage: kind.message,
    severity: result !== "SUCCESS" ? "WARN" : kind.isRead === true && outcome.kind !== "linked" ? "DEBUG" : "INFO",
    outcome: { result, reason: "detail" in outcome ? outcome.detail : undefined },
    targets: context.targets,
    traceId: step.traceId,
    debug: {
      request: `${action.request.method} ${action.request.path}`,
      ...("status" in outcome && outcome.status !== undefined ? { status: outcome.status } : {}),
      durationMs: Math.round(step.durationMs),
      ...(step.requestId === undefined ? {} : { requestId: step.requestId }),
      ...(outcome.kind === "linked" ? { linkedTo: outcome.id } : {}),
      reason: action.reason,
      ...(context.causes === undefined || context.causes.length === 0 ? {} : { causes: context.causes }),
    },
  };
}

function resultOf(outcome: Outcome): "SUCCESS" | "FAILURE" | "UNKNOWN" {
  switch (outcome.kind) {
    case "done":
    case "unchanged":
    case "linked":
      return "SUCCESS";
    case "unknown":
      return "UNKNOWN";
    case "retryAfter":
    case "rejected":
    case "gone":
    case "failed":
    case "stopped":
      return "FAILURE";
  }
}
