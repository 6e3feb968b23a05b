/** The exact requests about users, by dialect. */
import {
  diffResource,
  findExtension,
  isUnassigned,
  type Json,
  type JsonObject,
  ownValueAnyCase,
  PATCH_OP_SCHEMA,
  type PatchOperation,
  type ResourceShape,
  resolveAttribute,
  schemasOf,
} from "@lockstep/scim";
import type { ScimRequest } from "@lockstep/scim-client";
import { type Action, type Dialect, PLACEHOLDER } from "../types.ts";
import { resourcePath } from "./lookup.ts";
import { sameValue, withoutUnassigned } from "./same.ts";

/** The account that a request is about, as it stands before it. */
export interface Account {
  readonly id: string;
  /** Its writable attributes; undefined when it was not read. */
  readonly attributes: JsonObject;
  readonly active: boolean;
}

/** What all requests depend on. */
export interface RequestContext {
  readonly dialect: Dialect;
  readonly shape: ResourceShape;
}

/** POST of a new, active account. Unset attributes are left out, as Okta does. */
export function createRequest(context: RequestContext, attributes: JsonObject, withPassword: boolean): Action {
  const assigned = withoutUnassigned(attributes);
  return {
    purpose: "createUser",
    request: {
      method: "POST",
      path: "/Users",
      body: {
        schemas: schemasOf(context.shape, assigned),
        ...assigned,
        ...(withPassword ? { password: PLACEHOLDER.password } : {}),
        active: true,
      },
    },
    reason: "No account of this user name exists in the app.",
  };
}

/** Switches an account on or off. */
export function lifecycleRequest(context: RequestContext, account: Account, active: boolean): Action {
  if (!active && context.dialect.deactivation === "DELETE") {
    return {
      purpose: "deleteUser",
      request: { method: "DELETE", path: resourcePath("deleteUser", account.id) },
      reason: "The person no longer has the app, which knows no inactive accounts.",
    };
  }
  return {
    purpose: active ? "activateUser" : "deactivateUser",
    request:
      context.dialect.userLifecycle === "PUT"
        ? putRequest(context, { ...account, active })
        : patchRequest(account.id, [replaceOperation(context.dialect.userLifecycle, "active", active)]),
    reason: active ? "The account is inactive in the app." : "The person no longer has the app.",
  };
}

/** Sends a changed profile: the merged resource, or the smallest PATCH; undefined when SCIM sees no difference. */
export function updateRequest(context: RequestContext, account: Account, merged: JsonObject): Action | undefined {
  const isPut = context.dialect.userUpdate === "PUT";
  const operations = isPut
    ? []
    : withoutPathFilters(context, changeOperations(context.shape, account.attributes, merged), merged);
  if (!isPut && operations.length === 0) return undefined;
  return {
    purpose: "updateUser",
    request: isPut ? putRequest(context, { ...account, attributes: merged }) : patchRequest(account.id, operations),
    reason: `Mapped attributes differ in the app: ${changedKeys(account.attributes, merged).join(", ")}.`,
  };
}

/** Delivers the pending password. */
export function passwordRequest(context: RequestContext, account: Account): Action {
  return {
    purpose: "setPassword",
    request:
      context.dialect.password === "PUT"
        ? putRequest(context, account, { password: PLACEHOLDER.password })
        : patchRequest(account.id, [replaceOperation(context.dialect.password, "password", PLACEHOLDER.password)]),
    reason: "A new password waits to be delivered.",
  };
}

function putRequest(context: RequestContext, account: Account, extra: JsonObject = {}): ScimRequest {
  return {
    method: "PUT",
    path: resourcePath("updateUser", account.id),
    body: {
      schemas: schemasOf(context.shape, account.attributes),
      id: account.id,
      ...account.attributes,
      ...extra,
      active: account.active,
    },
  };
}

function patchRequest(id: string, operations: readonly PatchOperation[]): ScimRequest {
  const Operations = operations.map((operation): JsonObject => ({ ...operation }));
  return { method: "PATCH", path: resourcePath("updateUser", id), body: { schemas: [PATCH_OP_SCHEMA], Operations } };
}

function replaceOperation(verb: Dialect["userLifecycle"], attribute: string, value: Json): PatchOperation {
  return verb === "PATCH_PATHLESS"
    ? { op: "replace", value: { [attribute]: value } }
    : { op: "replace", path: attribute, value };
}

/** What the schema knows comes from the diff, which passes over other attributes; those are replaced or removed whole. */
function changeOperations(shape: ResourceShape, current: JsonObject, merged: JsonObject): readonly PatchOperation[] {
  const operations = [...diffResource(shape, current, merged)];
  for (const key of changedKeys(current, merged)) {
    if (findExtension(shape, key) !== undefined) continue;
    if (resolveAttribute(shape, { schemaUrn: undefined, name: key, subName: undefined }) !== undefined) continue;
    const value = merged[key];
    operations.push(value === undefined ? { op: "remove", path: key } : { op: "replace", path: key, value });
  }
  return operations;
}

/** Where a path may hold no filter, an attribute that would need one is replaced as a whole, once. */
function withoutPathFilters(
  context: RequestContext,
  operations: readonly PatchOperation[],
  merged: JsonObject,
): readonly PatchOperation[] {
  if (context.dialect.patchFilters) return operations;
  const isFiltered = ({ path }: PatchOperation) => path?.includes("[") === true;
  const attributes = new Set(operations.filter(isFiltered).map(({ path = "" }) => path.slice(0, path.indexOf("["))));
  const whole = [...attributes].map((path): PatchOperation => {
    const value = ownValueAnyCase(merged, path);
    return value === undefined || isUnassigned(value) ? { op: "remove", path } : { op: "replace", path, value };
  });
  const isCovered = ({ path = "" }: PatchOperation) => attributes.has(path.split(/[[.]/)[0] ?? "");
  return [...operations.filter((operation) => !isFiltered(operation) && !isCovered(operation)), ...whole];
}

function changedKeys(current: JsonObject, merged: JsonObject): readonly string[] {
  const keys = new Set([...Object.keys(current), ...Object.keys(merged)]);
  return [...keys].filter((key) => !sameValue(current[key], merged[key]));
}
