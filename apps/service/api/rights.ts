/** Who may do what at the console. */
import { ApiFault } from "../api-fault.ts";
import type { Role } from "../contract.ts";
import { isAdministrator, type Viewer } from "../domain/session.ts";

/** 403 unless the viewer is an owner or administrator. */
export function requireAdministrator(viewer: Viewer): void {
  if (isAdministrator(viewer)) return;
  throw new ApiFault(403, "notAllowed", "Only owners and administrators may do this; ask one of them.");
}

/** 403 when an administrator who is no owner reaches for an owner, or hands out ownership. */
export function requireRightOver(viewer: Viewer, roles: readonly Role[]): void {
  requireAdministrator(viewer);
  if (viewer.roles.includes("owner") || !roles.includes("owner")) return;
  throw new ApiFault(403, "notAllowed", "Only an owner may change an owner or make one; ask an owner.");
}
