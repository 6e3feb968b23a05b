import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ServiceTables } from "./tables.ts";
import {
  defineProbe,
  PROBE_CORE,
  PROBE_EXTENSION,
  PROBE_EXTENSION_URN,
  PROBE_TYPE,
  PROBE_URN,
  probe,
} from "./testing/probe.ts";
import {
  type Answer,
  basic,
  type Client,
  createClient,
  OWNER,
  PATCH_URN,
  PROVISIONING,
  startTestService,
  type TestService,
  USER_URN,
} from "./testing/test-service.ts";

const BADGE = "urn:example:scim:schemas:extension:badge:2.0:User";
const GADGET = "urn:example:scim:schemas:core:2.0:Gadget";
const badge = { id: BADGE, attributes: [{ name: "number", type: "integer" }] };
const gadget = { id: GADGET, attributes: [{ name: "label", required: true }] };
const gadgets = { id: "Gadget", name: "Gadget", endpoint: "/Gadgets", schema: GADGET };
const OTHER = {
  owner: { email: "owner@other.example", password: "owner password 2" },
  provisioning: { email: "provisioning@other.example", password: "provisioning password 2" },
};
const FRESH = {
  owner: { email: "owner@fresh.example", password: "owner password 3" },
  provisioning: { email: "provisioning@fresh.example", password: "provisioning password 3" },
};
const path = (urn: string) => `/api/schemas/${encodeURIComponent(urn)}`;

describe("definitions of an account", () => {
  let service: TestService;
  let owner: Client;
  let scim: Client;

  beforeAll(async () => {
    service = await startTestService();
    await service.seed();
    await service.seed({ name: "Other", ...OTHER, apiKeyName: undefined });
    owner = await service.signedIn(OWNER.email, OWNER.password);
    scim = service.scim(basic(PROVISIONING));
  });
  afterAll(() => service.close());

  async function expectFault(answer: Answer, status: number, code: string, message: string): Promise<void> {
    expect(answer.body?.error, answer.text).toMatchObject({ code, message: expect.stringContaining(message) });
    expect(answer.status).toBe(status);
  }

  it("are for owners and administrators who are signed in [T-01]", async () => {
    const stranger = service.browser();
    for (const [method, address] of [
      ["GET", "/api/schemas"],
      ["POST", "/api/schemas"],
      ["PUT", path(GADGET)],
      ["DELETE", "/api/resource-types/Gadget"],
    ] as const) {
      expect((await stranger.call(method, address, method === "GET" ? undefined : {})).status).toBe(401);
    }
    const noGuard = createClient(service.service, {});
    expect((await noGuard.call("POST", "/api/schemas", gadget)).body.error.code).toBe("crossSite");
    const me = {
      email: "plain@acme.example",
      password: "plain password 1",
      givenName: "P",
      familyName: "P",
      roles: [],
    };
    const organisations = (await owner.call("GET", "/api/organisations")).body.items;
    const made = await owner.call("POST", "/api/users", { ...me, organisationIds: [organisations[0].id] });
    expect(made.status, made.text).toBe(201);
    const plain = await service.signedIn(me.email, me.password);
    for (const [method, address] of [
      ["GET", "/api/resource-types"],
      ["POST", "/api/schemas"],
      ["DELETE", path(GADGET)],
    ] as const) {
      expect((await plain.call(method, address, method === "POST" ? gadget : undefined)).status).toBe(403);
    }
  });

  it("are listed and read in the JSON of the RFC, the service's own beside them [D-06]", async () => {
    await defineProbe(service);
    const schemas = (await owner.call("GET", "/api/schemas")).body;
    expect(schemas.items).toMatchObject([PROBE_CORE, PROBE_EXTENSION]);
    expect(schemas.inherited.map(({ id }: { id: string }) => id)).toContain(USER_URN);
    const types = (await owner.call("GET", "/api/resource-types")).body;
    expect(types.items).toEqual([PROBE_TYPE]);
    expect(types.inherited.map(({ id }: { id: string }) => id)).toEqual(["User", "Group"]);
    expect((await owner.call("GET", path(PROBE_URN.toUpperCase()))).body).toMatchObject(PROBE_CORE);
    expect((await owner.call("GET", "/api/resource-types/user")).body.name).toBe("User");
    await expectFault(await owner.call("GET", path("urn:x:y")), 404, "notFound", '"urn:x:y"');
    const [shown] = (await scim.call("GET", `/Schemas/${PROBE_URN}`)).body.attributes;
    expect(shown).toEqual((await owner.call("GET", path(PROBE_URN))).body.attributes[0]);
  });

  it("are refused with place and remedy [T-01]", async () => {
    const post = (body: unknown) => owner.call("POST", "/api/schemas", body);
    const broken = { id: GADGET, attributes: [{ name: "a" }, { name: "b", type: "float" }] };
    await expectFault(await post(broken), 400, "invalidDefinition", "attributes[1].type must be one of");
    await expectFault(await post("{"), 400, "invalidJson", "not valid JSON");
    await expectFault(await post({ ...PROBE_CORE }), 409, "definitionExists", "exists already");
    await expectFault(await post({ ...gadget, id: USER_URN }), 400, "invalidDefinition", "URN of another schema");
    const types = (body: unknown) => owner.call("POST", "/api/resource-types", body);
    await expectFault(await types(gadgets), 400, "invalidDefinition", "is not defined");
    await expectFault(
      await types({ ...gadgets, schema: PROBE_URN, endpoint: "/Groups" }),
      400,
      "invalidDefinition",
      "endpoint",
    );
    await expectFault(
      await types({ ...gadgets, schema: PROBE_URN, endpoint: "/Probes" }),
      400,
      "invalidDefinition",
      '"Probe"',
    );
    const big = { id: GADGET, attributes: [{ name: "a", description: "x".repeat(600_000) }] };
    await expectFault(await post(big), 413, "tooLarge", "512 KiB");
    await expectFault(await owner.call("PUT", path(GADGET), gadget), 404, "notFound", "has no schema");
    await expectFault(await owner.call("PUT", path(GADGET), badge), 400, "invalidDefinition", "make them agree");
    await expectFault(await owner.call("DELETE", "/api/resource-types/User"), 409, "notYours", "cannot be changed");
    await expectFault(await owner.call("DELETE", path(USER_URN)), 409, "notYours", "cannot be changed");
    await expectFault(await owner.call("DELETE", path("urn:x:y")), 404, "notFound", "has no schema");
    expect((await owner.call("GET", "/api/schemas")).body.items).toHaveLength(2);
  });

  it("have a bound [T-01]", async () => {
    const subAttributes = Array.from({ length: 50 }, (_, index) => ({ name: `s${index}` }));
    const attributes = Array.from({ length: 100 }, (_, index) => ({
      name: `a${index}`,
      type: "complex",
      subAttributes,
    }));
    const answer = await owner.call("POST", "/api/schemas", { id: GADGET, attributes });
    await expectFault(answer, 409, "tooMany", "at most 5000 attributes");
  });

  it("never show in another account: discovery, endpoint, API, resources [N-06]", async () => {
    const made = await scim.call("POST", "/Probes", probe());
    expect(made.status).toBe(201);
    const other = service.scim(basic(OTHER.provisioning));
    const types = (await other.call("GET", "/ResourceTypes")).body.Resources;
    expect(types.map(({ id }: { id: string }) => id)).toEqual(["User", "Group"]);
    expect((await other.call("GET", `/Schemas/${PROBE_URN}`)).status).toBe(404);
    for (const address of ["/Probes", `/Probes/${made.body.id}`, `/Users/${made.body.id}`]) {
      expect((await other.call("GET", address)).status).toBe(404);
    }
    expect((await other.call("POST", "/Probes", probe())).status).toBe(404);
    const stranger = await service.signedIn(OTHER.owner.email, OTHER.owner.password);
    expect((await stranger.call("GET", "/api/schemas")).body.items).toEqual([]);
    expect((await stranger.call("DELETE", "/api/resource-types/Probe")).status).toBe(404);
    // The same names, with another meaning, are free to the other account.
    const mine = { id: PROBE_URN, attributes: [{ name: "colour", required: true }] };
    expect((await stranger.call("POST", "/api/schemas", mine)).status).toBe(201);
    const type = { id: "Probe", name: "Probe", endpoint: "/Probes", schema: PROBE_URN };
    expect((await stranger.call("POST", "/api/resource-types", type)).status).toBe(201);
    const green = await other.call("POST", "/Probes", { schemas: [PROBE_URN], colour: "green", identifier: "x" });
    expect(green.body).toMatchObject({ colour: "green" });
    expect(green.body).not.toHaveProperty("identifier");
    expect((await scim.call("GET", `/Probes/${green.body.id}`)).status).toBe(404);
    expect((await scim.call("GET", `/Probes/${made.body.id}`)).body.identifier).toBe(made.body.identifier);
    await service.database.asOwner("select 1 from scim_definition limit 1");
    const bare = service.database.open<never>();
    expect((await bare.pool.query("select 1 from scim_definition")).rows).toEqual([]);
    expect((await bare.pool.query("select 1 from scim_catalogue")).rows).toEqual([]);
  });

  it("stay as long as resources need them; the refusal tells how many [T-01]", async () => {
    await expectFault(
      await owner.call("DELETE", "/api/resource-types/Probe"),
      409,
      "resourcesExist",
      '1 resource of type "Probe"',
    );
    await expectFault(await owner.call("DELETE", path(PROBE_URN)), 409, "schemaInUse", '"Probe"');
    const change = async (attributes: readonly object[], message: string) =>
      expectFault(
        await owner.call("PUT", path(PROBE_URN), { ...PROBE_CORE, attributes }),
        409,
        "resourcesExist",
        message,
      );
    await change(PROBE_CORE.attributes.slice(1), '"identifier" is removed');
    await change([...PROBE_CORE.attributes, { name: "owed", required: true }], '"owed" is new and required');
    const typed = PROBE_CORE.attributes.map((item) =>
      item.name === "multiStrings" ? { ...item, multiValued: false } : item,
    );
    await change(typed, "one value and several");
    await expectFault(
      await owner.call("PUT", "/api/resource-types/Probe", { ...PROBE_TYPE, endpoint: "/Samples" }),
      409,
      "resourcesExist",
      "the endpoint changes",
    );
    await expectFault(
      await owner.call("PUT", "/api/resource-types/Probe", { ...PROBE_TYPE, schemaExtensions: [] }),
      409,
      "resourcesExist",
      "goes away",
    );
    const wider = { ...PROBE_CORE, attributes: [...PROBE_CORE.attributes, { name: "added", type: "integer" }] };
    expect((await owner.call("PUT", path(PROBE_URN), wider)).body.attributes.at(-1)).toMatchObject({ name: "added" });
    const made = await scim.call("POST", "/Probes", probe({ added: 3 }));
    expect(made.body.added).toBe(3);
    expect((await scim.call("GET", "/Probes?filter=added+gt+2")).body.totalResults).toBe(1);
  });

  it("add an extension to users, optional first and required once all have it [R-19] [R-20]", async () => {
    expect((await owner.call("POST", "/api/schemas", badge)).status).toBe(201);
    const user = (await owner.call("GET", "/api/resource-types/User")).body;
    const extend = (required: boolean) =>
      owner.call("PUT", "/api/resource-types/User", {
        ...user,
        schemaExtensions: [...user.schemaExtensions, { schema: BADGE, required }],
      });
    await expectFault(await extend(true), 409, "resourcesExist", "becomes required, and they do not have it");
    const extended = await extend(false);
    expect(extended.body.schemaExtensions.map(({ schema }: { schema: string }) => schema)).toContain(BADGE);
    const made = await scim.call("POST", "/Users", {
      schemas: [USER_URN, BADGE],
      userName: "badge@acme.example",
      [BADGE]: { number: 7 },
    });
    expect(made.body).toMatchObject({ schemas: [USER_URN, BADGE], active: true, [BADGE]: { number: 7 } });
    const found = await scim.call("GET", `/Users?filter=${BADGE}:number+eq+7&attributes=${BADGE}:number`);
    expect(found.body.Resources).toMatchObject([{ id: made.body.id, [BADGE]: { number: 7 } }]);
    const off = await owner.call("PUT", `/api/users/${made.body.id}/active`, { active: false });
    expect(off.status, off.text).toBe(200);
    expect((await scim.call("GET", `/Users/${made.body.id}`)).body[BADGE]).toEqual({ number: 7 });
    await expectFault(await owner.call("DELETE", "/api/resource-types/User"), 409, "resourcesExist", "goes away");

    const all = (await scim.call("GET", "/Users?attributes=id")).body.Resources as readonly { id: string }[];
    for (const { id } of all) {
      const operation = { op: "add", path: `${BADGE}:number`, value: 1 };
      const patched = await scim.call("PATCH", `/Users/${id}`, { schemas: [PATCH_URN], Operations: [operation] });
      expect(patched.status, patched.text).toBe(200);
    }
    expect((await extend(true)).status).toBe(200);
    const without = await scim.call("POST", "/Users", { schemas: [USER_URN], userName: "none@acme.example" });
    expect(without.body).toMatchObject({ status: "400", scimType: "invalidValue" });
    const organisations = (await owner.call("GET", "/api/organisations")).body.items;
    const byHand = { email: "hand@acme.example", givenName: "H", familyName: "H", roles: [] };
    const refused = await owner.call("POST", "/api/users", { ...byHand, organisationIds: [organisations[0].id] });
    await expectFault(refused, 400, "invalidValue", BADGE);
    expect((await extend(false)).status).toBe(200);
  });

  it("leave an audit row each, with the state before and after", async () => {
    const rows = await service.database.asOwner(
      "select action, detail, actor_user_id, trace_id from audit where action like 'schema.%' order by id",
    );
    expect(rows.map(({ action }) => action)).toEqual(expect.arrayContaining(["schema.defined", "schema.replaced"]));
    const replaced = rows.find(({ action }) => action === "schema.replaced");
    expect(replaced).toMatchObject({
      detail: { id: PROBE_URN, before: { id: PROBE_URN }, after: { id: PROBE_URN } },
      actor_user_id: expect.any(String),
      trace_id: expect.stringMatching(/^[\da-f]{32}$/),
    });
  });

  it("go when nothing needs them any more, and their names are free again [T-01]", async () => {
    const { Resources } = (await scim.call("GET", "/Probes?attributes=id")).body;
    for (const { id } of Resources) expect((await scim.call("DELETE", `/Probes/${id}`)).status).toBe(204);
    expect((await owner.call("DELETE", "/api/resource-types/Probe")).status).toBe(204);
    expect((await scim.call("GET", "/Probes")).status).toBe(404);
    expect((await owner.call("DELETE", path(PROBE_URN))).status).toBe(204);
    expect((await owner.call("DELETE", path(PROBE_EXTENSION_URN))).status).toBe(204);
    expect((await scim.call("GET", `/Schemas/${PROBE_URN}`)).status).toBe(404);
    await defineProbe(service);
  });

  it("set a unique attribute free and take it back: what was unique once is neither taken nor found [T-02]", async () => {
    const urn = "urn:example:scim:schemas:extension:locker:2.0:User";
    const locker = (uniqueness: string) => ({ id: urn, attributes: [{ name: "key", uniqueness }] });
    const userType = (extensions: readonly string[]) => ({
      ...{ id: "User", name: "User", endpoint: "/Users", schema: USER_URN },
      schemaExtensions: extensions.map((schema) => ({ schema, required: false })),
    });
    const put = async (address: string, body: object) => {
      const answer = await owner.call("PUT", address, body);
      expect(answer.status, answer.text).toBe(200);
    };
    expect((await owner.call("POST", "/api/schemas", locker("server"))).status).toBe(201);
    const standard = (await owner.call("GET", "/api/resource-types/User")).body.schemaExtensions;
    const named = standard.map(({ schema }: { schema: string }) => schema);
    await put("/api/resource-types/User", userType([...named, urn]));
    const add = (userName: string, key?: string) =>
      scim.call("POST", "/Users", {
        ...{ schemas: [USER_URN], userName },
        ...(key === undefined ? {} : { schemas: [USER_URN, urn], [urn]: { key } }),
      });
    const find = async () => (await scim.call("GET", `/Users?filter=${urn}:key+eq+"7"`)).body.totalResults;
    const first = await add("locker-1@acme.example", "7");
    expect(first.status, first.text).toBe(201);
    expect((await add("locker-2@acme.example", "7")).status).toBe(409);
    expect(await find()).toBe(1);

    await put(path(urn), locker("none"));
    expect(await find()).toBe(1);
    const second = await add("locker-2@acme.example", "7");
    expect(second.status, second.text).toBe(201);
    const dropped = { schemas: [PATCH_URN], Operations: [{ op: "remove", path: `${urn}:key` }] };
    expect((await scim.call("PATCH", `/Users/${first.body.id}`, dropped)).status).toBe(200);
    expect((await scim.call("DELETE", `/Users/${second.body.id}`)).status).toBe(204);

    await put(path(urn), locker("server"));
    expect(await find()).toBe(0);
    const third = await add("locker-3@acme.example", "7");
    expect(third.status, third.text).toBe(201);
    expect((await add("locker-4@acme.example", "7")).status).toBe(409);
  });

  it("say whether the user names of a type of their own are unique", async () => {
    const urn = "urn:example:scim:schemas:core:2.0:Seat";
    const seat = (uniqueness: string) => ({ id: urn, attributes: [{ name: "userName", uniqueness }, { name: "row" }] });
    expect((await owner.call("POST", "/api/schemas", seat("server"))).status).toBe(201);
    const type = { id: "Seat", name: "Seat", endpoint: "/Seats", schema: urn };
    expect((await owner.call("POST", "/api/resource-types", type)).status).toBe(201);
    const add = (userName: string) => scim.call("POST", "/Seats", { schemas: [urn], userName });
    const find = async () => (await scim.call("GET", '/Seats?filter=userName+eq+"12A"')).body.totalResults;
    const first = await add("12a");
    expect(first.status, first.text).toBe(201);
    const refused = await add("12A");
    expect([refused.status, refused.body.scimType]).toEqual([409, "uniqueness"]);
    expect(refused.body.detail).toContain('"userName"');

    const freed = await owner.call("PUT", `/api/schemas/${encodeURIComponent(urn)}`, seat("none"));
    expect(freed.status, freed.text).toBe(200);
    const second = await add("12A");
    expect(second.status, second.text).toBe(201);
    expect(await find()).toBe(2);
    for (const { body } of [first, second]) {
      const change = { schemas: [PATCH_URN], Operations: [{ op: "replace", path: "row", value: "12" }] };
      expect((await scim.call("PATCH", `/Seats/${body.id}`, change)).status).toBe(200);
    }
    expect(await find()).toBe(2);
  });
});

describe("a change of definitions", () => {
  let service: TestService;
  let owner: Client;
  let here: Client;
  let there: Client;

  beforeAll(async () => {
    service = await startTestService();
    await service.seed();
    owner = await service.signedIn(OWNER.email, OWNER.password);
    const headers = { authorization: basic(PROVISIONING) };
    here = createClient(service.service, headers, "/SCIM/v2");
    there = createClient(await service.another(), headers, "/SCIM/v2");
  });
  afterAll(() => service.close());

  const statusOf = async (client: Client, address: string) => (await client.call("GET", address)).status;

  it("holds at once where it was made, and on other processes without a restart [T-01]", async () => {
    expect([await statusOf(here, "/Gadgets"), await statusOf(there, "/Gadgets")]).toEqual([404, 404]);
    await owner.call("POST", "/api/schemas", gadget);
    await owner.call("POST", "/api/resource-types", gadgets);
    expect(await statusOf(here, "/Gadgets")).toBe(200);
    await expect.poll(() => statusOf(there, "/Gadgets")).toBe(200);
  });

  it("is seen after a lost listening connection too [T-01]", async () => {
    await service.database.asOwner(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name like '%-listen' and datname = current_database()",
    );
    await owner.call("PUT", path(GADGET), { ...gadget, attributes: [...gadget.attributes, { name: "size" }] });
    await expect
      .poll(async () => (await there.call("GET", `/Schemas/${GADGET}`)).body.attributes.length, { timeout: 10_000 })
      .toBe(2);
  });

  it("is seen within a minute even when nobody was told and no version grew [T-01]", async () => {
    // A process whose listening connection was not cut: one that is made anew reads everything anew.
    const steady = createClient(await service.another(), { authorization: basic(PROVISIONING) }, "/SCIM/v2");
    expect(await statusOf(steady, "/Gadgets")).toBe(200);
    await service.database.asOwner("delete from scim_definition where key = 'gadget'");
    await service.database.asOwner("update scim_catalogue set revision = revision + 1");
    service.clock.advance(59_000);
    expect(await statusOf(steady, "/Gadgets")).toBe(200);
    service.clock.advance(2_000);
    expect(await statusOf(steady, "/Gadgets")).toBe(404);
    expect((await owner.call("POST", "/api/resource-types", gadgets)).status).toBe(201);
  });

  it("is seen with the next request by a process that was told nothing, be it the account's first [T-01]", async () => {
    const database = service.database.open<ServiceTables>();
    // A pooler between the service and its database may keep notifications to itself.
    const deaf = new Proxy(database, {
      get: (target, name) => (name === "listen" ? async () => async () => undefined : Reflect.get(target, name)),
    });
    const untold = await service.another({ database: deaf });
    await service.seed({ name: "Fresh", ...FRESH, apiKeyName: undefined });
    const scim = createClient(untold, { authorization: basic(FRESH.provisioning) }, "/SCIM/v2");
    const user = (name: string) => ({
      schemas: [USER_URN, BADGE],
      userName: `${name}@fresh.example`,
      [BADGE]: { number: 7 },
    });
    const before = await scim.call("POST", "/Users", user("before"));
    expect([before.status, before.body[BADGE]], before.text).toEqual([201, undefined]);
    const admin = await service.signedIn(FRESH.owner.email, FRESH.owner.password);
    expect((await admin.call("POST", "/api/schemas", badge)).status).toBe(201);
    const extended = {
      ...{ id: "User", name: "User", endpoint: "/Users", schema: USER_URN },
      schemaExtensions: [{ schema: BADGE, required: false }],
    };
    expect((await admin.call("PUT", "/api/resource-types/User", extended)).status).toBe(200);
    const after = await scim.call("POST", "/Users", user("after"));
    expect([after.status, after.body[BADGE]], after.text).toEqual([201, { number: 7 }]);
    expect((await scim.call("GET", `/Users/${after.body.id}`)).body[BADGE]).toEqual({ number: 7 });
  });

  it("waits for writers by the old one, and repeats a writer that comes late by the new one [T-01]", async () => {
    // Writers and changes of one attribute race: whatever the order, no stored resource contradicts the last definition.
    for (let round = 0; round < 8; round += 1) {
      const required = round % 2 === 0;
      const attributes = [
        ...gadget.attributes,
        { name: "size" },
        ...(required ? [{ name: "owed", required: true }] : []),
      ];
      const write = (client: Client) => client.call("POST", "/Gadgets", { schemas: [GADGET], label: `g${round}` });
      const [change, ...written] = await Promise.all([
        owner.call("PUT", path(GADGET), { ...gadget, attributes }),
        ...Array.from({ length: 6 }, (_, index) => write(index % 2 === 0 ? here : there)),
      ]);
      for (const answer of written) expect([201, 400], answer.text).toContain(answer.status);
      expect([200, 409], change?.text).toContain(change?.status);
      const isOwed = (await owner.call("GET", path(GADGET))).body.attributes.length === 3;
      const stored = await service.database.asOwner("select doc from resource where type = 'Gadget'");
      if (isOwed) expect(stored).toEqual([]);
      for (const { id } of (await here.call("GET", "/Gadgets?attributes=id")).body.Resources) {
        expect((await here.call("DELETE", `/Gadgets/${id}`)).status).toBe(204);
      }
    }
  });

  it("lets a bulk request in its way go on by the new one [T-01]", async () => {
    const bulkId = (index: number) => `b${index}`;
    const operations = Array.from({ length: 40 }, (_, index) => ({
      ...{ method: "POST", path: "/Gadgets", bulkId: bulkId(index) },
      data: { schemas: [GADGET], label: bulkId(index) },
    }));
    const message = { schemas: ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], Operations: operations };
    let isOver = false;
    const bulk = there.call("POST", "/Bulk", message).finally(() => {
      isOver = true;
    });
    let changes = 0;
    // A change is in the way of one or two operations: with ten of them, most have none in theirs.
    while (!isOver && changes < 10) {
      const attributes = [...gadget.attributes, { name: "size", description: `size ${changes}` }];
      expect((await owner.call("PUT", path(GADGET), { ...gadget, attributes })).status).toBe(200);
      changes += 1;
    }
    const answer = await bulk;
    expect(answer.status, answer.text).toBe(200);
    expect(changes).toBeGreaterThan(0);
    const statuses: string[] = answer.body.Operations.map(({ status }: { status: string }) => status);
    expect(statuses).toEqual(operations.map(() => "201"));
    for (const { id } of (await here.call("GET", "/Gadgets?attributes=id")).body.Resources) {
      expect((await here.call("DELETE", `/Gadgets/${id}`)).status).toBe(204);
    }
  });

  it("never leaves a resource behind of a type that is gone [T-01]", async () => {
    await owner.call("PUT", path(GADGET), gadget);
    await Promise.all([
      owner.call("DELETE", "/api/resource-types/Gadget"),
      ...Array.from({ length: 6 }, () => there.call("POST", "/Gadgets", { schemas: [GADGET], label: "late" })),
    ]);
    const types = (await owner.call("GET", "/api/resource-types")).body.items;
    const stored = await service.database.asOwner("select 1 from resource where type = 'Gadget'");
    expect(types.length === 0 ? stored.length : 0).toBe(0);
  });
});
