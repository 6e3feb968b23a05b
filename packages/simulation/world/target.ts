/**
 * The app that is provisioned: the true service provider over its in-memory store, with accounts and groups of its own that
 * nobody may touch. Everything that reaches the store is seen here, whoever sent it.
 */
import type { AccountId, Clock, Random, ResourceId, TraceId } from "@lockstep/ports";
import { silentLogger } from "@lockstep/ports";
import {
  type AttributeDefinition,
  createShape,
  ENTERPRISE_USER_SCHEMA,
  GROUP_RESOURCE_TYPE,
  GROUP_SCHEMA,
  type JsonObject,
  type ResourceShape,
  type SchemaDefinition,
  ScimError,
  USER_RESOURCE_TYPE,
  USER_SCHEMA,
} from "@lockstep/scim";
import {
  type Caller,
  createScimServer,
  type ResourceStore,
  type ScimServer,
  type StoredResource,
} from "@lockstep/scim-server";
import { createMemoryStore } from "../../../examples/memory-store/memory-store.ts";

/** What is told of each write that the store has carried out. */
export interface TargetWrite {
  readonly kind: "created" | "changed" | "removed";
  readonly type: string;
  readonly id: string;
  /** The attributes afterwards; undefined when it was removed. */
  readonly attributes: JsonObject | undefined;
  readonly password: string | undefined;
}

/** A resource as the target holds it, with the members of a group. */
export interface TargetResource {
  readonly id: string;
  readonly version: number;
  readonly attributes: JsonObject;
  readonly members: readonly string[];
}

/** The target and what its own administrators do. */
export interface Target {
  readonly server: ScimServer;
  /** Whether it lets two accounts have the same user name. */
  readonly isLax: boolean;
  readonly users: () => Promise<readonly TargetResource[]>;
  readonly groups: () => Promise<readonly TargetResource[]>;
  addUser(attributes: JsonObject): Promise<string>;
  addGroup(displayName: string, members: readonly string[]): Promise<string>;
  /** Adds an account to a group behind everybody's back. */
  addMember(groupId: string, memberId: string): Promise<void>;
  /** Removes an account behind everybody's back. */
  removeUser(id: string): Promise<void>;
  /** Switches an account off, or on again, behind everybody's back. */
  toggleUser(id: string): Promise<void>;
  /** The password of the provisioning account from now on. */
  setPassword(password: string): void;
  /** Called after each write that came through the service provider. */
  onWrite: (write: TargetWrite) => void;
}

export const BASE_PATH = "/SCIM/v2";
export const USER_NAME = "provisioning@example.com";

const CALLER: Caller = {
  accountId: "target" as AccountId,
  credentialId: "provisioning",
  userId: "provisioning" as ResourceId,
  scopes: ["users:read", "users:write", "groups:read", "groups:write"],
  traceId: "00000000000000000000000000000001" as TraceId,
};
const ALL = { members: true, groups: false } as const;
const RESOURCES_MAX = 10_000;

const GROUP_SHAPE = createShape(GROUP_RESOURCE_TYPE, [GROUP_SCHEMA]);
const STRICT_USERS = createShape(USER_RESOURCE_TYPE, [USER_SCHEMA, ENTERPRISE_USER_SCHEMA]);
/** As many a target in the field: two accounts may have the same user name, so that a repeated create makes a twin. */
const LAX_USERS = createShape(USER_RESOURCE_TYPE, [withoutUniqueness(USER_SCHEMA), ENTERPRISE_USER_SCHEMA]);

/** Starts an empty target. */
export function createTarget(
  parts: { readonly clock: Clock; readonly random: Random },
  options: { readonly isLax: boolean; readonly password: string },
): Target {
  const { clock, random } = parts;
  const users = options.isLax ? LAX_USERS : STRICT_USERS;
  const store = createMemoryStore(parts);
  let authorization = authorizationOf(options.password);
  const list = async (shape: ResourceShape) => {
    const query = { filter: undefined, sortBy: undefined, sortOrder: "ascending", startIndex: 1 } as const;
    const page = await store.query(CALLER, shape, { ...query, count: RESOURCES_MAX, include: ALL });
    return page.resources.map(toResource);
  };
  const target: Target = {
    isLax: options.isLax,
    server: createScimServer({
      basePath: BASE_PATH,
      publicBaseUrl: () => "https://target.example",
      shapes: [users, GROUP_SHAPE],
      store: watched(store, (write) => target.onWrite(write)),
      authenticator: {
        authenticate: async (request, traceId) => {
          if (request.headers.get("authorization") === authorization) return { ...CALLER, traceId };
          throw new ScimError("unauthenticated", "The user name or the password is not right.");
        },
      },
      clock,
      random,
      logger: silentLogger,
    }),
    users: () => list(users),
    groups: () => list(GROUP_SHAPE),
    addUser: async (attributes) => {
      const draft = { attributes, writeOnly: {}, membership: [] };
      return (await store.create(CALLER, users, draft, ALL)).resource.id;
    },
    addGroup: async (displayName, members) => {
      const draft = { attributes: { displayName }, writeOnly: {}, membership: [{ kind: "add", members } as const] };
      return (await store.create(CALLER, GROUP_SHAPE, draft, ALL)).resource.id;
    },
    addMember: async (groupId, memberId) => {
      const edit: Parameters<typeof store.change>[3] = ({ attributes }) => ({
        attributes,
        writeOnly: {},
        membership: [{ kind: "add", members: [memberId] }],
      });
      await store.change(CALLER, GROUP_SHAPE, groupId, edit, { ifMatch: undefined, include: ALL });
    },
    removeUser: (id) => store.remove(CALLER, users, id, { ifMatch: undefined }),
    toggleUser: async (id) => {
      const edit: Parameters<typeof store.change>[3] = ({ attributes }) => ({
        attributes: { ...attributes, active: attributes["active"] !== true },
        writeOnly: {},
        membership: [],
      });
      await store.change(CALLER, users, id, edit, { ifMatch: undefined, include: ALL });
    },
    setPassword: (password) => {
      authorization = authorizationOf(password);
    },
    onWrite: () => undefined,
  };
  return target;
}

function watched(store: ResourceStore, tell: (write: TargetWrite) => void): ResourceStore {
  return {
    ...store,
    async create(caller, shape, draft, include) {
      const result = await store.create(caller, shape, draft, include);
      const { id, attributes } = result.resource;
      tell({ kind: "created", type: shape.type.name, id, attributes, password: passwordOf(draft.writeOnly) });
      return result;
    },
    async change(caller, shape, id, edit, options) {
      let password: string | undefined;
      const noting: typeof edit = (current) => {
        const draft = edit(current);
        password = passwordOf(draft.writeOnly);
        return draft;
      };
      const result = await store.change(caller, shape, id, noting, options);
      const { attributes } = result.resource;
      if (result.changed) tell({ kind: "changed", type: shape.type.name, id, attributes, password });
      return result;
    },
    async remove(caller, shape, id, options) {
      await store.remove(caller, shape, id, options);
      tell({ kind: "removed", type: shape.type.name, id, attributes: undefined, password: undefined });
    },
  };
}

function passwordOf(writeOnly: JsonObject): string | undefined {
  const password = writeOnly["password"];
  return typeof password === "string" ? password : undefined;
}

function toResource({ id, version, attributes, members = [] }: StoredResource): TargetResource {
  return { id, version, attributes, members: members.map(({ value }) => value) };
}

function authorizationOf(password: string): string {
  return `Basic ${btoa(`${USER_NAME}:${password}`)}`;
}

function withoutUniqueness(schema: SchemaDefinition): SchemaDefinition {
  const free = (attribute: AttributeDefinition): AttributeDefinition =>
    attribute.name === "userName" ? { ...attribute, uniqueness: "none" } : attribute;
  return { ...schema, attributes: schema.attributes.map(free) };
}
