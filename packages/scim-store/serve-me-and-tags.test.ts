import type { ResourceId } from "@lockstep/ports";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newCaller } from "../scim-server/testing/shapes.ts";
import { BASE, createServedStore, type ServedStore, USER_URN } from "./testing/served-store.ts";

describe("/Me and entity tags", () => {
  let served: ServedStore;
  let anna = "";
  let me = newCaller();

  beforeAll(async () => {
    served = await createServedStore();
  });
  beforeEach(async () => {
    const caller = served.newAccount();
    anna = await served.createUser({ userName: "anna", displayName: "Anna" });
    me = { ...caller, userId: anna as ResourceId };
  });
  afterAll(() => served.close());

  describe("/Me", () => {
    const location = () => `${BASE}/Users/${anna}`;

    it("is another name of the user behind the credential, which the answer names [A-01]", async () => {
      served.become(me);
      const { status, body, headers } = await served.ask("GET", "/Me?attributes=userName");
      expect(status).toBe(200);
      expect(body).toEqual({ schemas: [USER_URN], id: anna, userName: "anna" });
      expect(headers.get("location")).toBe(location());
      expect(headers.get("content-location")).toBe(location());
      expect((await served.ask("HEAD", "/me")).headers.get("etag")).toBe('W/"1"');
      const cached = await served.ask("GET", "/Me", undefined, { "if-none-match": 'W/"1"' });
      expect(cached.status).toBe(304);
      expect(cached.headers.get("location")).toBe(location());
    });

    it("can be replaced, patched and deleted by the same rules [A-01]", async () => {
      served.become(me);
      const put = await served.ask("PUT", "/Me", { schemas: [USER_URN], userName: "anna", title: "Chief" });
      expect(put).toMatchObject({ status: 200, body: { id: anna, title: "Chief", meta: { location: location() } } });
      const patched = await served.patch("/Me", [{ op: "remove", path: "title" }], { "if-match": 'W/"2"' });
      expect(patched.body).not.toHaveProperty("title");
      expect(patched.headers.get("location")).toBe(location());
      expect(
        (await served.patch("/Me", [{ op: "add", path: "title", value: "x" }], { "if-match": 'W/"2"' })).status,
      ).toBe(412);
      served.become({ ...me, scopes: ["users:read"] });
      expect((await served.ask("DELETE", "/Me")).status).toBe(403);
      served.become(me);
      expect((await served.ask("DELETE", "/Me")).status).toBe(204);
      expect((await served.ask("GET", "/Me")).status).toBe(404);
    });

    it("makes nobody: a POST is refused [A-02]", async () => {
      served.become(me);
      const answer = await served.ask("POST", "/Me", { schemas: [USER_URN], userName: "self" });
      expect(answer).toMatchObject({ status: 405, body: { status: "405" } });
      expect(answer.headers.get("allow")).toBe("GET, HEAD, PUT, PATCH, DELETE");
    });
  });

  describe("entity tags", () => {
    const get = (tag?: string, path = `/Users/${anna}`) =>
      served.ask("GET", path, undefined, tag === undefined ? {} : { "if-none-match": tag });

    async function tagOf(path = `/Users/${anna}`): Promise<string> {
      const { headers, body } = await get(undefined, path);
      expect(body["meta"]).toMatchObject({ version: headers.get("etag") });
      return headers.get("etag") ?? "";
    }

    it("of a user change with its groups, whose change writes nothing to the user [E-01] [E-02] [R-18]", async () => {
      const tags = [await tagOf()];
      expect(tags[0]).toBe('W/"1"');
      const group = await served.createGroup("Sales", [anna]);
      tags.push(await tagOf());
      await served.patch(`/Groups/${group}`, [{ op: "replace", path: "displayName", value: "Sellers" }]);
      tags.push(await tagOf());
      await served.createGroup("Board", [anna]);
      tags.push(await tagOf());
      expect(new Set(tags).size).toBe(4);
      for (const old of tags.slice(0, 3)) expect((await get(old)).status).toBe(200);
      const current = await get(`"x", ${tags[3]}`);
      expect(current.status).toBe(304);
      expect(current.body).toEqual({});
      expect(current.headers.get("etag")).toBe(tags[3]);
      expect((await get("*")).status).toBe(304);
      const { body } = await get();
      expect(body).toMatchObject({ meta: { lastModified: "2026-01-01T00:00:00.000Z" } });
    });

    it("are the same in a list, after a write, by HEAD and by GET [E-01] [R-18]", async () => {
      await served.createGroup("Sales", [anna]);
      const tag = await tagOf();
      const list = await served.ask("GET", "/Users");
      expect(list.body["Resources"]).toMatchObject([{ meta: { version: tag } }]);
      const head = await served.ask("HEAD", `/Users/${anna}`);
      expect(head.headers.get("etag")).toBe(tag);
      const patched = await served.patch(`/Users/${anna}`, [{ op: "add", path: "title", value: "Chief" }]);
      expect(patched.headers.get("etag")).toBe(await tagOf());
      expect(patched.body).toMatchObject({ meta: { version: patched.headers.get("etag") } });
    });

    it("of a user let a write pass while the user is unchanged, whatever the groups [E-03]", async () => {
      const before = await tagOf();
      await served.createGroup("Sales", [anna]);
      const withGroup = await tagOf();
      const set = (tag: string, title: string) =>
        served.patch(`/Users/${anna}`, [{ op: "replace", path: "title", value: title }], { "if-match": tag });
      expect((await set(before, "one")).status).toBe(200);
      expect((await set(withGroup, "two")).status).toBe(412);
      expect((await set(await tagOf(), "two")).status).toBe(200);
      expect((await set(`"x", ${await tagOf()}, W/"99"`, "three")).status).toBe(200);
      expect((await set("*", "four")).status).toBe(200);
    });

    it("let one of many writers win, and the others know [E-05]", async () => {
      const titles = Array.from({ length: 8 }, (_, index) => `title ${index}`);
      const answers = await Promise.all(
        titles.map((value) =>
          served.patch(`/Users/${anna}`, [{ op: "replace", path: "title", value }], { "if-match": 'W/"1"' }),
        ),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(412)]);
      const winner = answers.findIndex(({ status }) => status === 200);
      expect((await get()).body).toMatchObject({ title: titles[winner], meta: { version: 'W/"2"' } });
    });

    it("let a DELETE pass while they hold [X-04]", async () => {
      const remove = (tag: string) => served.ask("DELETE", `/Users/${anna}`, undefined, { "if-match": tag });
      expect(await remove('W/"2"')).toMatchObject({ status: 412, body: { status: "412" } });
      expect((await remove('W/"1"')).status).toBe(204);
      expect((await remove('W/"1"')).status).toBe(404);
    });

    it("of a group change with its members [E-04]", async () => {
      const group = await served.createGroup("Sales");
      expect(await tagOf(`/Groups/${group}`)).toBe('W/"1"');
      await served.patch(`/Groups/${group}`, [{ op: "add", path: "members", value: [{ value: anna }] }]);
      expect(await tagOf(`/Groups/${group}`)).toBe('W/"2"');
      await served.patch(`/Groups/${group}`, [{ op: "add", path: "members", value: [{ value: anna }] }]);
      expect(await tagOf(`/Groups/${group}`)).toBe('W/"2"');
      expect((await get('W/"1"', `/Groups/${group}`)).status).toBe(200);
      expect((await get('W/"2"', `/Groups/${group}`)).status).toBe(304);
    });
  });
});
