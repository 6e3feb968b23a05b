import type { Json } from "../json.ts";

/** RFC 7644 §3.5.2: the URN of a PATCH message. */
export const PATCH_OP_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/** One PATCH operation as a target receives it. */
export interface PatchOperation {
  readonly op: "add" | "remove" | "replace";
  readonly path?: string;
  readonly value?: Json;
}

/** A PATCH message. */
export interface PatchMessage {
  readonly schemas: readonly [typeof PATCH_OP_SCHEMA];
  readonly Operations: readonly PatchOperation[];
}

/** Where the rules of RFC 7644 §3.5.2 leave room, or a client reads them otherwise. */
export interface PatchRules {
  /**
   * Asked when a path with a filter selects no value: true creates one out of the filter's `eq` terms (erratum 8097).
   * Default: `noTarget`.
   */
  readonly createMissing?: (op: "add" | "replace") => boolean;
  /** True: a `replace` of a complex attribute sets it whole. Default: it merges (§3.5.2.3). */
  readonly replacesWhole?: boolean;
  /** True: a filter that selects several values is `invalidFilter`. Default: all of them are changed. */
  readonly selectsOne?: boolean;
}
