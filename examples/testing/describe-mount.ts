/** What every mounted service provider must answer, over whatever carries its requests. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";

export const TOKEN = "0123456789abcdefghij";

/** A mounted provider: sends a request to a path of the whole app. */
export interface Mounted {
  readonly send: (path: string, init: RequestInit) => Promise<Response>;
  readonly close: () => Promise<void>;
}

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
const PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const PUBLIC_URL = "https://app.example";

/** Defines the tests. `mount` is called once, after the environment that the examples read is set. */
export function describeMount(name: string, mount: () => Promise<Mounted>): void {
  describe(`the service provider in ${name}`, () => {
    let mounted: Mounted | undefined;
    beforeAll(async () => {
      process.env["SCIM_TOKEN"] = TOKEN;
      process.env["PUBLIC_URL"] = PUBLIC_URL;
      mounted = await mount();
    });
    afterAll(async () => mounted?.close());

    const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
      const response = await mounted?.send(path, {
        method,
        headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/scim+json", ...headers },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
      if (response === undefined) throw new Error("The provider is not mounted");
      const text = await response.text();
      // biome-ignore lint/suspicious/noExplicitAny: tests read answers as a client in JavaScript would.
      const json: any = text.startsWith("{") ? JSON.parse(text) : undefined;
      return { status: response.status, headers: response.headers, text, json };
    };
    const create = (userName: string) => ask("POST", "/scim/v2/Users", { schemas: [USER], userName });

    it("creates, reads, finds, changes, replaces and deletes a user", async () => {
      const created = await create("jäne@example.com");
      expect(created.status).toBe(201);
      expect(created.headers.get("content-type")).toBe("application/scim+json");
      const path = `/scim/v2/Users/${created.json.id}`;
      expect(created.headers.get("location")).toBe(`${PUBLIC_URL}${path}`);
      expect((await ask("GET", path)).json).toEqual(created.json);
      const filter = encodeURIComponent('userName eq "JÄNE@example.com"');
      const found = await ask("GET", `/scim/v2/Users?filter=${filter}`);
      expect(found.json).toMatchObject({ totalResults: 1, Resources: [{ id: created.json.id }] });
      const Operations = [{ op: "replace", path: "name.familyName", value: "Dœ" }];
      const patched = await ask("PATCH", path, { schemas: [PATCH_OP], Operations });
      expect(patched).toMatchObject({ status: 200, json: { name: { familyName: "Dœ" } } });
      const replaced = await ask("PUT", path, { schemas: [USER], userName: "jane@example.com", title: "Chief" });
      expect(replaced).toMatchObject({ status: 200, json: { title: "Chief" } });
      expect(replaced.json).not.toHaveProperty("name");
      expect((await ask("DELETE", path)).status).toBe(204);
      expect((await ask("GET", path)).status).toBe(404);
    });

    it("keeps the members of a group", async () => {
      const user = (await create("member@example.com")).json.id;
      const body = { schemas: [GROUP], displayName: "Sales", members: [{ value: user }] };
      const group = await ask("POST", "/scim/v2/Groups", body);
      expect(group).toMatchObject({ status: 201, json: { members: [{ value: user }] } });
      const Operations = [{ op: "remove", path: `members[value eq "${user}"]` }];
      expect((await ask("PATCH", `/scim/v2/Groups/${group.json.id}`, { schemas: [PATCH_OP], Operations })).status).toBe(
        204,
      );
      expect((await ask("GET", `/scim/v2/Groups/${group.json.id}`)).json.members ?? []).toEqual([]);
    });

    it("answers errors as SCIM does", async () => {
      await create("twice@example.com");
      const again = await create("Twice@example.com");
      expect(again).toMatchObject({ status: 409, json: { scimType: "uniqueness", status: "409" } });
      const broken = await ask("POST", "/scim/v2/Users", '{"userName": ');
      expect(broken).toMatchObject({ status: 400, json: { scimType: "invalidSyntax" } });
      const plain = await ask("POST", "/scim/v2/Users", "userName=x", { "content-type": "text/plain" });
      expect(plain.status).toBe(415);
      expect((await ask("GET", "/scim/v2/Users", undefined, { authorization: "Bearer wrong" })).status).toBe(401);
      const large = { schemas: [USER], userName: "large", title: "x".repeat(1_100_000) };
      expect((await ask("POST", "/scim/v2/Users", large)).status).toBe(413);
      expect((await ask("POST", "/scim/v2/ServiceProviderConfig", {})).status).toBe(405);
    });

    it("answers below the mount and leaves the rest alone", async () => {
      const unknown = await ask("GET", "/scim/v2/Nothing");
      expect(unknown).toMatchObject({ status: 404, headers: expect.any(Headers) });
      expect(unknown.json.schemas).toEqual(["urn:ietf:params:scim:api:messages:2.0:Error"]);
      const config = await ask("GET", "/scim/v2/ServiceProviderConfig");
      expect(config.json.meta.location).toBe(`${PUBLIC_URL}/scim/v2/ServiceProviderConfig`);
      const outside = await ask("GET", "/elsewhere");
      expect(outside.status).toBe(404);
    });

    it("answers HEAD with the headers of GET and no body", async () => {
      const created = await create("head@example.com");
      const path = `/scim/v2/Users/${created.json.id}`;
      const [get, head] = [await ask("GET", path), await ask("HEAD", path)];
      expect(head).toMatchObject({ status: 200, text: "" });
      for (const name of ["etag", "content-type", "content-length"]) {
        expect(head.headers.get(name)).toBe(get.headers.get(name));
      }
      const unchanged = await ask("GET", path, undefined, { "if-none-match": get.headers.get("etag") ?? "" });
      expect(unchanged).toMatchObject({ status: 304, text: "" });
    });
  });
}
