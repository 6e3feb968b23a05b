import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defineProbe, PROBE_CORE, PROBE_DIRECTORY, PROBE_EXTENSION_URN, PROBE_URN, probe } from "./testing/probe.ts";
import {
  basic,
  type Client,
  findInDatabase,
  OWNER,
  PATCH_URN,
  PROVISIONING,
  startTestService,
  type TestService,
} from "./testing/test-service.ts";

const WAYS = ["by a file", "by the API"] as const;

describe.each(WAYS)("a resource type that is defined %s", (way) => {
  let service: TestService;
  let scim: Client;

  beforeAll(async () => {
    // What is wrong with a value shows under the strict profile; the others understand some of it.
    const tolerance = { profile: "rfc" } as const;
    const definitions = way === "by a file" ? { definitionsDirectory: PROBE_DIRECTORY } : {};
    service = await startTestService({ ...definitions, tolerance });
    await service.seed();
    if (way === "by the API") await defineProbe(service);
    scim = service.scim(basic(PROVISIONING));
  });
  afterAll(() => service.close());

  async function create(attributes: Record<string, unknown> = {}) {
    const answer = await scim.call("POST", "/Probes", probe(attributes));
    expect(answer.text).not.toContain("scimType");
    expect(answer.status).toBe(201);
    return answer.body as Record<string, unknown> & { id: string; meta: Record<string, string> };
  }
  const patch = (id: string, ...operations: readonly object[]) =>
    scim.call("PATCH", `/Probes/${id}`, { schemas: [PATCH_URN], Operations: operations });
  const find = async (filter: string, rest = "") => {
    const answer = await scim.call("GET", `/Probes?filter=${encodeURIComponent(filter)}${rest}`);
    expect(answer.status, answer.text).toBe(200);
    return answer.body.Resources as readonly Record<string, unknown>[];
  };

  it("is discovered: type, schemas, every characteristic [T-01] [D-04] [D-05] [D-06] [D-09]", async () => {
    const types = await scim.call("GET", "/ResourceTypes");
    expect(types.body.Resources.map(({ id }: { id: string }) => id)).toEqual(["User", "Group", "Probe"]);
    expect((await scim.call("GET", "/ResourceTypes/Probe")).body).toMatchObject({
      endpoint: "/Probes",
      schema: PROBE_URN,
      schemaExtensions: [{ schema: PROBE_EXTENSION_URN, required: true }],
    });
    const schemas = await scim.call("GET", "/Schemas");
    const ids = schemas.body.Resources.map(({ id }: { id: string }) => id);
    expect(ids).toEqual(expect.arrayContaining([PROBE_URN, PROBE_EXTENSION_URN]));
    const shown = (await scim.call("GET", `/Schemas/${encodeURIComponent(PROBE_URN)}`)).body;
    expect(shown.attributes).toMatchObject(PROBE_CORE.attributes);
  });

  it("creates, reads, replaces and deletes, with location, version and events [T-01]", async () => {
    const whole = {
      caseExactString: "Aa",
      integerAttr: 7,
      decimalAttr: 1.5,
      booleanAttr: false,
      dateTimeAttr: "2026-01-31T08:00:00+01:00",
      binaryAttr: "QUJD",
      referenceAttr: "https://example.com/a",
      multiStrings: ["a", "b"],
      complexAttr: { sub1: "s", sub2: 2, sub3: true },
      multiComplex: [{ value: "v", type: "a", primary: true }],
    };
    const made = await create({ ...whole, id: "mine", readOnlyAttr: "mine", unheard: 1 });
    expect(made).toMatchObject({ ...whole, meta: { resourceType: "Probe", version: 'W/"1"' } });
    expect(made).not.toHaveProperty("readOnlyAttr");
    expect(made).not.toHaveProperty("unheard");
    expect(made.meta["location"]).toBe(`http://service.test/SCIM/v2/Probes/${made.id}`);
    expect((await scim.call("GET", `/Probes/${made.id}`)).body).toEqual(made);
    const replaced = await scim.call("PUT", `/probes/${made.id}`, probe({ identifier: made["identifier"] }));
    expect(replaced.status).toBe(200);
    expect(replaced.body).not.toHaveProperty("integerAttr");
    expect(replaced.body.meta.version).toBe('W/"2"');
    const gone = await scim.call("DELETE", `/Probes/${made.id}`, undefined, { "if-match": 'W/"1"' });
    expect(gone.status).toBe(412);
    expect((await scim.call("DELETE", `/Probes/${made.id}`)).status).toBe(204);
    expect((await scim.call("GET", `/Probes/${made.id}`)).status).toBe(404);
    const rows = await service.database.asOwner(
      "select kind from event where resource_id = $1 and type = 'Probe' order by position",
      [made.id],
    );
    expect(rows.map(({ kind }) => kind)).toEqual(["created", "replaced", "removed"]);
  });

  it.each<[Record<string, unknown>, string, string]>([
    [{ identifier: undefined }, "invalidValue", '"identifier" is required'],
    [{ identifier: " " }, "invalidValue", '"identifier" is required'],
    [{ [PROBE_EXTENSION_URN]: undefined }, "invalidValue", "The extension"],
    [{ [PROBE_EXTENSION_URN]: { extString: "x" } }, "invalidValue", "extRequired"],
    [{ integerAttr: 1.5 }, "invalidValue", "integerAttr"],
    [{ integerAttr: "1" }, "invalidValue", "integerAttr"],
    [{ decimalAttr: "x" }, "invalidValue", "decimalAttr"],
    [{ booleanAttr: 1 }, "invalidValue", "booleanAttr"],
    [{ dateTimeAttr: "2026-02-30T00:00:00Z" }, "invalidValue", "dateTimeAttr"],
    [{ binaryAttr: "a" }, "invalidValue", "binaryAttr"],
    [{ referenceAttr: "a b" }, "invalidValue", "referenceAttr"],
    [{ multiStrings: "a" }, "invalidValue", "multiStrings"],
    [{ multiComplex: [{ type: "a" }] }, "invalidValue", "multiComplex.value"],
    [
      {
        multiComplex: [
          { value: "a", primary: true },
          { value: "b", primary: true },
        ],
      },
      "invalidValue",
      "multiComplex",
    ],
    [{ complexAttr: { sub2: "x" } }, "invalidValue", "complexAttr.sub2"],
    [{ schemas: [PROBE_EXTENSION_URN] }, "invalidSyntax", "schemas"],
    [{ Identifier: "twice" }, "invalidSyntax", "identifier"],
  ])("refuses %j with %s [T-02] [R-20]", async (attributes, scimType, detail) => {
    const answer = await scim.call("POST", "/Probes", probe(attributes));
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ scimType, detail: expect.stringContaining(detail) });
  });

  it("keeps what is unique unique, by letter case, instant and type, and frees it again [T-02]", async () => {
    const first = await create({ identifier: "Taken", uniqueString: "Key", uniqueInstant: "2026-01-01T00:00:00Z" });
    const clash = async (attributes: object, name: string) => {
      const answer = await scim.call("POST", "/Probes", probe({ ...attributes }));
      expect(answer.status, JSON.stringify(attributes)).toBe(409);
      expect(answer.body).toMatchObject({ scimType: "uniqueness", detail: expect.stringContaining(`"${name}"`) });
    };
    await clash({ identifier: "tAKEN" }, "identifier");
    await clash({ uniqueString: "Key" }, "uniqueString");
    await clash({ uniqueInstant: "2026-01-01T01:00:00.000+01:00" }, "uniqueInstant");
    await create({ uniqueString: "key" });
    const moved = await patch(first.id, { op: "replace", path: "identifier", value: "moved" });
    expect(moved.status).toBe(200);
    await create({ identifier: "taken" });
    // Uniqueness is within the type: a user may have the same value.
    const user = { schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"], userName: "taken" };
    expect((await scim.call("POST", "/Users", user)).status).toBe(201);
  });

  it("changes what may be changed and nothing else [T-02]", async () => {
    const made = await create({ immutableAttr: "once", complexAttr: { sub1: "a", fixed: "f" } });
    const path = `/Probes/${made.id}`;
    const body = { ...made, immutableAttr: "twice" };
    expect((await scim.call("PUT", path, body)).body).toMatchObject({ status: "400", scimType: "mutability" });
    const part = { ...made, complexAttr: { fixed: "g" } };
    expect((await scim.call("PUT", path, part)).body).toMatchObject({ status: "400", scimType: "mutability" });
    const { immutableAttr: _immutable, complexAttr: _complex, ...others } = made;
    expect((await scim.call("PUT", path, { ...others, readOnlyAttr: "x" })).body).toMatchObject({
      immutableAttr: "once",
      complexAttr: { fixed: "f" },
    });
    for (const operation of [
      { op: "replace", path: "immutableAttr", value: "twice" },
      { op: "remove", path: "immutableAttr" },
      { op: "replace", path: "complexAttr.fixed", value: "g" },
      { op: "add", path: "readOnlyAttr", value: "x" },
      { op: "replace", value: { readOnlyAttr: "x" } },
      { op: "remove", path: PROBE_EXTENSION_URN },
      { op: "remove", path: "identifier" },
    ]) {
      const answer = await patch(made.id, operation);
      expect([answer.status, answer.body.scimType], JSON.stringify(operation)).toEqual([400, "mutability"]);
    }
    expect((await patch(made.id, { op: "add", path: "caseExactString", value: "x" })).status).toBe(200);
  });

  it("patches by path, by filter and in the extension, all or nothing [T-02]", async () => {
    const made = await create({ multiComplex: [{ value: "v", type: "a", primary: true }], multiStrings: ["a"] });
    const answer = await patch(
      made.id,
      { op: "add", path: "multiComplex", value: [{ value: "w", type: "b", primary: true }] },
      { op: "replace", path: 'multiComplex[value eq "v"].type', value: "b" },
      { op: "add", path: "multiStrings", value: ["b", "A"] },
      { op: "add", path: `${PROBE_EXTENSION_URN}:extInteger`, value: 5 },
      { op: "add", path: "complexAttr.sub2", value: 3 },
      { op: "replace", value: { BOOLEANATTR: true } },
    );
    expect(answer.body).toMatchObject({
      multiComplex: [
        { value: "v", type: "b", primary: false },
        { value: "w", type: "b", primary: true },
      ],
      multiStrings: ["a", "b"].map(() => expect.any(String)),
      complexAttr: { sub2: 3 },
      booleanAttr: true,
      [PROBE_EXTENSION_URN]: { extRequired: "x", extInteger: 5 },
    });
    const half = await patch(
      made.id,
      { op: "remove", path: "booleanAttr" },
      { op: "replace", path: "integerAttr", value: "x" },
    );
    expect(half.body).toMatchObject({ status: "400", detail: expect.stringContaining("Operations[1]") });
    expect((await scim.call("GET", `/Probes/${made.id}`)).body.booleanAttr).toBe(true);
  });

  it("shows what may be shown, when it may be shown [T-02]", async () => {
    const secret = `secret-${way}`;
    const made = await create({
      writeOnlyAttr: secret,
      requestOnlyAttr: "asked",
      alwaysReturnedAttr: "always",
      suggestedAttr: "neither small nor large",
      complexAttr: { sub1: "s", secret },
    });
    // RFC 7643 §7: the write that specified it gets it back.
    expect(made).toMatchObject({ requestOnlyAttr: "asked", suggestedAttr: "neither small nor large" });
    expect(made["complexAttr"]).toEqual({ sub1: "s" });
    const read = async (query: string) => (await scim.call("GET", `/Probes/${made.id}${query}`)).body;
    expect(await read("")).not.toHaveProperty("requestOnlyAttr");
    expect(await read("?attributes=requestOnlyAttr,writeOnlyAttr")).toEqual({
      schemas: made["schemas"],
      id: made.id,
      requestOnlyAttr: "asked",
      alwaysReturnedAttr: "always",
    });
    expect(await read("?excludedAttributes=alwaysReturnedAttr,complexAttr,identifier")).toMatchObject({
      alwaysReturnedAttr: "always",
    });
    expect(await read("?attributes=complexAttr.sub1")).toMatchObject({ complexAttr: { sub1: "s" } });
    const patched = await patch(made.id, { op: "replace", path: "requestOnlyAttr", value: "again" });
    expect(patched.body.requestOnlyAttr).toBe("again");
    expect((await patch(made.id, { op: "add", path: "integerAttr", value: 1 })).body).not.toHaveProperty(
      "requestOnlyAttr",
    );
    for (const name of ["writeOnlyAttr", "complexAttr.secret"]) {
      const answer = await scim.call("GET", `/Probes?filter=${encodeURIComponent(`${name} eq "kept"`)}`);
      expect(answer.body, name).toMatchObject({ status: "400", scimType: "invalidFilter" });
      expect((await scim.call("GET", `/Probes?sortBy=${name}`)).status).toBe(400);
    }
    expect(await findInDatabase(service.database, secret)).toEqual([]);
    expect(service.log.join("\n")).not.toContain(secret);
  });

  it("is masked in the request log where it is write-only, parts of complex values included [T-02]", async () => {
    const secret = `logged-${way}`;
    const refused = probe({ writeOnlyAttr: secret, complexAttr: { sub1: "seen", secret }, integerAttr: "x" });
    const answer = await scim.call("POST", "/Probes", refused);
    expect(answer.status).toBe(400);
    expect(answer.text).not.toContain(secret);
    const owner = await service.signedIn(OWNER.email, OWNER.password);
    const logged = await owner.call("GET", "/api/requests");
    expect(logged.text).toContain("seen");
    expect(await findInDatabase(service.database, secret)).toEqual([]);
  });

  it("filters with every operator, and sorts [T-02]", async () => {
    const tag = `f${Math.random()}`;
    const rows = [
      {
        caseExactString: "Abc",
        integerAttr: 1,
        decimalAttr: 0.5,
        booleanAttr: true,
        dateTimeAttr: "2026-01-01T00:00:00Z",
      },
      {
        caseExactString: "abd",
        integerAttr: 2,
        decimalAttr: 1.5,
        booleanAttr: false,
        dateTimeAttr: "2026-01-01T02:00:00+01:00",
      },
      {
        caseExactString: "zzz",
        integerAttr: 30,
        multiStrings: ["One", "two"],
        multiComplex: [{ value: "x", type: "a" }],
      },
    ];
    for (const [index, row] of rows.entries()) {
      await create({ ...row, caseInsensitiveString: tag, identifier: `${tag}-${index}`, binaryAttr: "QUJD" });
    }
    const matches = async (filter: string) =>
      (await find(`caseInsensitiveString eq "${tag}" and (${filter})`)).map(({ identifier }) =>
        Number(String(identifier).at(-1)),
      );
    const expectations: readonly [string, readonly number[]][] = [
      ['caseExactString eq "Abc"', [0]],
      ['caseExactString eq "abc"', []],
      [`identifier eq "${tag.toUpperCase()}-1"`, [1]],
      ['caseExactString ne "Abc"', [1, 2]],
      ['caseExactString co "b"', [0, 1]],
      ['caseExactString sw "ab"', [1]],
      ['caseExactString ew "z"', [2]],
      ["integerAttr gt 2", [2]],
      ["integerAttr ge 2", [1, 2]],
      ["integerAttr lt 2", [0]],
      ["integerAttr le 2", [0, 1]],
      ["decimalAttr ge 0.5", [0, 1]],
      ["decimalAttr pr", [0, 1]],
      ["not (decimalAttr pr)", [2]],
      ["booleanAttr eq false", [1]],
      ['dateTimeAttr gt "2026-01-01T00:30:00Z"', [1]],
      ['dateTimeAttr eq "2025-12-31T23:00:00-01:00"', [0]],
      ['binaryAttr eq "QUJD"', [0, 1, 2]],
      ['binaryAttr eq "qujd"', []],
      ['multiStrings eq "one"', [2]],
      ['multiComplex[value eq "x" and type eq "a"]', [2]],
      ['multiComplex[value eq "x" and type eq "b"]', []],
      ['multiComplex.type eq "A"', [2]],
      [`${PROBE_EXTENSION_URN}:extRequired eq "X"`, [0, 1, 2]],
      ['meta.resourceType eq "Probe"', [0, 1, 2]],
    ];
    for (const [filter, expected] of expectations) expect((await matches(filter)).sort(), filter).toEqual(expected);
    const sorted = async (query: string) =>
      (await find(`caseInsensitiveString eq "${tag}"`, `&${query}`)).map(({ integerAttr }) => integerAttr);
    expect(await sorted("sortBy=integerAttr&sortOrder=descending")).toEqual([30, 2, 1]);
    expect(await sorted("sortBy=decimalAttr")).toEqual([1, 2, 30]);
    expect(await sorted("sortBy=caseExactString&startIndex=2&count=1")).toEqual([2]);
    expect(await sorted(`sortBy=${PROBE_EXTENSION_URN}:extRequired`)).toHaveLength(3);
    const unheard = await scim.call("GET", "/Probes?filter=unheard+eq+1");
    expect(unheard.body).toMatchObject({ scimType: "invalidFilter", detail: expect.stringContaining("unheard") });
  });

  it("counts without counting, page after page [T-02]", async () => {
    const { body } = await scim.call("GET", "/Probes?count=1");
    const total = body.totalResults;
    expect(total).toBeGreaterThan(1);
    // Of one millisecond, who comes first in a list is chance.
    service.clock.advance(1);
    await create();
    expect((await scim.call("GET", "/Probes?count=0")).body).toMatchObject({ totalResults: total + 1, Resources: [] });
    expect((await scim.call("GET", `/Probes?startIndex=${total + 1}&count=5`)).body.itemsPerPage).toBe(1);
  });

  it("is searched by POST, found at the base and written in bulk [T-01]", async () => {
    const identifier = `bulk-${way}`;
    const bulk = await scim.call("POST", "/Bulk", {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
      Operations: [{ method: "POST", path: "/Probes", bulkId: "one", data: probe({ identifier }) }],
    });
    expect(bulk.body.Operations, bulk.text).toMatchObject([{ status: "201", bulkId: "one" }]);
    const search = {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],
      filter: `identifier eq "${identifier}"`,
    };
    expect((await scim.call("POST", "/Probes/.search", search)).body.Resources).toMatchObject([{ identifier }]);
    const atBase = await scim.call("GET", `/?filter=${encodeURIComponent('meta.resourceType eq "Probe"')}&count=1`);
    expect(atBase.body.Resources, atBase.text).toMatchObject([{ meta: { resourceType: "Probe" } }]);
  });

  it("is served at its own address only [T-01]", async () => {
    const made = await create();
    expect((await scim.call("GET", `/Users/${made.id}`)).status).toBe(404);
    expect((await scim.call("GET", `/Groups/${made.id}`)).status).toBe(404);
    expect((await scim.call("GET", `/Probes/${made.id}/x`)).status).toBe(404);
    expect((await scim.call("PATCH", "/Probes", {})).status).toBe(405);
  });
});
