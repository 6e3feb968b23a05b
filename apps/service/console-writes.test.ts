import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addUser } from "./testing/people.ts";
import { basic, type Client, OWNER, PROVISIONING, startTestService, type TestService } from "./testing/test-service.ts";

let test: TestService;
let owner: Client;
let administrator: Client;
let scim: Client;

beforeAll(async () => {
  test = await startTestService();
  await test.seed();
  owner = await test.signedIn(OWNER.email, OWNER.password);
  administrator = await test.signedIn(PROVISIONING.email, PROVISIONING.password);
  scim = test.scim(basic(PROVISIONING));
});
afterAll(async () => {
  await test?.close();
});

/** Somebody without rights, who is signed in. */
async function employee(email: string): Promise<{ readonly id: string; readonly client: Client }> {
  const password = "password of an employee";
  const { id } = (await addUser(scim, email, { password })).body;
  return { id, client: await test.signedIn(email, password) };
}
const organisations = async (): Promise<{ id: string; code: string; parentId: string | null }[]> =>
  (await owner.call("GET", "/api/organisations")).body.items;
const organisation = async (code: string) => {
  const found = (await organisations()).find((each) => each.code === code);
  if (found === undefined) throw new Error(`no organisation ${code}`);
  return found;
};

describe("Groups at the console", () => {
  it("are made, renamed, filled and deleted, and a directory sees them like its own", async () => {
    const made = await administrator.call("POST", "/api/groups", { displayName: " Auditors " });
    expect([made.status, made.body.displayName, made.body.memberCount]).toEqual([201, "Auditors", 0]);
    const path = `/api/groups/${made.body.id}`;
    expect((await administrator.call("PUT", path, { displayName: "Controllers" })).body.displayName).toBe(
      "Controllers",
    );
    const { id } = (await addUser(scim, "member@acme.example", {})).body;
    const filled = await administrator.call("POST", `${path}/members`, { add: [id] });
    expect(filled.body.members).toMatchObject([{ id, email: "member@acme.example" }]);
    const shown = await scim.call("GET", `/Groups/${made.body.id}`);
    expect([shown.body.displayName, shown.body.members.map((each: { value: string }) => each.value)]).toEqual([
      "Controllers",
      [id],
    ]);
    expect((await administrator.call("POST", `${path}/members`, { remove: [id] })).body.memberCount).toBe(0);
    expect((await administrator.call("DELETE", path)).status).toBe(204);
    expect([(await administrator.call("GET", path)).status, (await administrator.call("DELETE", path)).status]).toEqual(
      [404, 404],
    );
  });

  it("have unique names, whatever the letter case, and names at all", async () => {
    await administrator.call("POST", "/api/groups", { displayName: "Sales" });
    const other = (await administrator.call("POST", "/api/groups", { displayName: "Sales West" })).body;
    for (const answer of [
      await administrator.call("POST", "/api/groups", { displayName: "SALES" }),
      await administrator.call("PUT", `/api/groups/${other.id}`, { displayName: "sales" }),
    ]) {
      expect([answer.status, answer.body.error]).toEqual([
        409,
        {
          code: "nameTaken",
          field: "displayName",
          message:
            "Another group of the account has this name, whatever the letter case; choose another name, or open that group.",
        },
      ]);
    }
    expect((await administrator.call("POST", "/api/groups", { displayName: " " })).body.error).toMatchObject({
      code: "invalidField",
      message: "displayName: enter a name",
    });
  });

  it("are written by administrators only, and refuse who is not a user", async () => {
    const { client } = await employee("clerk-groups@acme.example");
    expect((await client.call("POST", "/api/groups", { displayName: "Mine" })).status).toBe(403);
    const { id } = (await administrator.call("POST", "/api/groups", { displayName: "Strangers" })).body;
    const nobody = "01900000-0000-7000-8000-000000000000";
    const refused = await administrator.call("POST", `/api/groups/${id}/members`, { add: [nobody] });
    expect([refused.status, refused.body.error.code]).toEqual([400, "invalidValue"]);
  });
});

describe("Organisations at the console", () => {
  it("are renamed, moved and removed, and each deed leaves its states before and after", async () => {
    const [mother, north] = [await organisation("ACME"), await organisation("NORTH")];
    const below = { name: "Acme North East", code: "NE", parentId: north.id };
    const made = (await owner.call("POST", "/api/organisations", below)).body;
    const moved = await owner.call("PUT", `/api/organisations/${made.id}`, {
      name: "Acme East",
      code: "EAST",
      parentId: mother.id,
    });
    expect(moved.body).toMatchObject({ name: "Acme East", code: "EAST", parentId: mother.id });
    const { items } = (await owner.call("GET", "/api/audit?action=organisation.changed")).body;
    expect(items[0]).toMatchObject({
      before: { code: "NE", name: "Acme North East", parentId: north.id },
      after: { code: "EAST", name: "Acme East", parentId: mother.id },
    });
    expect((await owner.call("DELETE", `/api/organisations/${made.id}`)).status).toBe(204);
    expect((await owner.call("DELETE", `/api/organisations/${made.id}`)).status).toBe(404);
  });

  it("stay a tree under one parent organisation", async () => {
    const [mother, north] = [await organisation("ACME"), await organisation("NORTH")];
    const child = (await owner.call("POST", "/api/organisations", { name: "Deep", code: "DEEP", parentId: north.id }))
      .body;
    const refusals = [
      await owner.call("PUT", `/api/organisations/${north.id}`, { name: "N", code: "NORTH", parentId: child.id }),
      await owner.call("PUT", `/api/organisations/${north.id}`, { name: "N", code: "NORTH", parentId: null }),
      await owner.call("PUT", `/api/organisations/${mother.id}`, { name: "N", code: "ACME", parentId: north.id }),
      await owner.call("PUT", `/api/organisations/${north.id}`, { name: "N", code: "acme", parentId: mother.id }),
      await owner.call("DELETE", `/api/organisations/${mother.id}`),
      await owner.call("DELETE", `/api/organisations/${north.id}`),
    ];
    expect(refusals.map(({ status, body }) => [status, body.error.code])).toEqual([
      [409, "circle"],
      [409, "mother"],
      [409, "mother"],
      [409, "codeTaken"],
      [409, "mother"],
      [409, "organisationInUse"],
    ]);
    expect((await organisation("NORTH")).parentId).toBe(mother.id);
  });
});

describe("Users at the console", () => {
  it("get another name and e-mail, sign in with it, and their directory sees it", async () => {
    const { id } = await employee("typo@acme.example");
    const profile = { email: "ada.right@acme.example", givenName: "Ada", familyName: "Right" };
    const changed = await administrator.call("PUT", `/api/users/${id}/profile`, profile);
    expect(changed.body).toMatchObject({ ...profile, displayName: expect.any(String) });
    await test.signedIn(profile.email, "password of an employee");
    expect((await scim.call("GET", `/Users/${id}`)).body).toMatchObject({
      userName: profile.email,
      name: { givenName: "Ada", familyName: "Right" },
    });
    const taken = await administrator.call("PUT", `/api/users/${id}/profile`, { ...profile, email: OWNER.email });
    expect([taken.status, taken.body.error.code]).toEqual([409, "emailTaken"]);
  });

  it("that are owners are corrected by owners only", async () => {
    const me = (await owner.call("GET", "/api/me")).body.user;
    const profile = { email: "taken.over@acme.example", givenName: "Olivia", familyName: "Owner" };
    expect((await administrator.call("PUT", `/api/users/${me.id}/profile`, profile)).status).toBe(403);
    expect((await administrator.call("POST", `/api/users/${me.id}/invitation`)).status).toBe(403);
  });

  it("are invited again by a link that works once, unless they are inactive", async () => {
    const { id } = (await addUser(scim, "invited@acme.example", {})).body;
    expect((await administrator.call("POST", `/api/users/${id}/invitation`)).status).toBe(204);
    await expect
      .poll(async () => (await owner.call("GET", "/api/outbox")).body.items.map((mail: { to: string }) => mail.to))
      .toContain("invited@acme.example");
    const mail = (await owner.call("GET", "/api/outbox")).body.items.find(
      (each: { to: string }) => each.to === "invited@acme.example",
    );
    const token = /reset-password\/(\S+)/.exec(mail.text)?.[1] ?? "";
    const answer = await test.browser().call("POST", `/api/password-reset/${token}`, { password: "chosen by myself" });
    expect(answer.status).toBe(204);
    await test.signedIn("invited@acme.example", "chosen by myself");
    await administrator.call("PUT", `/api/users/${id}/active`, { active: false });
    const refused = await administrator.call("POST", `/api/users/${id}/invitation`);
    expect([refused.status, refused.body.error.code]).toEqual([409, "inactive"]);
  });

  it("choose the one of their organisations that is the default, and no other", async () => {
    const { id, client } = await employee("several@acme.example");
    const [north, south] = [await organisation("NORTH"), await organisation("SOUTH")];
    await owner.call("PUT", `/api/users/${id}/organisations`, {
      organisationIds: [north.id, south.id],
      defaultOrganisationId: north.id,
    });
    const me = (await client.call("PUT", "/api/me/organisation", { organisationId: south.id })).body;
    expect(me.user.organisations.filter((each: { isDefault: boolean }) => each.isDefault)).toMatchObject([
      { code: "SOUTH" },
    ]);
    const mother = await organisation("ACME");
    const refused = await client.call("PUT", "/api/me/organisation", { organisationId: mother.id });
    expect([refused.status, refused.body.error.code]).toEqual([400, "notYours"]);
  });
});

describe("What happened, at the console", () => {
  it("is leafed through from the newest event back, with filters", async () => {
    const { id } = (await addUser(scim, "event@acme.example", {})).body;
    await administrator.call("PUT", `/api/users/${id}/active`, { active: false });
    const page = async (query: string) => (await owner.call("GET", `/api/events?${query}`)).body;
    const mine = await page(`resourceId=${id}`);
    expect(
      mine.items.map(({ kind, changed }: { kind: string; changed: string[] }) => [kind, changed.includes("active")]),
    ).toEqual([
      ["replaced", true],
      ["created", expect.any(Boolean)],
    ]);
    const first = await page(`resourceId=${id}&limit=1`);
    expect(first.next).toBe(mine.items[0].cursor);
    expect((await page(`resourceId=${id}&limit=1&before=${first.next}`)).items[0].kind).toBe("created");
    expect((await page(`resourceId=${id}&kind=removed`)).items).toEqual([]);
    const { client } = await employee("curious@acme.example");
    expect((await client.call("GET", "/api/events")).status).toBe(403);
  });

  it("is summed up per client: requests, faults, tolerances and the last fault", async () => {
    await scim.call("GET", "/Users?filter=userName%20eq");
    const { items } = (await owner.call("GET", "/api/traffic")).body;
    const [traffic] = items;
    expect(traffic.requests).toBeGreaterThan(traffic.faults);
    expect(traffic).toMatchObject({ lastFault: { status: 400, detail: expect.any(String) } });
    const found = (await owner.call("GET", "/api/requests?search=USERNAME%2520eq&outcome=fault&method=GET")).body.items;
    expect(found).toMatchObject([{ status: 400, method: "GET" }]);
    expect((await owner.call("GET", "/api/requests?method=PUT&search=USERNAME%2520eq")).body.items).toEqual([]);
    expect((await owner.call("GET", "/api/requests?outcome=never")).status).toBe(400);
    test.clock.advance(25 * 3_600_000);
    const again = await test.signedIn(OWNER.email, OWNER.password);
    expect((await again.call("GET", "/api/traffic")).body.items).toEqual([]);
  });
});
