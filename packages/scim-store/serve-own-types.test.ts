import { type AttributeDefinition, createShape } from "@lockstep/scim";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GROUP_SHAPE, USER_SHAPE } from "../scim-server/testing/shapes.ts";
import { BASE, createServedStore, type ServedStore } from "./testing/served-store.ts";

const DEVICE_URN = "urn:example:Device";

const attribute = (name: string, more: Partial<AttributeDefinition> = {}): AttributeDefinition => ({
  ...{ name, type: "string", multiValued: false, description: "", required: false, caseExact: false },
  ...{ mutability: "readWrite", returned: "default", uniqueness: "none", ...more },
});

/** Has attributes of a user's names and of other kinds. */
const deviceShape = createShape(
  { id: "Device", name: "Device", description: "", endpoint: "/Devices", schema: DEVICE_URN, schemaExtensions: [] },
  [
    {
      id: DEVICE_URN,
      name: "Device",
      description: "",
      attributes: [
        attribute("serial"),
        attribute("active"),
        attribute("emails", { type: "complex", multiValued: true, subAttributes: [attribute("kind")] }),
      ],
    },
  ],
);

/** The caller's account has a type that others do not have. */
describe("a type of the caller's own", () => {
  let served: ServedStore;
  let phone = "";
  let anna = "";

  beforeAll(async () => {
    const own = [USER_SHAPE, GROUP_SHAPE, deviceShape];
    served = await createServedStore({ shapesOf: () => own });
    anna = await served.createUser({ userName: "anna", emails: [{ value: "anna@x", type: "work" }] });
    await served.createUser({ userName: "bert", active: false });
    const device = { schemas: [DEVICE_URN], serial: "1", active: "on", emails: [{ kind: "work" }] };
    const { status, body } = await served.ask("POST", "/Devices", device);
    expect(status).toBe(201);
    phone = String(body["id"]);
  });
  afterAll(() => served.close());

  it.each<[string, readonly string[]]>([
    ["active eq true", ["anna"]],
    ['active eq "on"', ["1"]],
    ["active eq true or serial pr", ["anna", "1"]],
    ["not (active eq true)", ["bert", "1"]],
    ['emails[type eq "work"]', ["anna"]],
    ['emails[type eq "work"] or emails[kind eq "work"]', ["anna", "1"]],
    ['emails[not (type eq "work")]', ["1"]],
    ['emails.type eq "work"', ["anna"]],
    ['emails eq "anna@x"', ["anna"]],
  ])("leaves queries over all types their meaning: %s [F-03]", async (filter, names) => {
    const { status, body } = await served.ask("GET", `/?filter=${encodeURIComponent(filter)}`);
    expect(status, JSON.stringify(body)).toBe(200);
    const found = body["Resources"] as { userName?: string; serial?: string }[];
    expect(found.map(({ userName, serial }) => userName ?? serial).sort()).toEqual([...names].sort());
  });

  it.each(["active gt true", "active eq 5", 'emails[colour eq "x"]', 'shoeSize eq "44"'])(
    "does not make sense of what no type accepts: %s [F-03]",
    async (filter) => {
      const answer = await served.ask("GET", `/?filter=${encodeURIComponent(filter)}`);
      expect(answer).toMatchObject({ status: 400, body: { scimType: "invalidFilter" } });
    },
  );

  it("is found by the address that a group shows of its member", async () => {
    const group = await served.createGroup("Things", [phone, anna]);
    const refs = async (path: string) => {
      const { body } = await served.ask("GET", path);
      const shown = path.startsWith("/Groups/") ? [body] : (body["Resources"] as (typeof body)[]);
      return shown.flatMap((group) => (group["members"] as { $ref?: string }[]).map(({ $ref }) => $ref)).sort();
    };
    const expected = [`${BASE}/Devices/${phone}`, `${BASE}/Users/${anna}`].sort();
    for (const path of [`/Groups/${group}`, "/Groups", '/?filter=displayName+eq+"Things"']) {
      expect(await refs(path), path).toEqual(expected);
    }
    expect((await served.ask("GET", expected[0]?.slice(BASE.length) ?? "")).status).toBe(200);
  });
});
