import type { AttributePath, Filter } from "../filter/ast.ts";

/**
 * A PATCH path (RFC 7644 §3.5.2): `attr`, `attr.sub`, `attr[filter]` or `attr[filter].sub`, each with an optional URN.
 * `schemaOnly` is true for a bare extension URN, which names the whole extension object; then `attribute.name` is "".
 */
export interface PatchPath {
  readonly attribute: AttributePath;
  readonly filter: Filter | undefined;
  readonly schemaOnly: boolean;
}
