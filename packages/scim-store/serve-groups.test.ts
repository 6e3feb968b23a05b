import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { BASE, createServedStore, GROUP_URN, type ServedStore } from "./testing/served-store.ts";

const UNKNOWN_ID = "00000000-0000-7000-8000-00000000dead";

describe("/Groups", () => {
  let served: ServedStore;
  let anna = "";
  let bert = "";
  let carl = "";

  beforeAll(async () => {
    served = await createServedStore();
  });
  beforeEach(async () => {
    served.newAccount();
    anna = await served.createUser({ userName: "anna", displayName: "Anna" });
    bert = await served.createUser({ userName: "bert", displayName: "Bert" });
    carl = await served.createUser({ userName: "carl", name: { formatted: "Carl C." } });
  });
  afterAll(() => served.close());

  const memberJson = (value: string, display: string) => ({
    value,
    $ref: `${BASE}/Users/${value}`,
    type: "User",
    display,
  });

  async function membersOf(id: string): Promise<readonly unknown[]> {
    const { body } = await served.ask("GET", `/Groups/${id}`);
    return ((body.members ?? []) as { display: string }[]).map((member) => member.display);
  }

  it("creates a group with members, and shows the membership from both sides", async () => {
    const sent = {
      schemas: [GROUP_URN],
      displayName: "Sales",
      externalId: "x",
      members: [{ value: carl, display: "?" }, { value: anna }],
    };
    const { status, body } = await served.ask("POST", "/Groups", sent);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      displayName: "Sales",
      externalId: "x",
      members: [memberJson(anna, "Anna"), memberJson(carl, "Carl C.")],
      meta: { location: `${BASE}/Groups/${body.id}`, version: 'W/"1"' },
    });
    const user = await served.ask("GET", `/Users/${anna}`);
    expect(user.body.groups).toEqual([
      { value: body.id, $ref: `${BASE}/Groups/${body.id}`, type: "direct", display: "Sales" },
    ]);
    const list = await served.ask("GET", "/Users?filter=userName+eq+%22carl%22");
    expect(list.body.Resources).toMatchObject([{ groups: [{ display: "Sales" }] }]);
  });

  it("refuses a group name that is taken, in any letter case, also by renaming", async () => {
    await served.createGroup("Sales");
    const staff = await served.createGroup("Staff");
    const twice = await served.ask("POST", "/Groups", { schemas: [GROUP_URN], displayName: "SALES" });
    expect(twice).toMatchObject({ status: 409, body: { scimType: "uniqueness" } });
    const renamed = await served.patch(`/Groups/${staff}`, [{ op: "replace", value: { displayName: "sales" } }]);
    expect(renamed).toMatchObject({ status: 409, body: { scimType: "uniqueness" } });
  });

  it("shows members in lists, unless they are excluded", async () => {
    await served.createGroup("Sales", [anna]);
    const all = await served.ask("GET", "/Groups");
    expect(all.body.Resources).toMatchObject([{ members: [{ value: anna }] }]);
    const bare = await served.ask("GET", '/Groups?filter=displayName eq "sales"&excludedAttributes=members');
    expect(bare.body.totalResults).toBe(1);
    expect(JSON.stringify(bare.body)).not.toContain(anna);
    const ids = await served.ask("GET", `/Groups?attributes=id&filter=members eq "${anna}"`);
    expect(ids.body.Resources).toEqual([{ schemas: [GROUP_URN], id: expect.any(String) }]);
  });

  it("answers 204 to a PATCH of membership alone, with the new version", async () => {
    const id = await served.createGroup("Sales", [anna]);
    const answer = await served.patch(`/Groups/${id}`, [
      { op: "remove", path: `members[value eq "${anna}"]` },
      { op: "add", path: "members", value: [{ value: bert, display: "bert" }, { value: carl }] },
    ]);
    expect(answer).toMatchObject({ status: 204, body: {} });
    expect(answer.headers.get("etag")).toBe('W/"2"');
    expect(await membersOf(id)).toEqual(["Bert", "Carl C."]);
  });

  it("answers 200 with members when the request names them", async () => {
    const id = await served.createGroup("Sales");
    const add = [{ op: "add", path: "members", value: [{ value: anna }] }];
    const named = await served.patch(`/Groups/${id}?attributes=members`, add);
    expect(named).toMatchObject({ status: 200, body: { members: [memberJson(anna, "Anna")] } });
    const others = await served.patch(`/Groups/${id}?attributes=displayName`, add);
    expect(others.body).toEqual({ schemas: [GROUP_URN], id, displayName: "Sales" });
  });

  it("answers 200 without members to a PATCH of name and membership, as Okta sends it", async () => {
    const id = await served.createGroup("Sales", [anna]);
    const answer = await served.patch(`/Groups/${id}`, [
      { op: "add", path: "members", value: [{ value: bert }] },
      { op: "replace", value: { id, displayName: "Sellers" } },
    ]);
    expect(answer).toMatchObject({ status: 200, body: { id, displayName: "Sellers", meta: { version: 'W/"2"' } } });
    expect(answer.body).not.toHaveProperty("members");
    expect(await membersOf(id)).toEqual(["Anna", "Bert"]);
  });

  it("leaves membership alone when a rename does not mention it, and shows it", async () => {
    const id = await served.createGroup("Sales", [anna]);
    const { body } = await served.patch(`/Groups/${id}`, [{ op: "replace", value: { id, displayName: "New" } }]);
    expect(body).toMatchObject({ displayName: "New", members: [{ value: anna }] });
  });

  it.each([
    ["a list of values", { op: "Remove", path: "members" }, true],
    ["a path-less replace with an empty list", { op: "replace", value: { members: [] } }, false],
    ["a replace with an empty list", { op: "replace", path: "members", value: [] }, false],
    ["a remove of all", { op: "remove", path: "members" }, false],
  ])("understands %s", async (_name, operation, isListed) => {
    const id = await served.createGroup("Sales", [anna, bert]);
    const listed = isListed ? { value: [{ $ref: null, value: anna }] } : {};
    expect((await served.patch(`/Groups/${id}`, [{ ...operation, ...listed }])).status).toBe(204);
    expect(await membersOf(id)).toEqual(isListed ? ["Bert"] : []);
  });

  it("sets the membership exactly by PUT, and empties it when it is left out", async () => {
    const id = await served.createGroup("Sales", [anna, bert]);
    const put = (members?: readonly object[]) =>
      served.ask("PUT", `/Groups/${id}`, {
        schemas: [GROUP_URN],
        displayName: "Sales",
        ...(members ? { members } : {}),
      });
    const replaced = await put([{ value: bert }, { value: carl }]);
    expect(replaced.body).toMatchObject({ members: [memberJson(bert, "Bert"), memberJson(carl, "Carl C.")] });
    expect((await put()).body).not.toHaveProperty("members");
  });

  it("refuses a member that does not exist, names it, and changes nothing", async () => {
    const id = await served.createGroup("Sales", [anna]);
    const answer = await served.patch(`/Groups/${id}`, [
      { op: "replace", path: "displayName", value: "New" },
      { op: "add", path: "members", value: [{ value: bert }, { value: UNKNOWN_ID }] },
    ]);
    expect(answer).toMatchObject({ status: 400, body: { scimType: "invalidValue" } });
    expect(answer.body.detail).toContain(UNKNOWN_ID);
    const { body } = await served.ask("GET", `/Groups/${id}`);
    expect(body).toMatchObject({ displayName: "Sales", meta: { version: 'W/"1"' } });
    expect(await membersOf(id)).toEqual(["Anna"]);
  });

  it("keeps the version when members are added who are members, and removed who are not", async () => {
    const id = await served.createGroup("Sales", [anna]);
    const answer = await served.patch(`/Groups/${id}`, [
      { op: "add", path: "members", value: [{ value: anna }] },
      { op: "remove", path: `members[value eq "${bert}"]` },
    ]);
    expect(answer.status).toBe(204);
    expect(answer.headers.get("etag")).toBe('W/"1"');
  });

  it("deletes a group and leaves its members", async () => {
    const id = await served.createGroup("Sales", [anna]);
    expect((await served.ask("DELETE", `/Groups/${id}`)).status).toBe(204);
    const { status, body } = await served.ask("GET", `/Users/${anna}`);
    expect(status).toBe(200);
    expect(body).not.toHaveProperty("groups");
  });
});
