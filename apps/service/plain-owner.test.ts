import { randomUUID } from "node:crypto";
import { migrate, openDatabase } from "@lockstep/database";
import { silentLogger } from "@lockstep/ports";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { createService, type Service, type ServiceTables, serviceMigrations } from "./index.ts";
import { addUser } from "./testing/people.ts";
import { ACME, basic, createClient, OWNER, PROVISIONING } from "./testing/test-service.ts";
import { startReceiver } from "./testing/webhook-receiver.ts";

const name = `plain_${randomUUID().replaceAll("-", "").slice(0, 12)}`;
const server = new URL(inject("databaseUrl"));
const owner = new URL(server);
owner.username = name;
owner.password = "plain";
owner.pathname = `/${name}`;

let service: Service;
const database = openDatabase<ServiceTables>({
  url: owner.href,
  schema: "service",
  role: `${name}_app`,
  applicationName: "lockstep-test",
  logger: silentLogger,
});

async function asSuperuser(...statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: server.href });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

beforeAll(async () => {
  await asSuperuser(
    `create role ${name} login createrole password 'plain' nosuperuser nobypassrls`,
    `create database ${name} owner ${name}`,
  );
  const options = { ownerUrl: owner.href, schema: "service", role: `${name}_app` };
  await migrate({ ...options, sets: serviceMigrations, logger: silentLogger });
  service = await createService({
    host: "127.0.0.1",
    port: 0,
    database,
    masterKey: new Uint8Array(32),
    clock: { now: () => Date.parse("2026-03-02T08:00:00Z") },
    random: { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) },
    logger: silentLogger,
    supportUrl: "https://support.test",
    pricingUrl: "https://pricing.test",
    webhookReach: "loopback",
    consoleDirectory: undefined,
  });
});
afterAll(async () => {
  await service.stop();
  await database.close();
  await asSuperuser(`drop database ${name} with (force)`, `drop role ${name}_app`, `drop role ${name}`);
});

describe("Tables of an owner who is no superuser", () => {
  it("forced row security hides accounts from the owner too, and credentials are still found", async () => {
    const { apiKey } = await service.seed.account(ACME);
    const browser = createClient(service, { "x-lockstep": "1" });
    expect((await browser.call("POST", "/api/session", OWNER)).status).toBe(200);
    expect((await browser.call("GET", "/api/me")).body.user.email).toBe(OWNER.email);
    const scim = createClient(service, { authorization: basic(PROVISIONING) }, "/SCIM/v2");
    expect((await addUser(scim, "jane@acme.example", { password: "jane's password" })).status).toBe(201);
    const byKey = createClient(service, { authorization: `Bearer ${apiKey}` }, "/SCIM/v2");
    expect((await byKey.call("GET", "/Users")).body.totalResults).toBe(3);
    await browser.call("POST", "/api/password-reset", { email: OWNER.email });
    const mail = (await browser.call("GET", "/api/outbox")).body.items[0];
    const token = /reset-password\/([\w-]+)/.exec(mail.text)?.[1];
    const reset = await browser.call("POST", `/api/password-reset/${token}`, { password: "a renewed password" });
    expect(reset.status).toBe(204);
    expect((await browser.call("GET", "/api/me")).status).toBe(401);
    const client = new pg.Client({ connectionString: owner.href });
    await client.connect();
    for (const table of ["resource", "user_organisation", "audit", "outbox_mail"]) {
      const { rows } = await client.query(`select count(*)::int as amount from service.${table}`);
      expect([table, rows[0].amount]).toEqual([table, 0]);
    }
    await client.end();
  });

  it("the work of webhooks is found across accounts, and events stay hidden from the owner", async () => {
    const receiver = await startReceiver();
    const browser = createClient(service, { "x-lockstep": "1" });
    const signIn = { email: OWNER.email, password: "a renewed password" };
    expect((await browser.call("POST", "/api/session", signIn)).status).toBe(200);
    expect((await browser.call("POST", "/api/webhooks", { url: receiver.url })).status).toBe(201);
    await service.listen();
    const scim = createClient(service, { authorization: basic(PROVISIONING) }, "/SCIM/v2");
    const user = (await addUser(scim, "joe@acme.example")).body.id;
    await receiver.arrived(1);
    expect(receiver.received[0]?.body.data.resourceId).toBe(user);
    await receiver.close();
    const client = new pg.Client({ connectionString: owner.href });
    await client.connect();
    const { rows } = await client.query("select count(*)::int as amount from service.event");
    expect(rows[0].amount).toBe(0);
    await client.end();
  });
});
