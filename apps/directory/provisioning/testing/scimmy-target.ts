/** A target that we did not write: SCIMMY's routers under Express, over maps in memory as its manual shows. One per process: SCIMMY is global. */
import { randomUUID } from "node:crypto";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { JsonObject } from "@lockstep/scim";
import express from "express";
import SCIMMYRouters, { SCIMMY } from "scimmy-routers";

/** One request and its answer. */
export interface ScimmyRequest {
  readonly method: string;
  readonly path: string;
  readonly body: JsonObject | undefined;
  readonly status: number;
  readonly traceparent: string | undefined;
}

/** The running target. */
export interface ScimmyTarget {
  readonly baseUrl: string;
  readonly token: string;
  readonly requests: ScimmyRequest[];
  users(): readonly JsonObject[];
  groups(): readonly JsonObject[];
  close(): Promise<void>;
}

type Row = Record<string, unknown> & { id: string };

const TOKEN = "scimmy-token";

/** Starts it on a free port. */
export async function startScimmyTarget(): Promise<ScimmyTarget> {
  const users = new Map<string, Row>();
  const groups = new Map<string, Row>();
  SCIMMY.Resources.User.extend(SCIMMY.Schemas.EnterpriseUser, false);
  declare(SCIMMY.Resources.User, users, "userName");
  // A group has the same handlers; only its type is another.
  declare(SCIMMY.Resources.Group as unknown as typeof SCIMMY.Resources.User, groups, "displayName");
  const requests: ScimmyRequest[] = [];
  const app = express();
  app.use((request, response, next) => {
    response.on("finish", () => {
      requests.push({
        method: request.method,
        path: request.originalUrl.replace(/^\/scim/, ""),
        body: request.body as JsonObject | undefined,
        status: response.statusCode,
        traceparent: request.header("traceparent"),
      });
    });
    next();
  });
  app.use(
    "/scim",
    new SCIMMYRouters({
      type: "bearer",
      handler: (request) => {
        if (request.header("authorization") !== `Bearer ${TOKEN}`) throw new Error("Who are you?");
        return "admin";
      },
    }),
  );
  const server = await new Promise<Server>((resolve) => {
    const listening: Server = app.listen(0, "127.0.0.1", () => resolve(listening));
  });
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim`,
    token: TOKEN,
    requests,
    users: () => [...users.values()] as unknown as readonly JsonObject[],
    groups: () => [...groups.values()] as unknown as readonly JsonObject[],
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** The three handlers that SCIMMY asks for, over a map; names are unique. */
function declare(
  resource: typeof SCIMMY.Resources.User,
  rows: Map<string, Row>,
  unique: "userName" | "displayName",
): void {
  const keyOf = (row: object) => String(Reflect.get(row, unique)).toLowerCase();
  resource.ingress((request: { readonly id?: string | undefined }, instance: object) => {
    const { id } = request;
    if (id !== undefined && !rows.has(id)) throw new SCIMMY.Types.Error(404, "", `Resource ${id} not found`);
    const taken = [...rows.values()].some((row) => row.id !== id && keyOf(row) === keyOf(instance));
    if (taken) throw new SCIMMY.Types.Error(409, "uniqueness", `${unique} is taken`);
    const row: Row = { ...JSON.parse(JSON.stringify(instance)), id: id ?? randomUUID() };
    rows.set(row.id, row);
    return row as never;
  });
  resource.egress(
    (request: { readonly id?: string | undefined; readonly filter?: { match(values: object[]): object[] } }) => {
      if (request.id === undefined) return (request.filter?.match([...rows.values()]) ?? [...rows.values()]) as never;
      const row = rows.get(request.id);
      if (row === undefined) throw new SCIMMY.Types.Error(404, "", `Resource ${request.id} not found`);
      return row as never;
    },
  );
  resource.degress((request: { readonly id?: string | undefined }) => {
    if (!rows.delete(request.id ?? "")) throw new SCIMMY.Types.Error(404, "", `Resource ${request.id} not found`);
  });
  SCIMMY.Resources.declare(resource);
}
