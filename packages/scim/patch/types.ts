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
