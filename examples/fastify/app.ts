import { randomBytes } from "node:crypto";
import {
  createShape,
  ENTERPRISE_USER_SCHEMA,
  GROUP_RESOURCE_TYPE,
  GROUP_SCHEMA,
  USER_RESOURCE_TYPE,
  USER_SCHEMA,
} from "@lockstep/scim";
import { createScimServer } from "@lockstep/scim-server";
import { toNodeListener } from "@lockstep/scim-server/node";
import { fastify } from "fastify";
import { pino } from "pino";
import { createMemoryStore } from "../memory-store/memory-store.ts";
import { createTokenAuthenticator } from "../memory-store/token-authenticator.ts";

const world = { clock: Date, random: { bytes: randomBytes }, logger: pino() };
const scim = createScimServer({
  ...world,
  basePath: "/scim/v2",
  publicBaseUrl: () => process.env["PUBLIC_URL"] ?? "http://localhost:3000",
  shapes: [
    createShape(USER_RESOURCE_TYPE, [USER_SCHEMA, ENTERPRISE_USER_SCHEMA]),
    createShape(GROUP_RESOURCE_TYPE, [GROUP_SCHEMA]),
  ],
  store: createMemoryStore(world),
  authenticator: createTokenAuthenticator(process.env["SCIM_TOKEN"] ?? "", "acme"),
});

export const app = fastify();
app.register(async (scope) => {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser("*", (_request, _payload, done) => done(null));
  scope.all("/scim/v2/*", (request, reply) => toNodeListener(scim)(request.raw, reply.hijack().raw));
});
