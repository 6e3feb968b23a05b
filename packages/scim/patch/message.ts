/** Reads a PATCH message (RFC 7644 §3.5.2). */
import { ScimError } from "../error.ts";
import { isJsonArray, isJsonObject, type Json, ownValue } from "../json.ts";
import { requireMessage } from "../message/schemas.ts";
import { PATCH_OP_SCHEMA, type PatchOperation } from "./types.ts";

/** Most operations that one message may carry. */
export const OPERATIONS_MAX = 2_000;

/** The operations of a message. Throws `ScimError` `invalidSyntax` for what is not a PATCH message. */
export function readPatchMessage(body: unknown): readonly PatchOperation[] {
  const operations = ownValue(requireMessage(body, PATCH_OP_SCHEMA), "Operations");
  if (!isJsonArray(operations) || operations.length === 0) {
    throw new ScimError("invalidSyntax", '"Operations" must be an array with at least one operation.');
  }
  if (operations.length > OPERATIONS_MAX) {
    throw new ScimError("tooLarge", `A PATCH message has at most ${OPERATIONS_MAX} operations.`);
  }
  return operations.map((operation, index) => readOperation(operation, `Operations[${index}]`));
}

function readOperation(operation: Json, where: string): PatchOperation {
  if (!isJsonObject(operation)) throw new ScimError("invalidSyntax", `${where} must be an object.`);
  const op = readOp(ownValue(operation, "op"), where);
  const path = readPath(ownValue(operation, "path"), where);
  const value = ownValue(operation, "value");
  if (value === undefined && op !== "remove") {
    throw new ScimError("invalidValue", `${where}: "${op}" needs a "value".`);
  }
  return { op, ...(path === undefined ? {} : { path }), ...(value === undefined ? {} : { value }) };
}

function readOp(op: Json | undefined, where: string): PatchOperation["op"] {
  if (op === "add" || op === "remove" || op === "replace") return op;
  throw new ScimError("invalidSyntax", `${where}: "op" must be "add", "remove" or "replace".`);
}

function readPath(path: Json | undefined, where: string): string | undefined {
  if (path === undefined || path === null) return undefined;
  if (typeof path === "string" && path !== "") return path;
  throw new ScimError("invalidPath", `${where}: "path" must be a text that is not empty.`);
}
