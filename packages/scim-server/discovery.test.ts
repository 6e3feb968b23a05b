import { silentLogger } from "@lockstep/ports";
import { describe, expect, it } from "vitest";
import { createScimServer, type ResourceStore, type ScimServerOptions } from "./index.ts";
import { GROUP_SHAPE, newCaller, USER_SHAPE } from "./testing/shapes.ts";

const refuse = () => Promise.reject(new Error("discovery asks no store"));
const STORE: ResourceStore = {
  create: refuse,
  find: refuse,
  query: refuse,
  queryAll: refuse,
  change: refuse,
  remove: refuse,
};

function createServer(options: Partial<ScimServerOptions>) {
  const server = createScimServer({
    basePath: "/SCIM/v2",
    publicBaseUrl: () => "https://scim.example.com",
    shapes: [USER_SHAPE, GROUP_SHAPE],
    store: STORE,
    authenticator: { authenticate: () => Promise.resolve(newCaller()) },
    clock: { now: () => 0 },
    random: { bytes: (length) => new Uint8Array(length) },
    logger: silentLogger,
    ...options,
  });
  return async (method: string, path: string) => {
    const response = await server(new Request(`https://scim.example.com/SCIM/v2${path}`, { method }));
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
}

describe("what the service provider says about itself", () => {
  it("is the schemes that it was given, one of them primary at most [D-02]", async () => {
    const authenticationSchemes = [
      { type: "httpbasic", name: "Basic", description: "E-mail and password." },
      { type: "oauthbearertoken", name: "Key", description: "An API key.", primary: true },
      { type: "oauth2", name: "OAuth 2.0", description: "Client credentials.", documentationUri: "https://x.example" },
    ] as const;
    const { body } = await createServer({ authenticationSchemes })("GET", "/ServiceProviderConfig");
    expect(body["authenticationSchemes"]).toEqual(authenticationSchemes);
    const twice = authenticationSchemes.map((scheme) => ({ ...scheme, primary: true }));
    expect(() => createServer({ authenticationSchemes: twice })).toThrow(/at most one/);
  });

  it("is what it does: bulk and cursors that are off are announced off and refused with 501 [D-15] [D-14]", async () => {
    const ask = createServer({ limits: { bulkOperations: 0 } });
    const { body } = await ask("GET", "/ServiceProviderConfig");
    expect(body).toMatchObject({
      bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
      pagination: { cursor: false, index: true, defaultPaginationMethod: "index" },
    });
    expect(body["pagination"]).not.toHaveProperty("cursorTimeout");
    expect(await ask("POST", "/Bulk")).toMatchObject({ status: 501, body: { status: "501" } });
    expect(await ask("GET", "/Users?cursor=")).toMatchObject({ status: 501, body: { status: "501" } });
  });

  it("is that passwords can be changed where a type has one, and /Me where there are users [D-15]", async () => {
    const config = async (options: Partial<ScimServerOptions>) =>
      (await createServer(options)("GET", "/ServiceProviderConfig")).body;
    expect(await config({})).toMatchObject({ changePassword: { supported: true } });
    const groups = { shapes: [GROUP_SHAPE] };
    expect(await config(groups)).toMatchObject({ changePassword: { supported: false } });
    expect((await createServer(groups)("GET", "/Me")).status).toBe(501);
  });

  it("names type and place of each document, and ignores paging, sorting and attributes [D-10] [D-13]", async () => {
    const ask = createServer({});
    const noise = "?startIndex=2&count=0&sortBy=name&attributes=id&cursor=x";
    for (const [path, resourceType] of [
      ["Schemas", "Schema"],
      ["ResourceTypes", "ResourceType"],
    ]) {
      const { body } = await ask("GET", `/${path}${noise}`);
      const resources = body["Resources"] as { id: string; name: string; meta: { location: string } }[];
      expect(resources).toHaveLength(body["totalResults"] as number);
      for (const resource of resources) {
        expect(resource).toMatchObject({ name: expect.any(String), meta: { resourceType } });
        expect(resource.meta.location).toBe(`https://scim.example.com/SCIM/v2/${path}/${resource.id}`);
      }
      expect((await ask("GET", `/${path}?filter=id+pr`)).status).toBe(403);
    }
    const config = await ask("GET", `/ServiceProviderConfig${noise}&filter=x`);
    expect(config.body["meta"]).toEqual({
      resourceType: "ServiceProviderConfig",
      location: "https://scim.example.com/SCIM/v2/ServiceProviderConfig",
    });
  });

  it("survives addresses that cannot be decoded, as a SCIM error [Z-05]", async () => {
    const ask = createServer({});
    for (const path of ["/Users/%zz", "/%", "/Users/%ff", "//%2"]) {
      expect(await ask("GET", path), path).toMatchObject({ status: 404, body: { status: "404" } });
    }
  });
});
