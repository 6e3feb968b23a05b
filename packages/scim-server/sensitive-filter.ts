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
    case "valuePath":
      assertPath(filter.path, sensitive);
      assertNotSensitive(within(filter.path, filter.filter), sensitive);
      return;
    case "compare":
      // RFC 7643 §2.4: a complex attribute compared by its bare name means its `value`.
      if (filter.path.subName === undefined) assertPath({ ...filter.path, subName: "value" }, sensitive);
      assertPath(filter.path, sensitive);
      return;
    case "present":
      assertPath(filter.path, sensitive);
  }
}

function assertPath(path: AttributePath, sensitive: ReadonlySet<string>): void {
  if (!isSensitive(path, sensitive)) return;
  throw new ScimError(
    "sensitive",
    `A filter on "${printAttributePath(path)}" must not stand in a URL: send it by POST to .search.`,
  );
}

/** The filter in the brackets of an attribute, with the names as they read outside of them. */
function within(holder: AttributePath, filter: Filter): Filter {
  switch (filter.kind) {
    case "and":
    case "or":
      return { ...filter, left: within(holder, filter.left), right: within(holder, filter.right) };
    case "not":
      return { ...filter, filter: within(holder, filter.filter) };
    default:
      return { ...filter, path: { ...holder, subName: filter.path.name } };
  }
}

/** An attribute is meant with and without its schema's URN, and as a whole by each of its sub-attributes. */
function isSensitive(path: AttributePath, sensitive: ReadonlySet<string>): boolean {
  const whole = { ...path, subName: undefined };
  const forms = [path, whole, { ...path, schemaUrn: undefined }, { ...whole, schemaUrn: undefined }];
  return forms.some((form) => sensitive.has(printAttributePath(form).toLowerCase()));
}
