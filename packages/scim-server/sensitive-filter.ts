/** Filters that must not stand in a URL (RFC 7644 §7.5.2): URLs end up in logs and histories. */
import { type AttributePath, type Filter, printAttributePath, ScimError } from "@lockstep/scim";

/** Throws `ScimError` `sensitive` when the filter names one of the attributes, given by path in lower case. */
export function assertNotSensitive(filter: Filter, sensitive: ReadonlySet<string>): void {
  switch (filter.kind) {
    case "and":
    case "or":
      assertNotSensitive(filter.left, sensitive);
      assertNotSensitive(filter.right, sensitive);
      return;
    case "not":
      assertNotSensitive(filter.filter, sensitive);
      return;
    default:
      if (!isSensitive(filter.path, sensitive)) return;
      throw new ScimError(
        "sensitive",
        `A filter on "${printAttributePath(filter.path)}" must not stand in a URL: send it by POST to .search.`,
      );
  }
}

/** An attribute is meant with and without its schema's URN, and as a whole by each of its sub-attributes. */
function isSensitive(path: AttributePath, sensitive: ReadonlySet<string>): boolean {
  const whole = { ...path, subName: undefined };
  const forms = [path, whole, { ...path, schemaUrn: undefined }, { ...whole, schemaUrn: undefined }];
  return forms.some((form) => sensitive.has(printAttributePath(form).toLowerCase()));
}
