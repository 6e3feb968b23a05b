/** The service provider over the store, as a client sees it. */
import { randomBytes } from "node:crypto";
import { silentLogger } from "@lockstep/ports";
import {
  type Caller,
  createScimServer,
  type ScimExchange,
  type ScimServerOptions,
  type Tolerance,
} from "@lockstep/scim-server";
import { GROUP_SHAPE, newCaller, USER_SHAPE } from "../../scim-server/testing/shapes.ts";
import type { StoreHooks } from "../index.ts";
import { createStoreFixture, type StoreFixture } from "./store-fixture.ts";

export const USER_URN = USER_SHAPE.core.id;
export const GROUP_URN = GROUP_SHAPE.core.id;
export const PATCH_URN = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
export const BASE = "https://service.example.com/SCIM/v2";

/** One answer. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  /** The body; an empty object when there is none. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** A running provider and how to talk to it. */
export interface ServedStore extends StoreFixture {
  /** Starts over in an empty account. */
  readonly newAccount: (tolerance?: Tolerance) => Caller;
  /** Sends what follows as another caller. */
  readonly become: (caller: Caller) => void;
  /** How the last request was answered and what was needed to understand it. */
  readonly lastExchange: () => ScimExchange | undefined;
  readonly ask: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Answered>;
  readonly createUser: (attributes: object) => Promise<string>;
  readonly createGroup: (displayName: string, members?: readonly string[]) => Promise<string>;
  readonly patch: (
    path: string,
    operations: readonly object[],
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Answered>;
}

/** Makes a provider over a database of its own; its clock is moved with that of the store, which calls `hooks` within its writes. */
export async function createServedStore(
  options: Partial<Pick<ScimServerOptions, "limits" | "sensitiveAttributes" | "shapes" | "shapesOf">> = {},
  hooks: Partial<StoreHooks> = {},
): Promise<ServedStore> {
  const fixture = await createStoreFixture(hooks);
  let now = Date.UTC(2026, 0, 1);
  let caller = newCaller();
  let lastExchange: ScimExchange | undefined;
  const server = createScimServer({
    basePath: "/SCIM/v2",
    publicBaseUrl: () => "https://service.example.com",
    shapes: [USER_SHAPE, GROUP_SHAPE],
    store: fixture.store,
    authenticator: { authenticate: () => Promise.resolve(caller) },
    clock: { now: () => now },
    random: { bytes: (length) => randomBytes(length) },
    logger: silentLogger,
    cursorKey: new Uint8Array(32).fill(1),
    ...options,
    onExchange: (exchange) => {
      lastExchange = exchange;
    },
  });
  const ask: ServedStore["ask"] = async (method, path, body, headers = {}) => {
    const request = new Request(`http://10.1.2.3/SCIM/v2${path}`, {
      method,
      headers: { "content-type": "application/scim+json", host: "evil.example.com", ...headers },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const response = await server(request);
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === "" ? {} : JSON.parse(text) };
  };
  const create = async (path: string, body: object) => {
    const answer = await ask("POST", path, body);
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return String(answer.body.id);
  };
  return {
    ...fixture,
    ask,
    advance: (milliseconds) => {
      now += milliseconds;
      fixture.advance(milliseconds);
    },
    become: (other) => {
      caller = other;
    },
    newAccount: (tolerance) => {
      caller = { ...newCaller(), ...(tolerance === undefined ? {} : { tolerance }) };
      return caller;
    },
    lastExchange: () => lastExchange,
    createUser: (attributes) => create("/Users", { schemas: [USER_URN], ...attributes }),
    createGroup: (displayName, members = []) =>
      create("/Groups", { schemas: [GROUP_URN], displayName, members: members.map((value) => ({ value })) }),
    patch: (path, operations, headers) => ask("PATCH", path, { schemas: [PATCH_URN], Operations: operations }, headers),
  };
}
