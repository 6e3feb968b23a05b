/** Applies a PATCH (RFC 7644 §3.5.2): operations in order, each on the result of the one before, all or nothing. */
import { ScimError } from "../error.ts";
import type { JsonObject } from "../json.ts";
import { assertResource } from "../resource/assert-resource.ts";
import type { ResourceShape } from "../schema/types.ts";
import { applyRemove } from "./remove.ts";
import { applySet } from "./set.ts";
import { requireTarget } from "./target.ts";
import type { PatchOperation, PatchRules } from "./types.ts";

/** What `applyPatch` may be told besides. */
export interface PatchOptions extends PatchRules {
  /** The id of the resource: a path-less value that repeats it is accepted, another one is refused. */
  readonly id?: string;
  /** Where each operation stood in the message, when some were taken out; for messages. */
  readonly positions?: readonly number[];
}

/**
 * The attributes after all operations; the given ones stay as they are. Attributes are without `schemas`, `id` and `meta`.
 * Throws `ScimError` whose detail begins with the place of the operation, such as "Operations[1]: ".
 */
export function applyPatch(
  shape: ResourceShape,
  attributes: JsonObject,
  operations: readonly PatchOperation[],
  options: PatchOptions = {},
): JsonObject {
  let current = attributes;
  for (const [index, operation] of operations.entries()) {
    const before = current;
    current = atOperation(options.positions?.[index] ?? index, () =>
      applyOperation(shape, before, { operation, id: options.id, rules: options }),
    );
  }
  assertResource(shape, current);
  return current;
}

/** The attributes after one operation; whether the whole resource is valid is not looked at. */
export function applyOperation(
  shape: ResourceShape,
  attributes: JsonObject,
  {
    operation,
    id,
    rules = {},
  }: { readonly operation: PatchOperation; readonly id?: string | undefined; readonly rules?: PatchRules },
): JsonObject {
  const { op, path, value } = operation;
  const target = requireTarget(shape, path);
  if (op === "remove") return applyRemove(attributes, target, value);
  return applySet(shape, attributes, { target, operation: { op, value, id, rules } });
}

/** Runs a part of the work on one operation, whose place then begins the detail of its errors. */
export function atOperation<Result>(index: number, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    throw new ScimError(error.code, `Operations[${index}]: ${error.detail}`, { cause: error, headers: error.headers });
  }
}
