/** Many clients at the same moment: the database's constraints and locks decide, never the order in which somebody looked. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addGroup, addUser, patch } from "./testing/people.ts";
import { basic, type Client, OWNER, PROVISIONING, startTestService, type TestService } from "./testing/test-service.ts";

const CLIENTS = 64;

let test: TestService;
let scim: Client;
let key: Client;
let crowds = 0;
beforeAll(async () => {
  test = await startTestService();
  const { apiKey } = await test.seed();
  scim = test.scim(basic(PROVISIONING));
  key = test.scim(`Bearer ${apiKey}`);
});
afterAll(async () => {
  await test?.close();
});

const times = <Item>(amount: number, make: (index: number) => Item) =>
  Array.from({ length: amount }, (_, i) => make(i));
const inOrder = (left: number, right: number) => left - right;

describe(`${CLIENTS} clients at once`, () => {
  it("create the same user name, in any letter case: one 201, the rest 409 [C-04, C-06]", async () => {
    const names = times(CLIENTS, (index) => (index % 2 === 0 ? "same@acme.example" : "SAME@Acme.Example"));
    const answers = await Promise.all(names.map((name) => addUser(scim, name)));
    expect(answers.map((answer) => answer.status).sort(inOrder)).toEqual([201, ...times(CLIENTS - 1, () => 409)]);
    for (const { status, body } of answers) if (status === 409) expect(body.scimType).toBe("uniqueness");
    const found = await scim.call("GET", `/Users?filter=${encodeURIComponent('userName eq "same@acme.example"')}`);
    expect(found.body.totalResults).toBe(1);
  });

  it("create the same group name: one 201, the rest 409", async () => {
    const answers = await Promise.all(times(CLIENTS, () => addGroup(scim, "Everybody")));
    expect(answers.map((answer) => answer.status).sort(inOrder)).toEqual([201, ...times(CLIENTS - 1, () => 409)]);
  });

  it("take the same free user name by renaming: one has it, the others keep theirs", async () => {
    const users = await Promise.all(times(CLIENTS, (index) => addUser(scim, `rename-${index}@acme.example`)));
    const rename = { op: "replace", path: "userName", value: "wanted@acme.example" };
    const answers = await Promise.all(users.map(({ body }) => patch(scim, `/Users/${body.id}`, rename)));
    expect(answers.map((answer) => answer.status).sort(inOrder)).toEqual([200, ...times(CLIENTS - 1, () => 409)]);
    const left = await scim.call("GET", `/Users?count=0&filter=${encodeURIComponent('userName sw "rename-"')}`);
    expect(left.body.totalResults).toBe(CLIENTS - 1);
  });

  it("add and remove members of one group: the end state is that of each client's own last word [P-36]", async () => {
    const users = await Promise.all(times(CLIENTS, (index) => addUser(scim, `member-${index}@acme.example`)));
    const ids = users.map(({ body }) => String(body.id));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }), { minLength: CLIENTS, maxLength: CLIENTS }),
        async (words) => {
          crowds += 1;
          const group = (await addGroup(scim, `Crowd ${crowds}`)).body.id;
          const path = `/Groups/${group}`;
          await Promise.all(
            ids.map(async (id, index) => {
              const client = index % 2 === 0 ? scim : key;
              for (const isIn of words[index] ?? []) {
                const operation = isIn
                  ? { op: "add", path: "members", value: [{ value: id }] }
                  : { op: "remove", path: `members[value eq "${id}"]` };
                const { status } = await patch(client, path, operation);
                expect(status).toBe(204);
              }
            }),
          );
          const { body } = await scim.call("GET", path);
          const expected = ids.filter((_, index) => words[index]?.at(-1) === true);
          const members = (body.members ?? []).map((member: { value: string }) => member.value);
          expect(members.sort()).toEqual(expected.sort());
          // E-04: one version for each change that changed something, and none for the others.
          const steps = words.flatMap((own) => own.filter((isIn, at) => isIn !== (own[at - 1] ?? false)));
          expect(body.meta.version).toContain(`"${1 + steps.length}`);
          const [count] = await test.database.asOwner(
            `select member_count from service.resource where id = '${group}'`,
          );
          expect(count?.["member_count"]).toBe(expected.length);
        },
      ),
      { numRuns: 3 },
    );
  });

  it("write under the same If-Match: one wins, the rest learn that it changed [E-03, E-05]", async () => {
    const { body, headers } = await addUser(scim, "contested@acme.example");
    const version = headers.get("etag") ?? "";
    const answers = await Promise.all(
      times(CLIENTS, (index) => {
        const Operations = [{ op: "replace", path: "title", value: `Title ${index}` }];
        const message = { schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], Operations };
        return scim.call("PATCH", `/Users/${body.id}`, message, { "if-match": version });
      }),
    );
    expect(answers.map((answer) => answer.status).sort(inOrder)).toEqual([200, ...times(CLIENTS - 1, () => 412)]);
  });

  it("delete members while others add them: no member without a user, no count astray, no fault", async () => {
    const users = await Promise.all(times(CLIENTS, (index) => addUser(scim, `leaver-${index}@acme.example`)));
    const group = (await addGroup(scim, "Leavers")).body.id;
    const answers = await Promise.all(
      users.flatMap(({ body }) => [
        patch(scim, `/Groups/${group}`, { op: "add", path: "members", value: [{ value: body.id }] }),
        key.call("DELETE", `/Users/${body.id}`),
      ]),
    );
    for (const { status, text } of answers) expect([204, 400], text).toContain(status);
    const { body } = await scim.call("GET", `/Groups/${group}`);
    expect(body.members ?? []).toEqual([]);
    const [row] = await test.database.asOwner(`select member_count from service.resource where id = '${group}'`);
    expect(row?.["member_count"]).toBe(0);
  });

  it("leave a feed that tells every change once, each resource's in the order of its versions", async () => {
    const owner = await test.signedIn(OWNER.email, OWNER.password);
    expect((await owner.call("GET", "/api/me")).status).toBe(200);
    const seen: { cursor: string; resourceId: string; version: number }[] = [];
    let cursor = "0";
    for (;;) {
      const { status, body } = await fetchEvents(cursor);
      expect(status).toBe(200);
      if (body.items.length === 0) break;
      seen.push(...body.items);
      cursor = body.cursor;
    }
    expect(seen.map((event) => Number(event.cursor))).toEqual(times(seen.length, (index) => index + 1));
    const versions = new Map<string, number>();
    for (const { resourceId, version } of seen) {
      expect(version).toBeGreaterThanOrEqual(versions.get(resourceId) ?? 0);
      versions.set(resourceId, version);
    }
    const written = await test.database.asOwner("select count(*)::int as n from service.event");
    expect(seen.length).toBeGreaterThan(CLIENTS);
    expect(written[0]?.["n"]).toBeGreaterThanOrEqual(seen.length);
  });
});

async function fetchEvents(cursor: string) {
  const authorization = basic(PROVISIONING);
  return test.browser().call("GET", `/events?cursor=${cursor}&limit=1000`, undefined, { authorization });
}
