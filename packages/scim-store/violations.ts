/** What the constraints of the store mean to a client: the one place that knows their names. */
import { violationOf } from "@lockstep/database";
import { findAttribute, type ResourceShape, ScimError } from "@lockstep/scim";

/** The protocol error behind a refused write, or the error itself. `attributes` are the unique ones that were written, but for the user name. */
export function toScimError(error: unknown, shape: ResourceShape, attributes: readonly string[]): unknown {
  const violation = violationOf(error);
  switch (violation?.constraint) {
    case "resource_user_name_taken":
      return taken(error, shape, [findAttribute(shape.core.attributes, "userName")?.name ?? "userName"]);
    case "unique_value_taken":
      return taken(error, shape, attributes);
    case "membership_member":
      return new ScimError("invalidValue", "A member was deleted meanwhile; nothing was changed.", { cause: error });
    default:
      return error;
  }
}

function taken(cause: unknown, shape: ResourceShape, attributes: readonly string[]): ScimError {
  const names = [...new Set(attributes)].map((name) => `"${name}"`).join(" or ");
  const detail = `Another ${shape.type.name} has this value of ${names}; it must be unique.`;
  return new ScimError("uniqueness", detail, { cause });
}
