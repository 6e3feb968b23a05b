import { type AttributeDefinition, createShape, GROUP_SCHEMA, type SchemaDefinition } from "@lockstep/scim";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { USER_SHAPE } from "../domain/resource-types.ts";
import { SCIM_BASE_PATH } from "../domain/scim-base-path.ts";
import { REST_ROUTES } from "../rest/routes.ts";
import { findBreaches, findMisfits } from "../testing/openapi-rules.ts";
import { addGroup, addUser, patch } from "../testing/people.ts";
import { PROBE_DIRECTORY } from "../testing/probe.ts";
import { type Client, createClient, startTestService, type TestService } from "../testing/test-service.ts";
import { createDocument, type OpenApiDocument } from "./create-document.ts";
import { createServiceDocument } from "./service-document.ts";

// biome-ignore lint/suspicious/noExplicitAny: a document is looked at as the JSON that it is.
type Node = any;
const DOCUMENT = createServiceDocument("https://service.example");
const paths: Node = DOCUMENT.paths;
const schemas: Node = DOCUMENT.components["schemas"];

describe("the OpenAPI document", () => {
  it("keeps the rules of OpenAPI 3.1", () => {
    expect(findBreaches(DOCUMENT)).toEqual([]);
  });

  it("is told of each breach: the rules can fail", () => {
    const broken = (change: (document: Node) => void) => {
      const document: Node = structuredClone(DOCUMENT);
      change(document);
      return findBreaches(document as OpenApiDocument).join("\n");
    };
    const users = `${SCIM_BASE_PATH}/Users`;
    expect(broken((document) => delete document.components.schemas.ScimUser)).toMatch(/ScimUser leads nowhere/);
    expect(broken((document) => delete document.paths["/v1/users"].get.operationId)).toMatch(/no operationId/);
    expect(
      broken((document) => {
        document.paths[users].get.operationId = "readUser";
      }),
    ).toMatch(/another operation/);
    expect(
      broken((document) => {
        document.paths[users].post.responses = {};
      }),
    ).toMatch(/POST .*no responses/);
    expect(
      broken((document) => {
        document.paths[`${users}/{id}`].parameters = [];
      }),
    ).toMatch(/names \{id\}/);
    expect(
      broken((document) => {
        document.components.schemas.User.properties.title.type = "text";
      }),
    ).toMatch(/"text" is no type/);
    expect(
      broken((document) => {
        document.paths["/v1/groups/{name}"] = {};
      }),
    ).toMatch(/the same but for/);
  });

  it("has one place for each name: two meanings of one name are refused", () => {
    const route = { method: "get" as const, path: "/v1/users", responses: { 200: { description: "Other." } } };
    const parts = { serverUrl: "", shapes: [], scimBasePath: SCIM_BASE_PATH };
    expect(() => createDocument({ ...parts, routes: [...REST_ROUTES, route] })).toThrow(/two different things.*"get"/);
  });

  it("takes routes that are declared elsewhere: an id of its own, a scheme for tokens, no credential to get one", () => {
    const route = { method: "post" as const, path: "/oauth/token", responses: { 200: { description: "A token." } } };
    const document: Node = createDocument({ serverUrl: "", routes: [route], shapes: [], scimBasePath: SCIM_BASE_PATH });
    expect(findBreaches(document)).toEqual([]);
    expect(document.paths["/oauth/token"].post).toMatchObject({ operationId: "postOauthToken", security: [] });
    expect(document.components.securitySchemes.oauth.flows.clientCredentials.tokenUrl).toBe("/oauth/token");
  });

  it("shows attributes with their characteristics, in each direction what may go there", () => {
    const { ScimUser: read, ScimUserInput: write } = schemas;
    expect(read.required).toEqual(["schemas", "id"]);
    expect(write.required).toEqual(["schemas", "userName"]);
    expect(write.properties.password).toMatchObject({
      type: "string",
      writeOnly: true,
      "x-scim": { returned: "never" },
    });
    expect(read.properties).not.toHaveProperty("password");
    for (const name of ["id", "meta", "groups"]) expect(write.properties).not.toHaveProperty(name);
    expect(read.properties.userName["x-scim"]).toMatchObject({ uniqueness: "server", caseExact: false });
    expect(read.properties.emails).toMatchObject({
      type: "array",
      items: { type: "object", properties: { type: { examples: ["work", "home", "other"] } } },
    });
    expect(read.properties.meta.properties.created).toMatchObject({ type: "string", format: "date-time" });
    expect(read.properties["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"].properties).toHaveProperty(
      "manager",
    );
    expect(schemas.ScimError.properties.scimType.enum).toContain("uniqueness");
  });

  it("shows a resource type of one's own by itself, every type of attribute included", () => {
    const document: Node = createDocument({
      serverUrl: "",
      routes: [],
      shapes: [USER_SHAPE, DEVICE_SHAPE],
      scimBasePath: SCIM_BASE_PATH,
    });
    expect(findBreaches(document)).toEqual([]);
    expect(Object.keys(document.paths[`${SCIM_BASE_PATH}/Devices/{id}`])).toEqual([
      "parameters",
      "get",
      "put",
      "patch",
      "delete",
    ]);
    expect(document.paths[`${SCIM_BASE_PATH}/Devices`].post.operationId).toBe("scimCreateDevice");
    expect(document.components.schemas.ScimDeviceInput).toMatchObject({
      required: ["schemas", "serial", "urn:example:schemas:Tag"],
      properties: {
        serial: { type: "string" },
        weight: { type: "number" },
        slots: { type: "integer" },
        on: { type: "boolean" },
        seen: { type: "string", format: "date-time" },
        key: { type: "string", contentEncoding: "base64" },
        owner: { type: "string", format: "uri-reference", "x-scim": { referenceTypes: ["User"] } },
        ports: {
          type: "array",
          items: { type: "object", required: ["name"], properties: { name: { type: "string", examples: ["a", "b"] } } },
        },
        "urn:example:schemas:Tag": { properties: { tag: { type: "string" } } },
      },
    });
  });
});

const TAG: SchemaDefinition = {
  id: "urn:example:schemas:Tag",
  name: "Tag",
  description: "A tag.",
  attributes: [attribute("tag", "string")],
};
const DEVICE: SchemaDefinition = {
  id: "urn:example:schemas:Device",
  name: "Device",
  description: "A device.",
  attributes: [
    { ...attribute("serial", "string"), required: true, uniqueness: "server" },
    attribute("weight", "decimal"),
    attribute("slots", "integer"),
    attribute("on", "boolean"),
    attribute("seen", "dateTime"),
    attribute("key", "binary"),
    { ...attribute("owner", "reference"), referenceTypes: ["User"] },
    {
      ...attribute("ports", "complex"),
      multiValued: true,
      subAttributes: [{ ...attribute("name", "string"), required: true, canonicalValues: ["a", "b"] }],
    },
  ],
};
const DEVICE_SHAPE = createShape(
  {
    id: "Device",
    name: "Device",
    description: "Device",
    endpoint: "/Devices",
    schema: DEVICE.id,
    schemaExtensions: [{ schema: TAG.id, required: true }],
  },
  [DEVICE, TAG],
);

function attribute(name: string, type: AttributeDefinition["type"]): AttributeDefinition {
  return {
    name,
    type,
    multiValued: false,
    description: name,
    required: false,
    caseExact: false,
    mutability: "readWrite",
    returned: "default",
    uniqueness: "none",
  };
}

describe("the service, asked by its own document", () => {
  let test: TestService;
  let client: Client;
  let document: Node;
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    test = await startTestService();
    const { apiKey } = await test.seed();
    client = createClient(test.service, { authorization: `Bearer ${apiKey}` });
    const scim = test.scim(`Bearer ${apiKey}`);
    document = (await createClient(test.service, {}).call("GET", "/openapi.json")).body;
    const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    const boss = (await addUser(scim, "boss@acme.example")).body.id;
    const user = await addUser(scim, "jane@acme.example", {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:User", enterprise],
      emails: [{ value: "jane@acme.example", type: "work", primary: true }],
      [enterprise]: { department: "R&D", manager: { value: boss } },
    });
    ids["User"] = user.body.id;
    ids["Group"] = (await addGroup(scim, "Sales", [user.body.id])).body.id;
    await patch(scim, `/Users/${boss}`, { op: "replace", path: "active", value: false });
  });
  afterAll(() => test.close());

  it("serves the document to everybody, with a tag, under its own address", async () => {
    const anybody = createClient(test.service, {});
    const answer = await anybody.call("GET", "/openapi.json");
    expect(answer.body).toEqual(JSON.parse(JSON.stringify(createServiceDocument("http://service.test"))));
    const tag = answer.headers.get("etag") ?? "";
    expect((await anybody.call("GET", "/openapi.json", undefined, { "if-none-match": tag })).status).toBe(304);
    expect((await anybody.call("POST", "/openapi.json")).status).toBe(405);
  });

  it("shows a resource type that the operator added by a file, and the rules of OpenAPI hold", async () => {
    const operated = await startTestService({ definitionsDirectory: PROBE_DIRECTORY });
    try {
      const shown: Node = (await createClient(operated.service, {}).call("GET", "/openapi.json")).body;
      expect(findBreaches(shown)).toEqual([]);
      const added = Object.keys(shown.paths).filter((path) => !Object.hasOwn(paths, path));
      expect(added).toHaveLength(3);
      expect(added[0]).toMatch(/^\/SCIM\/v2\/\w+$/);
    } finally {
      await operated.close();
    }
  });

  const reads = Object.entries<Node>(paths)
    .filter(([, item]) => item.get !== undefined)
    .map(([path, item]) => [path, item.get] as const);

  it.each(reads)(
    "answers GET %s as it says, by each of its statuses that a read can bring about",
    async (path, operation) => {
      const address = path.replace("{id}", () => idFor(path));
      const found = await client.call("GET", address);
      expect(found.status, found.text).toBe(200);
      fits(operation, found);
      if (operation.security?.length === 0) return;
      const refused = await createClient(test.service, {}).call("GET", address);
      expect(refused.status).toBe(401);
      fits(operation, refused);
      if (path.includes("{id}")) {
        const missing = await client.call("GET", path.replace("{id}", "00000000-0000-4000-8000-00000000dead"));
        expect(missing.status).toBe(404);
        fits(operation, missing);
      }
      const tag = found.headers.get("etag");
      if (operation.responses["304"] === undefined) return;
      expect(tag).not.toBeNull();
      expect((await client.call("GET", address, undefined, { "if-none-match": tag ?? "" })).status).toBe(304);
    },
  );

  it.each(["User", "Group"])("takes what it documents as the body of a %s, and answers as it says", async (name) => {
    const endpoint = `${SCIM_BASE_PATH}/${name}s`;
    const schemaUrn = name === "User" ? USER_SHAPE.core.id : GROUP_SCHEMA.id;
    const input = {
      schemas: [schemaUrn],
      ...(name === "User" ? { userName: "new@acme.example", password: "a new password 1" } : { displayName: "New" }),
    };
    const { post } = document.paths[endpoint];
    const { put, patch: change, delete: remove } = document.paths[`${endpoint}/{id}`];
    expect(findMisfits(document, post.requestBody.content["application/scim+json"].schema, input)).toEqual([]);
    const created = await client.call("POST", endpoint, input);
    expect(created.status).toBe(201);
    fits(post, created);
    fits(post, await client.call("POST", endpoint, input));
    fits(post, await client.call("POST", endpoint, "{"));
    const address = `${endpoint}/${created.body.id}`;
    fits(put, await client.call("PUT", address, { ...input, externalId: "E" }));
    fits(put, await client.call("PUT", address, input, { "if-match": 'W/"99"' }));
    const operations = {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
      Operations: [{ op: "replace", path: "externalId", value: "F" }],
    };
    expect(findMisfits(document, change.requestBody.content["application/scim+json"].schema, operations)).toEqual([]);
    fits(change, await client.call("PATCH", address, operations));
    const removed = await client.call("DELETE", address);
    expect(removed.status).toBe(204);
    fits(remove, removed);
  });

  it("pages by cursor, searches by POST and does several things at once as it says", async () => {
    const at = (path: string) => document.paths[`${SCIM_BASE_PATH}${path}`];
    const list = await client.call("GET", `${SCIM_BASE_PATH}/Users?cursor=&count=1`);
    expect(list.body.nextCursor).toEqual(expect.any(String));
    fits(at("/Users").get, list);
    fits(at("/Users").get, await client.call("GET", `${SCIM_BASE_PATH}/Users?cursor=nonsense`));
    const search = { schemas: ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], filter: "id pr", count: 1 };
    for (const path of ["/.search", "/Users/.search", "/Groups/.search"]) {
      const { post } = at(path);
      expect(findMisfits(document, post.requestBody.content["application/scim+json"].schema, search)).toEqual([]);
      const answer = await client.call("POST", `${SCIM_BASE_PATH}${path}`, search);
      expect(answer.status, answer.text).toBe(200);
      fits(post, answer);
      fits(post, await client.call("POST", `${SCIM_BASE_PATH}${path}`, { ...search, filter: "nonsense" }));
    }
    const user = { schemas: [USER_SHAPE.core.id], userName: "bulk@acme.example" };
    const Operations = [
      { method: "POST", path: "/Users", bulkId: "a", data: user },
      { method: "DELETE", path: "/Users/00000000-0000-4000-8000-00000000dead" },
    ];
    const bulk = { schemas: ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], failOnErrors: 2, Operations };
    const { post } = at("/Bulk");
    expect(findMisfits(document, post.requestBody.content["application/scim+json"].schema, bulk)).toEqual([]);
    const done = await client.call("POST", `${SCIM_BASE_PATH}/Bulk`, bulk);
    expect(done.body.Operations.map(({ status }: { status: string }) => status)).toEqual(["201", "404"]);
    fits(post, done);
    fits(post, await client.call("POST", `${SCIM_BASE_PATH}/Bulk`, {}));
  });

  it("documents every feature that it announces", async () => {
    const config = (await client.call("GET", `${SCIM_BASE_PATH}/ServiceProviderConfig`)).body;
    expect(config.bulk.supported).toBe(Object.hasOwn(paths, `${SCIM_BASE_PATH}/Bulk`));
    const names = Object.keys(DOCUMENT.components["parameters"] ?? {});
    expect(config.pagination.cursor).toBe(names.includes("ScimCursor"));
    for (const { endpoint } of (await client.call("GET", `${SCIM_BASE_PATH}/ResourceTypes`)).body.Resources) {
      expect(Object.keys(paths)).toContain(`${SCIM_BASE_PATH}${endpoint}`);
    }
  });

  function idFor(path: string): string {
    if (path.includes("/Schemas/")) return encodeURIComponent(USER_SHAPE.core.id);
    if (path.includes("/ResourceTypes/")) return "User";
    return ids[/group/i.test(path) ? "Group" : "User"] ?? "";
  }

  /** The status is documented, and the body is what its schema says, with nothing that it does not name. */
  function fits(operation: Node, answer: Awaited<ReturnType<Client["call"]>>): void {
    const declared = operation.responses[String(answer.status)];
    expect(declared, `${operation.operationId} answers ${answer.status}: ${answer.text}`).toBeDefined();
    const response =
      declared.$ref === undefined ? declared : document.components.responses[declared.$ref.split("/").at(-1)];
    if (response.content === undefined) {
      expect(answer.text).toBe("");
      return;
    }
    const type = (answer.headers.get("content-type") ?? "").split(";")[0] ?? "";
    expect(Object.keys(response.content)).toContain(type);
    expect(findMisfits(document, response.content[type].schema, answer.body), answer.text).toEqual([]);
  }
});
