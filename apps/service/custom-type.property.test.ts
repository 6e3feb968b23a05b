import { evaluateFilter, type JsonObject, printFilter } from "@lockstep/scim";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resourceBody, shapeFilter } from "../../packages/scim/testing/arbitrary.ts";
import { defineProbe, PROBE_EXTENSION_URN, PROBE_SHAPE, PROBE_URN } from "./testing/probe.ts";
import { basic, type Client, PROVISIONING, startTestService, type TestService } from "./testing/test-service.ts";

const RESOURCES = 60;
/** What the service never shows without being asked, and so has to be named. */
const ALL = [...PROBE_SHAPE.core.attributes.map(({ name }) => name), "meta", "externalId", PROBE_EXTENSION_URN].join();

/** The model: every resource as it is shown, with what is kept and never shown. */
type Model = Map<string, JsonObject>;

describe("random resources of the test type", () => {
  let service: TestService;
  let scim: Client;
  const model: Model = new Map();

  beforeAll(async () => {
    service = await startTestService();
    await service.seed();
    await defineProbe(service);
    scim = service.scim(basic(PROVISIONING));
  });
  afterAll(() => service.close());

  it("are kept as they were sent, or refused as the model refuses them [T-02]", async () => {
    const bodies = fc.sample(resourceBody(PROBE_SHAPE), RESOURCES);
    for (const body of bodies) {
      const clash = clashOf(model, body);
      const answer = await scim.call("POST", `/Probes?attributes=${ALL}`, body);
      expect(answer.status, answer.text).toBe(clash ? 409 : 201);
      if (clash) continue;
      const shown = (await scim.call("GET", `/Probes/${answer.body.id}?attributes=${ALL}`)).body;
      expect(shown).toEqual(answer.body);
      for (const secret of ["writeOnlyAttr", "readOnlyAttr"]) expect(shown).not.toHaveProperty(secret);
      model.set(answer.body.id, shown);
    }
    expect(model.size).toBeGreaterThan(3);
    expect((await scim.call("GET", "/Probes?count=0")).body.totalResults).toBe(model.size);
  });

  it("are found by exactly the filters that they match [T-02]", async () => {
    await fc.assert(
      fc.asyncProperty(shapeFilter(PROBE_SHAPE), async (filter) => {
        const text = printFilter(filter);
        const answer = await scim.call("GET", `/Probes?count=1000&attributes=id&filter=${encodeURIComponent(text)}`);
        expect(answer.status, `${text} ${answer.text}`).toBe(200);
        const expected = [...model].filter(([, resource]) => evaluateFilter(PROBE_SHAPE, filter, resource));
        const found = answer.body.Resources.map(({ id }: { id: string }) => id);
        expect(found.sort(), text).toEqual(expected.map(([id]) => id).sort());
        expect(answer.body.totalResults).toBe(expected.length);
      }),
      { numRuns: 200 },
    );
  });

  it("come out of a replace as out of a create, immutable values kept [T-02]", async () => {
    const bodies = fc.sample(resourceBody(PROBE_SHAPE), RESOURCES);
    for (const [index, [id, before]] of [...model].entries()) {
      const body: JsonObject = { ...bodies[index], identifier: before["identifier"] };
      const { uniqueString: _string, uniqueInstant: _instant, ...rest } = body;
      const answer = await scim.call("PUT", `/Probes/${id}?attributes=${ALL}`, rest);
      const isFixed = before["immutableAttr"] !== undefined && rest["immutableAttr"] !== undefined;
      const isOther = isFixed && before["immutableAttr"] !== rest["immutableAttr"];
      if (isOther) expect(answer.body).toMatchObject({ status: "400", scimType: "mutability" });
      else if (answer.status === 200)
        expect(answer.body.immutableAttr).toBe(rest["immutableAttr"] ?? before["immutableAttr"]);
      else expect(answer.body.detail).toContain("complexAttr.fixed");
      const shown = (await scim.call("GET", `/Probes/${id}?attributes=${ALL}`)).body;
      if (answer.status !== 200) expect(shown).toEqual(before);
      else expect(shown).toEqual(answer.body);
    }
  });
});

/** Whether a unique value of the body is taken: by letter case or not, and by the instant. */
function clashOf(model: Model, body: JsonObject): boolean {
  const taken = (name: string, toKey: (value: string) => string) =>
    typeof body[name] === "string" &&
    [...model.values()].some(
      (other) => typeof other[name] === "string" && toKey(other[name]) === toKey(String(body[name])),
    );
  return (
    taken("identifier", (value) => value.normalize("NFC").toLowerCase().replaceAll("ς", "σ")) ||
    taken("uniqueString", (value) => value) ||
    taken("uniqueInstant", (value) => String(Date.parse(value)))
  );
}

it("the test type is the one of the file [T-02]", () => {
  expect(PROBE_SHAPE.core.id).toBe(PROBE_URN);
  expect(PROBE_SHAPE.core.attributes.map(({ type }) => type)).toEqual(
    expect.arrayContaining(["string", "integer", "decimal", "boolean", "dateTime", "binary", "reference", "complex"]),
  );
});
