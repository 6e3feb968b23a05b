/** The shapes and callers that tests of service providers use. */
import { randomUUID } from "node:crypto";
import type { AccountId, ResourceId, TraceId } from "@lockstep/ports";
import {
  createShape,
  ENTERPRISE_USER_SCHEMA,
  GROUP_RESOURCE_TYPE,
  GROUP_SCHEMA,
  USER_RESOURCE_TYPE,
  USER_SCHEMA,
} from "@lockstep/scim";
import type { Caller } from "../ports.ts";

/** Users with the enterprise extension. */
export const USER_SHAPE = createShape(USER_RESOURCE_TYPE, [USER_SCHEMA, ENTERPRISE_USER_SCHEMA]);
/** Groups. */
export const GROUP_SHAPE = createShape(GROUP_RESOURCE_TYPE, [GROUP_SCHEMA]);

/** A caller with all rights, in an account of its own unless one is given. */
export function newCaller(accountId: string = randomUUID()): Caller {
  return {
    accountId: accountId as AccountId,
    credentialId: "credential-1",
    userId: "00000000-0000-4000-8000-0000000000aa" as ResourceId,
    scopes: ["users:read", "users:write", "groups:read", "groups:write"],
    traceId: "0af7651916cd43dd8448eb211c80319c" as TraceId,
  };
}
