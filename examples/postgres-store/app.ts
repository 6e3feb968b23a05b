import { randomBytes } from "node:crypto";
import { migrate, openDatabase } from "@lockstep/database";
import {
  createShape,
  ENTERPRISE_USER_SCHEMA,
  GROUP_RESOURCE_TYPE,
  GROUP_SCHEMA,
  USER_RESOURCE_TYPE,
  USER_SCHEMA,
} from "@lockstep/scim";
import { createScimServer } from "@lockstep/scim-server";
import { createScimStore, type ScimStoreTables, scimStoreMigrations } from "@lockstep/scim-store";
import { Hono } from "hono";
import { pino } from "pino";
import { createTokenAuthenticator } from "../memory-store/token-authenticator.ts";

const world = { clock: Date, random: { bytes: randomBytes }, logger: pino() };
const place = { schema: "scim", role: "scim_app", logger: world.logger };
const url = process.env["DATABASE_URL"] ?? "";
await migrate({ ...place, ownerUrl: url, sets: [scimStoreMigrations] });
export const database = openDatabase<ScimStoreTables>({ ...place, url, applicationName: "scim" });
const scim = createScimServer({
  ...world,
  basePath: "/scim/v2",
  publicBaseUrl: () => process.env["PUBLIC_URL"] ?? "http://localhost:3000",
  shapes: [
    createShape(USER_RESOURCE_TYPE, [USER_SCHEMA, ENTERPRISE_USER_SCHEMA]),
    createShape(GROUP_RESOURCE_TYPE, [GROUP_SCHEMA]),
  ],
  store: createScimStore({ ...world, database }),
  authenticator: createTokenAuthenticator(process.env["SCIM_TOKEN"] ?? "", "00000000-0000-4000-8000-000000000001"),
});

export const app = new Hono();
app.all("/scim/v2/*", (context) => scim(context.req.raw));
