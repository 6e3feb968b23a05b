/** Checklist §2.11 and every row that needs a type of one's own: definitions are data (RFC 7643 §2, §6 and §7). */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Checklist,
  ENTERPRISE_URN,
  expectError,
  query,
  type Resource,
  startChecklist,
} from "../testing/checklist.ts";
import { patch } from "../testing/people.ts";
import { defineProbe, PROBE_EXTENSION_URN, PROBE_URN, probe } from "../testing/probe.ts";
import { type Answer, type Client, OWNER, USER_URN } from "../testing/test-service.ts";

let all: Checklist;
let owner: Client;
beforeAll(async () => {
  all = await startChecklist();
  await defineProbe(all.test);
  owner = await all.test.signedIn(OWNER.email, OWNER.password);
});
afterAll(async () => {
  await all?.test.close();
});

const post = (attributes: Record<string, unknown>): Promise<Answer> =>
  all.scim.call("POST", "/Probes", probe(attributes));
const put = (id: string, attributes: Record<string, unknown>): Promise<Answer> =>
  all.scim.call("PUT", `/Probes/${id}`, probe(attributes));

async function make(attributes: Record<string, unknown> = {}): Promise<Resource> {
  all.test.clock.advance(1);
  const answer = await post(attributes);
  expect([answer.text, answer.status]).toEqual([answer.text, 201]);
  return answer.body;
}

/** Expects that a value is refused as create, replace and PATCH, and that nothing is left of it. */
async function expectRefused(name: string, value: unknown): Promise<void> {
  const identifier = all.name();
  expectError(await post({ identifier, [name]: value }), 400, "invalidValue");
  expect(await all.find("/Probes", `identifier eq "${identifier}"`)).toEqual([]);
  const before = await make();
  expectError(await put(before.id, { identifier: before.identifier, [name]: value }), 400, "invalidValue");
  expectError(await patch(all.scim, `/Probes/${before.id}`, { op: "replace", path: name, value }), 400, "invalidValue");
  expect(await all.read(`/Probes/${before.id}`)).toEqual(before);
}

/** The same body with a number written exactly as given. */
function withNumber(name: string, written: string): string {
  return JSON.stringify(probe({ [name]: "NUMBER" })).replace('"NUMBER"', written);
}

describe("Integers and decimals", () => {
  it.each(["0", "-1", "9007199254740991", "-0"])("%s is an integer [R-07]", async (written) => {
    const answer = await all.scim.call("POST", "/Probes", withNumber("integerAttr", written));
    expect([answer.status, answer.body.integerAttr]).toEqual([201, Number(written) + 0]);
  });

  it.each(["1.0", "1.5", "1e2", "1E0", "-2.0", '"1"', "true", "9007199254740993", "[1.0]", "{}"])(
    "%s is no integer: 400 invalidValue [R-07]",
    async (written) => {
      const total = (await all.list("/Probes", { count: 0 })).totalResults;
      expectError(await all.scim.call("POST", "/Probes", withNumber("integerAttr", written)), 400, "invalidValue");
      const { id, meta } = await make();
      const operations = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"add","path":"integerAttr","value":${written}}]}`;
      expectError(await all.scim.call("PATCH", `/Probes/${id}`, operations), 400, "invalidValue");
      expect((await all.read(`/Probes/${id}`)).meta).toEqual(meta);
      expect((await all.list("/Probes", { count: 0 })).totalResults).toBe(total + 1);
    },
  );

  it("decimals have both [R-07]", async () => {
    const answer = await all.scim.call("POST", "/Probes", withNumber("decimalAttr", "2.0"));
    expect([answer.status, answer.body.decimalAttr]).toEqual([201, 2]);
    expect((await make({ decimalAttr: -0.125 })).decimalAttr).toBe(-0.125);
    await expectRefused("decimalAttr", "1.5");
  });

  it("are compared and sorted as numbers [F-18] [F-05] [S-01]", async () => {
    const ids: Record<string, string> = {};
    for (const value of [9, 10, -1, 100]) {
      ids[value] = (await make({ integerAttr: value, decimalAttr: value / 4, caseExactString: "F-18" })).id;
    }
    const chosen = async (filter: string) => {
      const found = await all.find("/Probes", `caseExactString eq "F-18" and ${filter}`);
      return Object.keys(ids)
        .filter((value) => found.includes(ids[value] ?? ""))
        .map(Number)
        .sort((left, right) => left - right);
    };
    expect(await chosen("integerAttr gt 9")).toEqual([10, 100]);
    expect(await chosen("integerAttr le 9")).toEqual([-1, 9]);
    expect(await chosen("integerAttr eq 10.0")).toEqual([10]);
    expect(await chosen("decimalAttr ge 2.5")).toEqual([10, 100]);
    expect(await chosen("decimalAttr lt 225e-2")).toEqual([-1]);
    expect(await chosen("not (integerAttr ne -1)")).toEqual([-1]);
    const sorted = await all.list("/Probes", { filter: 'caseExactString eq "F-18"', sortBy: "integerAttr" });
    expect(sorted.Resources.map((found: Resource) => found.integerAttr)).toEqual([-1, 9, 10, 100]);
    const answer = await all.scim.call("GET", `/Probes?${query({ filter: 'integerAttr eq "10"' })}`);
    expectError(answer, 400, "invalidFilter");
  });
});

describe("Times", () => {
  it.each([
    "2026-01-31T08:00:00Z",
    "2026-01-31T08:00:00+14:00",
    "2026-01-31T08:00:00.123-05:30",
    "2024-02-29T23:59:59.999Z",
    "2026-01-31T24:00:00Z",
    "2026-01-31T08:00:00",
  ])("%s is kept as sent and found as an instant [R-08]", async (dateTimeAttr) => {
    const { id } = await make({ dateTimeAttr });
    expect((await all.read(`/Probes/${id}`)).dateTimeAttr).toBe(dateTimeAttr);
    const zoned = /(Z|[+-]\d\d:\d\d)$/.test(dateTimeAttr) ? dateTimeAttr : `${dateTimeAttr}Z`;
    const instant = new Date(zoned.replace("T24:00:00", "T23:59:59")).getTime() + (zoned.includes("T24") ? 1_000 : 0);
    const same = new Date(instant).toISOString();
    expect(await all.find("/Probes", `id eq "${id}" and dateTimeAttr eq "${same}"`)).toEqual([id]);
    const before = new Date(instant - 1).toISOString();
    expect(await all.find("/Probes", `id eq "${id}" and dateTimeAttr gt "${before}"`)).toEqual([id]);
    expect(await all.find("/Probes", `id eq "${id}" and dateTimeAttr le "${before}"`)).toEqual([]);
  });

  it.each([
    "2026-02-29T08:00:00Z",
    "2026-13-01T08:00:00Z",
    "2026-01-31T25:00:00Z",
    "2026-01-31T08:60:00Z",
    "2026-01-31T08:00:00+15:00",
    "2026-01-31",
    "08:00:00Z",
    "2026-01-31 08:00:00Z",
    "31 January 2026",
    "now",
    1769846400,
  ])("%j is no time: 400 invalidValue [R-08]", async (value) => {
    await expectRefused("dateTimeAttr", value);
  });
});

describe("Characteristics", () => {
  it("an immutable value may be repeated, and given where there is none [U-06]", async () => {
    const made = await make({ immutableAttr: "first" });
    const same = await put(made.id, { identifier: made.identifier, immutableAttr: "first", integerAttr: 1 });
    expect([same.status, same.body.immutableAttr, same.body.integerAttr]).toEqual([200, "first", 1]);
    const unset = await make();
    const given = await put(unset.id, { identifier: unset.identifier, immutableAttr: "late" });
    expect([given.status, given.body.immutableAttr]).toEqual([200, "late"]);
  });

  it("another immutable value is 400 mutability and changes nothing [U-06]", async () => {
    const made = await make({ immutableAttr: "first" });
    const answer = await put(made.id, { identifier: made.identifier, immutableAttr: "second", integerAttr: 1 });
    expectError(answer, 400, "mutability");
    expect(answer.body.detail).toContain("immutableAttr");
    expect(await all.read(`/Probes/${made.id}`)).toEqual(made);
  });

  it("a PATCH sets an immutable value once and no more [P-08]", async () => {
    const { id } = await make();
    const set = (value: string) => patch(all.scim, `/Probes/${id}`, { op: "add", path: "immutableAttr", value });
    expect((await set("first")).body.immutableAttr).toBe("first");
    const before = await all.read(`/Probes/${id}`);
    expectError(await set("second"), 400, "mutability");
    const removed = await patch(all.scim, `/Probes/${id}`, { op: "remove", path: "immutableAttr" });
    expectError(removed, 400, "mutability");
    expect((await set("first")).status).toBe(200);
    expect(await all.read(`/Probes/${id}`)).toEqual(before);
  });

  it("`request` comes back when it is named, `always` in any case, `never` in none [C-12]", async () => {
    const { id } = await make({
      requestOnlyAttr: "r",
      alwaysReturnedAttr: "a",
      writeOnlyAttr: "w",
      caseExactString: "d",
    });
    const names = async (parameters: string) => Object.keys(await all.read(`/Probes/${id}${parameters}`));
    const plain = await names("");
    expect(plain).toEqual(expect.arrayContaining(["alwaysReturnedAttr", "caseExactString"]));
    expect(plain).not.toContain("requestOnlyAttr");
    expect(plain).not.toContain("writeOnlyAttr");
    const named = await names("?attributes=requestOnlyAttr,writeOnlyAttr");
    expect(named.sort()).toEqual(["alwaysReturnedAttr", "id", "requestOnlyAttr", "schemas"]);
    expect(await names("?excludedAttributes=alwaysReturnedAttr,caseExactString")).toContain("alwaysReturnedAttr");
    const listed = await all.list("/Probes", { filter: `id eq "${id}"`, attributes: "requestOnlyAttr" });
    expect(listed.Resources[0].requestOnlyAttr).toBe("r");
  });

  it.each([undefined, null, {}])(
    "the required extension as %j is 400 invalidValue on create and replace [R-20]",
    async (extension) => {
      const identifier = all.name();
      expectError(await post({ identifier, [PROBE_EXTENSION_URN]: extension }), 400, "invalidValue");
      expect(await all.find("/Probes", `identifier eq "${identifier}"`)).toEqual([]);
      const before = await make();
      const answer = await put(before.id, { identifier: before.identifier, [PROBE_EXTENSION_URN]: extension });
      expectError(answer, 400, "invalidValue");
      expectError(
        await patch(all.scim, `/Probes/${before.id}`, { op: "remove", path: PROBE_EXTENSION_URN }),
        400,
        "mutability",
      );
      expect(await all.read(`/Probes/${before.id}`)).toEqual(before);
      expect(before.schemas.sort()).toEqual([PROBE_URN, PROBE_EXTENSION_URN].sort());
    },
  );

  it("a unique value is unique in its type only [C-04] [T-02]", async () => {
    const { identifier } = await make();
    expectError(await post({ identifier: identifier.toUpperCase() }), 409, "uniqueness");
    expect((await all.user({ userName: identifier })).userName).toBe(identifier);
  });

  it("its defaults are filtered as they are returned, its ids and locations are its own [F-29] [R-14] [T-02]", async () => {
    const made = await make();
    expect(made.meta.location).toBe(`http://service.test/SCIM/v2/Probes/${made.id}`);
    expectError(await all.scim.call("GET", `/Users/${made.id}`), 404);
    expect(await all.find("/Probes", `id eq "${made.id}" and not (integerAttr pr) and not (multiComplex pr)`)).toEqual([
      made.id,
    ]);
  });
});

describe("Definitions", () => {
  const SCHEMA = "urn:example:scim:schemas:core:2.0:Printer";

  it("complex inside complex is refused, and not served [R-11]", async () => {
    const inner = { name: "inner", type: "complex", subAttributes: [{ name: "x" }] };
    const outer = { name: "outer", type: "complex", subAttributes: [inner] };
    const answer = await owner.call("POST", "/api/schemas", { id: SCHEMA, name: "Printer", attributes: [outer] });
    expect([answer.status, answer.body.error.code]).toEqual([400, "invalidDefinition"]);
    expectError(await all.scim.call("GET", `/Schemas/${SCHEMA}`), 404);
  });

  it("a type is made without code, served, discovered, and taken away again [T-01]", async () => {
    const attributes = [
      { name: "label", required: true, uniqueness: "server" },
      { name: "pages", type: "integer" },
      { name: "owner", type: "reference", referenceTypes: ["User"], caseExact: true },
    ];
    expectError(await all.scim.call("GET", "/Printers"), 404);
    expect((await owner.call("POST", "/api/schemas", { id: SCHEMA, name: "Printer", attributes })).status).toBe(201);
    const type = { id: "Printer", name: "Printer", endpoint: "/Printers", schema: SCHEMA, schemaExtensions: [] };
    expect((await owner.call("POST", "/api/resource-types", type)).status).toBe(201);
    expect(await all.read("/ResourceTypes/Printer")).toMatchObject({ endpoint: "/Printers", schema: SCHEMA });
    expect((await all.read(`/Schemas/${SCHEMA}`)).attributes.map(({ name }: Resource) => name)).toEqual([
      "label",
      "pages",
      "owner",
    ]);
    const made = await all.scim.call("POST", "/Printers", { schemas: [SCHEMA], label: "Hall", pages: 7 });
    expect([made.status, made.body.meta.resourceType]).toEqual([201, "Printer"]);
    expectError(await all.scim.call("POST", "/Printers", { schemas: [SCHEMA], label: "HALL" }), 409, "uniqueness");
    expect(await all.find("/Printers", "pages gt 5")).toEqual([made.body.id]);
    const changed = await patch(all.scim, `/Printers/${made.body.id}`, { op: "replace", path: "pages", value: 8 });
    expect([changed.status, changed.body.pages]).toEqual([200, 8]);
    expect((await all.scim.call("DELETE", `/Printers/${made.body.id}`)).status).toBe(204);
    expect((await owner.call("DELETE", "/api/resource-types/Printer")).status).toBe(204);
    expectError(await all.scim.call("GET", "/Printers"), 404);
  });

  it("an extension of User is made without code, and only in the account that made it [T-01] [N-06]", async () => {
    const BADGE = "urn:example:scim:schemas:extension:badge:2.0:User";
    await all.test.seed({
      name: "Other",
      organisations: [{ code: "OTHER", name: "Other Limited", parentCode: null }],
      owner: { email: "owner@other.example", password: "owner password 2" },
      provisioning: { email: "provisioning@other.example", password: "provisioning password 2" },
    });
    const { apiKey } = await all.test.seed({
      name: "Third",
      organisations: [{ code: "THIRD", name: "Third Limited", parentCode: null }],
      owner: { email: "owner@third.example", password: "owner password 3" },
      provisioning: { email: "provisioning@third.example", password: "provisioning password 3" },
    });
    const schema = { id: BADGE, name: "Badge", attributes: [{ name: "number", type: "integer" }] };
    expect((await owner.call("POST", "/api/schemas", schema)).status).toBe(201);
    const user = (await all.read("/ResourceTypes/User")) as Resource;
    const extensions = [...user.schemaExtensions, { schema: BADGE, required: false }];
    const answer = await owner.call("PUT", "/api/resource-types/User", { ...user, schemaExtensions: extensions });
    expect([answer.text, answer.status]).toEqual([answer.text, 200]);
    const made = await all.user({ [BADGE]: { number: 5 }, [ENTERPRISE_URN]: { department: "D" } });
    expect(made.schemas).toEqual(expect.arrayContaining([USER_URN, BADGE]));
    expect(made[BADGE]).toEqual({ number: 5 });
    expect(await all.find("/Users", `${BADGE}:number ge 5`)).toEqual([made.id]);
    const other = all.test.scim(`Bearer ${apiKey}`);
    expectError(await other.call("GET", `/Schemas/${BADGE}`), 404);
    const theirs = await other.call("GET", "/ResourceTypes/User");
    expect(theirs.body.schemaExtensions.map((extension: Resource) => extension.schema)).not.toContain(BADGE);
    expect((await other.call("GET", "/ResourceTypes")).body.Resources.map(({ id }: Resource) => id)).toEqual([
      "User",
      "Group",
    ]);
  });
});
