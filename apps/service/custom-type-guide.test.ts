import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createService, type ServiceTables } from "./index.ts";
import {
  basic,
  type Client,
  createClient,
  findInDatabase,
  OWNER,
  PROVISIONING,
  startTestService,
  type TestService,
  USER_URN,
} from "./testing/test-service.ts";

const DEVICE = "urn:example:scim:schemas:core:2.0:Device";
const WARRANTY = "urn:example:scim:schemas:extension:warranty:2.0:Device";
const BADGE = "urn:example:scim:schemas:extension:badge:2.0:User";

const DEFINITIONS = fileURLToPath(new URL("../../samples/scim/", import.meta.url));

/** The guide `docs/guides/custom-resource-types.md`, with its own example file. */
describe("the guide's devices and badges", () => {
  let service: TestService;
  let scim: Client;

  beforeAll(async () => {
    service = await startTestService({ definitionsDirectory: DEFINITIONS });
    await service.seed();
    scim = service.scim(basic(PROVISIONING));
  });
  afterAll(() => service.close());

  it("holds devices with and without a warranty, found by what the guide looks for [T-01] [R-10]", async () => {
    const device = {
      schemas: [DEVICE],
      serialNumber: "C02XK1",
      platform: "linux",
      purchasedAt: "2026-02-01T00:00:00Z",
      assignedTo: "../Users/0198c2b4-0000-7000-8000-000000000000",
    };
    expect((await scim.call("POST", "/Devices", device)).body).toMatchObject(device);
    expect((await scim.call("POST", "/Devices", device)).body).toMatchObject({ status: "409", scimType: "uniqueness" });
    const promised = { ...device, schemas: [DEVICE, WARRANTY], serialNumber: "c02xk1" };
    const bare = await scim.call("POST", "/Devices", { ...promised, [WARRANTY]: { contract: "7" } });
    expect(bare.body).toMatchObject({ status: "400", detail: expect.stringContaining(`${WARRANTY}:endsAt`) });
    const whole = await scim.call("POST", "/Devices", { ...promised, [WARRANTY]: { endsAt: "2029-01-01T00:00:00Z" } });
    expect(whole.body).toMatchObject({ schemas: [DEVICE, WARRANTY] });
    const filter = encodeURIComponent('platform eq "Linux" and purchasedAt gt "2026-01-01T00:00:00Z"');
    expect((await scim.call("GET", `/Devices?filter=${filter}`)).body.totalResults).toBe(2);
    const one = await scim.call("GET", `/Devices?filter=${encodeURIComponent('serialNumber eq "C02XK1"')}`);
    expect(one.body).toMatchObject({ totalResults: 1, Resources: [{ serialNumber: "C02XK1" }] });
    const ending = encodeURIComponent(`${WARRANTY}:endsAt lt "2030-01-01T00:00:00Z"`);
    expect((await scim.call("GET", `/Devices?filter=${ending}`)).body.totalResults).toBe(1);
  });

  it("gives users a badge in every account, and keeps its pin nowhere [R-19]", async () => {
    const make = (userName: string, number: string) =>
      scim.call("POST", "/Users", { schemas: [USER_URN, BADGE], userName, [BADGE]: { number, pin: "pin-4711" } });
    const made = await make("badge@acme.example", "B-1");
    expect(made.body).toMatchObject({ schemas: [USER_URN, BADGE], active: true, [BADGE]: { number: "B-1" } });
    expect(made.text).not.toContain("pin-4711");
    expect(await findInDatabase(service.database, "pin-4711")).toEqual([]);
    expect((await make("other@acme.example", "b-1")).body).toMatchObject({
      status: "409",
      detail: expect.stringContaining(`${BADGE}:number`),
    });
  });

  it("is shown to accounts as the service's own, which they can extend and not change [T-01]", async () => {
    const owner = await service.signedIn(OWNER.email, OWNER.password);
    const { items, inherited } = (await owner.call("GET", "/api/resource-types")).body;
    expect(items).toEqual([]);
    expect(inherited.map(({ id }: { id: string }) => id)).toEqual(["User", "Group", "Device"]);
    const taken = { name: "Gadget", endpoint: "/devices", schema: DEVICE };
    expect((await owner.call("POST", "/api/resource-types", taken)).body.error.message).toContain('"Device"');
    const colour = { id: "urn:example:Colour", attributes: [{ name: "colour" }] };
    expect((await owner.call("POST", "/api/schemas", colour)).status).toBe(201);
    const device = inherited.at(-1);
    const extended = {
      ...device,
      schemaExtensions: [...device.schemaExtensions, { schema: colour.id, required: false }],
    };
    expect((await owner.call("PUT", "/api/resource-types/Device", extended)).body).toEqual(extended);
    const made = await scim.call("POST", "/Devices", {
      schemas: [DEVICE, colour.id],
      serialNumber: "red",
      [colour.id]: { colour: "red" },
    });
    expect(made.body[colour.id]).toEqual({ colour: "red" });
    expect((await scim.call("DELETE", `/Devices/${made.body.id}`)).status).toBe(204);
    expect((await owner.call("DELETE", "/api/resource-types/Device")).status).toBe(204);
    expect((await owner.call("GET", "/api/resource-types/Device")).body).toEqual(device);
  });
});

describe("a definition that the operator's files take the name of", () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startTestService();
    await service.seed();
  });
  afterAll(() => service.close());

  it("is left out and logged, the others stay, and its owner can take it away [T-01]", async () => {
    const owner = await service.signedIn(OWNER.email, OWNER.password);
    const gadget = "urn:example:Gadget";
    for (const id of [gadget, DEVICE]) {
      const made = await owner.call("POST", "/api/schemas", { id, attributes: [{ name: "label" }] });
      expect(made.status, made.text).toBe(201);
    }
    for (const [name, schema] of [
      ["Gadget", gadget],
      ["Machine", DEVICE],
    ]) {
      const made = await owner.call("POST", "/api/resource-types", { name, endpoint: `/${name}s`, schema });
      expect(made.status, made.text).toBe(201);
    }
    const machine = await service
      .scim(basic(PROVISIONING))
      .call("POST", "/Machines", { schemas: [DEVICE], label: "one" });
    expect(machine.status, machine.text).toBe(201);
    const database = service.database.open<ServiceTables>();
    const later = await createService({ ...service.config, database, definitionsDirectory: DEFINITIONS });
    try {
      const scim = createClient(later, { authorization: basic(PROVISIONING) }, "/SCIM/v2");
      const types = (await scim.call("GET", "/ResourceTypes")).body.Resources.map(({ id }: { id: string }) => id);
      expect(types).toEqual(["User", "Group", "Device", "Gadget"]);
      expect((await scim.call("GET", `/Schemas/${DEVICE}`)).body.attributes[0].name).toBe("serialNumber");
      expect(service.log.join("\n")).toContain(`A SCIM definition of an account is not served`);
      const browser = createClient(later, { "x-lockstep": "1" });
      expect((await browser.call("POST", "/api/session", OWNER)).status).toBe(200);
      const refused = await browser.call("DELETE", "/api/resource-types/Machine");
      expect(refused.body.error).toMatchObject({
        code: "resourcesExist",
        message: expect.stringContaining("1 resource"),
      });
      const before = service.scim(basic(PROVISIONING));
      expect((await before.call("DELETE", `/Machines/${machine.body.id}`)).status).toBe(204);
      expect((await browser.call("DELETE", "/api/resource-types/Machine")).status).toBe(204);
      expect((await browser.call("DELETE", `/api/schemas/${DEVICE}`)).status).toBe(204);
      expect((await browser.call("GET", "/api/schemas")).body.items.map(({ id }: { id: string }) => id)).toEqual([
        gadget,
      ]);
    } finally {
      await later.stop();
    }
  });
});
