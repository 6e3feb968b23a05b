/** Checklist §2.2: discovery (RFC 7644 §4, RFC 7643 §5 to §7). */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Checklist,
  ENTERPRISE_URN,
  expectError,
  LIST_URN,
  query,
  type Resource,
  startChecklist,
} from "../testing/checklist.ts";
import { addUser, patch } from "../testing/people.ts";
import { GROUP_URN, ORGANISATION_URN, USER_URN } from "../testing/test-service.ts";

let all: Checklist;
beforeAll(async () => {
  all = await startChecklist();
});
afterAll(async () => {
  await all?.test.close();
});

const BASE = "http://service.test/SCIM/v2";
const DOCUMENTS = ["/ServiceProviderConfig", "/Schemas", "/ResourceTypes"] as const;

/** Every attribute and sub-attribute of a schema, with its path. */
function attributesOf(schema: Resource): [path: string, attribute: Resource][] {
  const walk = (attributes: Resource[], prefix: string): [string, Resource][] =>
    attributes.flatMap((attribute) => [
      [`${prefix}${attribute.name}`, attribute] as [string, Resource],
      ...walk(attribute.subAttributes ?? [], `${prefix}${attribute.name}.`),
    ]);
  return walk(schema.attributes, "");
}
async function attribute(urn: string, path: string): Promise<Resource> {
  return attributesOf(await all.read(`/Schemas/${urn}`)).find(([name]) => name === path)?.[1];
}

describe("ServiceProviderConfig", () => {
  it("is one object with every feature block [D-01]", async () => {
    const config = await all.read("/ServiceProviderConfig");
    expect(config.schemas).toEqual(["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"]);
    for (const feature of ["patch", "bulk", "filter", "changePassword", "sort", "etag"]) {
      expect([feature, config[feature].supported]).toEqual([feature, expect.any(Boolean)]);
    }
    expect(config.bulk).toMatchObject({ maxOperations: expect.any(Number), maxPayloadSize: expect.any(Number) });
    expect(config.filter.maxResults).toBeGreaterThan(0);
    expect(config.authenticationSchemes.length).toBeGreaterThan(0);
  });

  it("describes each way to authenticate, one at most as primary [D-02]", async () => {
    const { authenticationSchemes } = await all.read("/ServiceProviderConfig");
    for (const scheme of authenticationSchemes) {
      expect(["oauth", "oauth2", "oauthbearertoken", "httpbasic", "httpdigest"]).toContain(scheme.type);
      expect(scheme).toMatchObject({ name: expect.stringMatching(/\S/), description: expect.stringMatching(/\S/) });
    }
    const primaries = authenticationSchemes.filter((scheme: Resource) => scheme.primary === true);
    expect(primaries.length).toBeLessThanOrEqual(1);
    const types = authenticationSchemes.map((scheme: Resource) => scheme.type);
    expect(types).toEqual(expect.arrayContaining(["httpbasic", "oauthbearertoken"]));
  });

  it("has no parts, and answers under its plural too [D-12]", async () => {
    const singular = await all.scim.call("GET", "/ServiceProviderConfig");
    const plural = await all.scim.call("GET", "/ServiceProviderConfigs");
    expect([plural.status, plural.text]).toEqual([200, singular.text]);
    expectError(await all.scim.call("GET", "/ServiceProviderConfig/1"), 404);
  });
});

describe("Without a credential", () => {
  it.each(DOCUMENTS)("%s is 401 with a challenge and a SCIM error [D-03]", async (path) => {
    const answer = await all.test.scim("").call("GET", path);
    expectError(answer, 401);
    expect(answer.headers.get("www-authenticate")).toMatch(/Basic|Bearer/);
  });
});

describe("Schemas", () => {
  it("are those of the resources and extensions in use, and no message schema [D-04]", async () => {
    const body = await all.read("/Schemas");
    expect(body).toMatchObject({ schemas: [LIST_URN], startIndex: 1, totalResults: body.Resources.length });
    const ids = body.Resources.map((schema: Resource) => schema.id);
    expect(ids.sort()).toEqual([USER_URN, GROUP_URN, ENTERPRISE_URN, ORGANISATION_URN].sort());
    for (const schema of body.Resources) {
      expect(schema.schemas).toEqual(["urn:ietf:params:scim:schemas:core:2.0:Schema"]);
    }
  });

  it.each([USER_URN, GROUP_URN, ENTERPRISE_URN, ORGANISATION_URN])(
    "%s is found raw and encoded [D-05]",
    async (urn) => {
      const listed = (await all.read("/Schemas")).Resources.find((schema: Resource) => schema.id === urn);
      for (const path of [urn, encodeURIComponent(urn), urn.toUpperCase()]) {
        expect(await all.read(`/Schemas/${path}`)).toEqual(listed);
      }
    },
  );

  it.each(["urn:example:Unknown", "User", LIST_URN, `${USER_URN}x`])("%s is 404 [D-05]", async (urn) => {
    expectError(await all.scim.call("GET", `/Schemas/${encodeURIComponent(urn)}`), 404);
  });

  it("state all characteristics of each attribute [D-06]", async () => {
    for (const schema of (await all.read("/Schemas")).Resources) {
      for (const [path, found] of attributesOf(schema)) {
        const where = `${schema.id}:${path}`;
        expect([where, found]).toEqual([
          where,
          expect.objectContaining({
            name: expect.any(String),
            type: expect.stringMatching(/^(string|boolean|decimal|integer|dateTime|binary|reference|complex)$/),
            multiValued: expect.any(Boolean),
            description: expect.stringMatching(/\S/),
            required: expect.any(Boolean),
            mutability: expect.stringMatching(/^(readOnly|readWrite|immutable|writeOnly)$/),
            returned: expect.stringMatching(/^(always|never|default|request)$/),
          }),
        ]);
        const isComplex = found.type === "complex";
        expect([where, Array.isArray(found.subAttributes)]).toEqual([where, isComplex]);
        expect([where, typeof found.caseExact, found.uniqueness]).toEqual([
          where,
          isComplex ? "undefined" : "boolean",
          isComplex ? undefined : expect.stringMatching(/^(none|server|global)$/),
        ]);
        expect([where, Array.isArray(found.referenceTypes)]).toEqual([where, found.type === "reference"]);
      }
    }
    expect((await attribute(USER_URN, "emails.type")).canonicalValues).toEqual(["work", "home", "other"]);
  });

  it("tell the errata: a group's name is required, the manager's id exact, groups.$ref a Group [D-07]", async () => {
    expect((await attribute(GROUP_URN, "displayName")).required).toBe(true);
    expect((await attribute(ENTERPRISE_URN, "manager.value")).caseExact).toBe(true);
    expect((await attribute(USER_URN, "groups.$ref")).referenceTypes).toEqual(["Group"]);
    expect(await attribute(USER_URN, "emails")).not.toHaveProperty("uniqueness");
  });

  /** A value of each type that a client may send, and how to make one. */
  const SAMPLES: Record<string, unknown> = {
    string: "Sample",
    boolean: true,
    reference: "https://x.example/A",
    binary: "TUlJ",
  };

  it("hold for every attribute of User: what may be written is kept, what may not be is not [D-07]", async () => {
    for (const urn of [USER_URN, ENTERPRISE_URN]) {
      for (const top of (await all.read(`/Schemas/${urn}`)).attributes) {
        if (top.name === "userName" || top.name === "password" || top.name === "active") continue;
        const sampleOf = (found: Resource) => SAMPLES[found.type];
        const one =
          top.type === "complex"
            ? Object.fromEntries(top.subAttributes.map((sub: Resource) => [sub.name, sampleOf(sub)]))
            : sampleOf(top);
        const value = top.multiValued ? [one] : one;
        const sent = urn === USER_URN ? { [top.name]: value } : { [urn]: { [top.name]: value } };
        const made = await all.user({ name: undefined, ...sent });
        const kept = urn === USER_URN ? made[top.name] : made[urn]?.[top.name];
        const writable = (top.subAttributes ?? []).filter((sub: Resource) => sub.mutability !== "readOnly");
        const expectedOne =
          top.type === "complex"
            ? pick(
                one,
                writable.map((sub: Resource) => sub.name),
              )
            : one;
        const expected = top.mutability === "readOnly" ? undefined : top.multiValued ? [expectedOne] : expectedOne;
        expect([top.name, kept]).toEqual([top.name, expected]);
      }
    }
  });

  it("hold for required, unique and caseExact [D-07]", async () => {
    const found = attributesOf(await all.read(`/Schemas/${USER_URN}`));
    const named = (test: (attribute: Resource) => boolean) =>
      found.filter(([, candidate]) => test(candidate)).map(([path]) => path);
    expect(named((candidate) => candidate.required)).toEqual(["userName"]);
    expect(named((candidate) => candidate.uniqueness === "server")).toEqual(["userName"]);
    expectError(await all.scim.call("POST", "/Users", { schemas: [USER_URN] }), 400, "invalidValue");
    const user = await all.user({ title: "Case", profileUrl: "https://x.example/Case" });
    expectError(await addUser(all.scim, user.userName.toUpperCase()), 409, "uniqueness");
    expect((await attribute(USER_URN, "title")).caseExact).toBe(false);
    expect(await all.find("/Users", 'title eq "CASE"')).toEqual([user.id]);
    expect((await attribute(USER_URN, "profileUrl")).caseExact).toBe(true);
    expect(await all.find("/Users", 'profileUrl eq "https://x.example/CASE"')).toEqual([]);
    expect((await attribute(USER_URN, "password")).returned).toBe("never");
    expect(await all.user({ password: "a password of hers" })).not.toHaveProperty("password");
    expect((await attribute(GROUP_URN, "displayName")).uniqueness).toBe("server");
  });

  it("hold for read-only: every such attribute is 400 mutability in a PATCH [D-07]", async () => {
    const user = await all.user({ [ENTERPRISE_URN]: { manager: { value: "boss" } } });
    for (const urn of [USER_URN, ENTERPRISE_URN]) {
      for (const [path, found] of attributesOf(await all.read(`/Schemas/${urn}`))) {
        if (found.mutability !== "readOnly") continue;
        const answer = await patch(all.scim, `/Users/${user.id}`, {
          op: "replace",
          path: `${urn}:${path}`,
          value: "x",
        });
        expect([path, answer.body.scimType]).toEqual([path, "mutability"]);
      }
    }
  });
});

describe("ResourceTypes", () => {
  it("are a list, and User and Group by these ids [D-08]", async () => {
    const body = await all.read("/ResourceTypes");
    expect(body).toMatchObject({ schemas: [LIST_URN], totalResults: body.Resources.length });
    expect(body.Resources.map((type: Resource) => type.id)).toEqual(["User", "Group"]);
    for (const type of body.Resources) expect(await all.read(`/ResourceTypes/${type.id}`)).toEqual(type);
    expectError(await all.scim.call("GET", "/ResourceTypes/Device"), 404);
  });

  it("name an endpoint that answers, a schema and extensions that are in Schemas [D-09]", async () => {
    const ids = (await all.read("/Schemas")).Resources.map((schema: Resource) => schema.id);
    for (const type of (await all.read("/ResourceTypes")).Resources) {
      expect(type).toMatchObject({
        schemas: ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
        name: type.id,
        description: expect.stringMatching(/\S/),
      });
      expect(ids).toContain(type.schema);
      for (const { schema, required } of type.schemaExtensions) {
        expect([ids.includes(schema), typeof required]).toEqual([true, "boolean"]);
      }
      const listed = await all.list(type.endpoint, { count: 1 });
      for (const resource of listed.Resources) expect(resource.meta.resourceType).toBe(type.name);
    }
    const user = await all.read("/ResourceTypes/User");
    expect([user.endpoint, user.schema]).toEqual(["/Users", USER_URN]);
    expect(user.schemaExtensions.map(({ schema }: Resource) => schema)).toEqual([ENTERPRISE_URN, ORGANISATION_URN]);
  });
});

describe("Parameters and methods", () => {
  it.each(DOCUMENTS)("paging, sorting and projection do nothing to %s [D-10]", async (path) => {
    const plain = await all.read(path);
    const parameters = {
      startIndex: 5,
      count: 0,
      sortBy: "x",
      sortOrder: "y",
      attributes: "id",
      excludedAttributes: "id",
    };
    expect(await all.read(`${path}?${query(parameters)}`)).toEqual(plain);
  });

  it("a filter is 403 on the lists, and ignored where there is one object [D-10]", async () => {
    const parameters = query({ filter: 'id eq "User"' });
    expectError(await all.scim.call("GET", `/Schemas?${parameters}`), 403);
    expectError(await all.scim.call("GET", `/ResourceTypes?${parameters}`), 403);
    expect((await all.scim.call("GET", `/ServiceProviderConfig?${parameters}`)).status).toBe(200);
  });

  it.each([...DOCUMENTS, "/ResourceTypes/User", `/Schemas/${USER_URN}`])(
    "%s cannot be written [D-11]",
    async (path) => {
      const before = await all.read(path);
      for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
        expectError(await all.scim.call(method, path, method === "DELETE" ? undefined : {}), 405);
      }
      expect(await all.read(path)).toEqual(before);
    },
  );

  it("every document has meta with its type and an address that leads to it, and lists have ids [D-13]", async () => {
    const config = await all.read("/ServiceProviderConfig");
    expect(config.meta).toEqual({ resourceType: "ServiceProviderConfig", location: `${BASE}/ServiceProviderConfig` });
    for (const [path, resourceType] of [
      ["/Schemas", "Schema"],
      ["/ResourceTypes", "ResourceType"],
    ] as const) {
      for (const resource of (await all.read(path)).Resources) {
        expect(resource.id).toMatch(/\S/);
        expect(resource.meta.resourceType).toBe(resourceType);
        expect(await all.read(resource.meta.location.replace(BASE, ""))).toEqual(resource);
      }
    }
  });
});

function pick(object: Resource, names: readonly string[]): Resource {
  return Object.fromEntries(names.map((name) => [name, object[name]]));
}
