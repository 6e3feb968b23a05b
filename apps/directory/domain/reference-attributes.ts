/** Attributes of an app's user that name another user of the app. */
import type { Dialect } from "@lockstep/engine";
import { ENTERPRISE_USER_URN } from "@lockstep/scim";

/** The enterprise user's manager (RFC 7643 §4.3): its value is the id of another user. */
const MANAGER = `${ENTERPRISE_USER_URN}:manager.value`;

/** Whether a mapping's attribute names a person, whose account the app is told by its own id. */
export function isReferenceAttribute(dialect: Pick<Dialect, "referenceAttributes">, attribute: string): boolean {
  return attribute === MANAGER || dialect.referenceAttributes.includes(attribute);
}
