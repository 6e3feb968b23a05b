import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addGroup, addUser, patch } from "./testing/people.ts";
import {
  basic,
  type Client,
  findInDatabase,
  ORGANISATION_URN,
  OWNER,
  PROVISIONING,
  startTestService,
  type TestService,
  USER_URN,
} from "./testing/test-service.ts";

let test: TestService;
let scim: Client;
let owner: Client;
let organisations: Record<string, string>;
beforeAll(async () => {
  test = await startTestService();
  await test.seed();
  scim = test.scim(basic(PROVISIONING));
  owner = await test.signedIn(OWNER.email, OWNER.password);
  const { items } = (await owner.call("GET", "/api/organisations")).body;
  organisations = Object.fromEntries(items.map((item: { code: string; id: string }) => [item.code, item.id]));
});
afterAll(async () => {
  await test?.close();
});

const shown = async (id: string) => (await owner.call("GET", `/api/users/${id}`)).body;
const placesOf = async (id: string) =>
  (await shown(id)).organisations.map(
    (place: { code: string; source: string; isDefault: boolean }) =>
      `${place.code} ${place.source}${place.isDefault ? " default" : ""}`,
  );
const administratorId = async () =>
  (await owner.call("GET", `/api/users?search=${PROVISIONING.email}`)).body.items[0].id as string;
const named = (organisation: string) => ({ [ORGANISATION_URN]: { organisation } });
const nameOrganisation = (id: string, value: string) =>
  patch(scim, `/Users/${id}`, { op: "replace", path: `${ORGANISATION_URN}:organisation`, value });

describe("The default organisation", () => {
  it("is the one of the provisioning administrator; moving the administrator moves the next person only", async () => {
    const first = (await addUser(scim, "first@acme.example")).body.id;
    expect(await placesOf(first)).toEqual(["ACME provisioned default"]);
    const id = await administratorId();
    const move = { organisationIds: [organisations["NORTH"]], defaultOrganisationId: organisations["NORTH"] };
    expect((await owner.call("PUT", `/api/users/${id}/organisations`, move)).status).toBe(200);
    const second = (await addUser(scim, "second@acme.example")).body.id;
    expect(await placesOf(second)).toEqual(["NORTH provisioned default"]);
    expect(await placesOf(first)).toEqual(["ACME provisioned default"]);
    const several = {
      organisationIds: [organisations["NORTH"], organisations["ACME"]],
      defaultOrganisationId: organisations["ACME"],
    };
    await owner.call("PUT", `/api/users/${id}/organisations`, several);
    expect(await placesOf((await addUser(scim, "third@acme.example")).body.id)).toEqual(["ACME provisioned default"]);
  });

  it("holds for the user behind an API key too", async () => {
    const { apiKey } = await test.seed();
    const id = (await addUser(test.scim(`Bearer ${apiKey}`), "bykey@acme.example")).body.id;
    expect(await placesOf(id)).toEqual(["ACME provisioned default"]);
  });
});

describe("The organisation attribute", () => {
  it("places a person by code or by name, in any letter case", async () => {
    const byCode = (await addUser(scim, "code@acme.example", named("north"))).body;
    expect(byCode[ORGANISATION_URN]).toEqual({ organisation: "north" });
    expect(await placesOf(byCode.id)).toEqual(["NORTH provisioned default"]);
    const byName = (await addUser(scim, "name@acme.example", named("acme SOUTH"))).body.id;
    expect(await placesOf(byName)).toEqual(["SOUTH provisioned default"]);
  });

  it("moves the provisioned membership when it changes, goes back to the default when cleared, and leaves memberships by hand", async () => {
    const { id } = (await addUser(scim, "mover@acme.example", named("NORTH"))).body;
    const byHand = {
      organisationIds: [organisations["NORTH"], organisations["ACME"]],
      defaultOrganisationId: organisations["NORTH"],
    };
    await owner.call("PUT", `/api/users/${id}/organisations`, byHand);
    expect(await placesOf(id)).toEqual(["NORTH provisioned default", "ACME manual"]);
    expect((await nameOrganisation(id, "SOUTH")).status).toBe(200);
    expect(await placesOf(id)).toEqual(["SOUTH provisioned default", "ACME manual"]);
    await patch(scim, `/Users/${id}`, { op: "remove", path: `${ORGANISATION_URN}:organisation` });
    expect(await placesOf(id)).toEqual(["ACME manual default"]);
    expect((await nameOrganisation(id, "NORTH")).status).toBe(200);
    expect(await placesOf(id)).toEqual(["NORTH provisioned default", "ACME manual"]);
  });

  it("refuses an unknown organisation with 400 invalidValue and changes nothing", async () => {
    const refused = await addUser(scim, "nowhere@acme.example", named("EAST"));
    expect(refused.status).toBe(400);
    expect(refused.body).toEqual({
      schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
      status: "400",
      scimType: "invalidValue",
      detail: `${ORGANISATION_URN}:organisation: no organisation at or below the default organisation of the provisioning administrator has that code or name.`,
    });
    const list = await scim.call("GET", `/Users?filter=${encodeURIComponent('userName eq "nowhere@acme.example"')}`);
    expect(list.body.totalResults).toBe(0);
    const { id } = (await addUser(scim, "stays@acme.example", named("NORTH"))).body;
    expect((await nameOrganisation(id, "EAST")).status).toBe(400);
    expect(await placesOf(id)).toEqual(["NORTH provisioned default"]);
    expect((await scim.call("GET", `/Users/${id}`)).body[ORGANISATION_URN]).toEqual({ organisation: "NORTH" });
  });

  it("reaches only what lies at or below the administrator's default organisation", async () => {
    const id = await administratorId();
    const toNorth = { organisationIds: [organisations["NORTH"]], defaultOrganisationId: organisations["NORTH"] };
    await owner.call("PUT", `/api/users/${id}/organisations`, toNorth);
    expect((await addUser(scim, "aside@acme.example", named("SOUTH"))).status).toBe(400);
    expect((await addUser(scim, "above@acme.example", named("ACME"))).status).toBe(400);
    expect((await addUser(scim, "here@acme.example", named("NORTH"))).status).toBe(201);
    const back = { organisationIds: [organisations["ACME"]], defaultOrganisationId: organisations["ACME"] };
    await owner.call("PUT", `/api/users/${id}/organisations`, back);
  });

  it("a name that several organisations have needs the code", async () => {
    const draft = { name: "Twin", parentId: organisations["ACME"] };
    for (const code of ["TWIN1", "TWIN2"]) await owner.call("POST", "/api/organisations", { ...draft, code });
    const refused = await addUser(scim, "twin@acme.example", named("Twin"));
    expect([refused.status, refused.body.detail]).toEqual([400, expect.stringContaining("give the code")]);
    const { id } = (await addUser(scim, "twin@acme.example", named("TWIN2"))).body;
    expect(await placesOf(id)).toEqual(["TWIN2 provisioned default"]);
  });
});

describe("Unique names", () => {
  it("a duplicate userName in another letter case is refused with 409", async () => {
    expect((await addUser(scim, "Unique@acme.example")).status).toBe(201);
    const refused = await addUser(scim, "uNIQUE@ACME.example");
    expect([refused.status, refused.body.scimType, refused.body.status]).toEqual([409, "uniqueness", "409"]);
    const { id } = (await addUser(scim, "renamed@acme.example")).body;
    expect(
      (await patch(scim, `/Users/${id}`, { op: "replace", path: "userName", value: "unique@acme.example" })).status,
    ).toBe(409);
  });

  it("a duplicate group name in another letter case is refused with 409, also by renaming", async () => {
    expect((await addGroup(scim, "Finance")).status).toBe(201);
    const refused = await addGroup(scim, "FINANCE");
    expect([refused.status, refused.body.scimType]).toEqual([409, "uniqueness"]);
    const { id } = (await addGroup(scim, "Sales")).body;
    const renamed = await patch(scim, `/Groups/${id}`, { op: "replace", path: "displayName", value: "finance" });
    expect(renamed.status).toBe(409);
  });
});

describe("Deactivation", () => {
  it("ends sessions and sign-in at once; reactivation restores sign-in with the same id", async () => {
    const person = { email: "leaver@acme.example", password: "password of a leaver" };
    const { id } = (await addUser(scim, person.email, { password: person.password })).body;
    const browser = await test.signedIn(person.email, person.password);
    expect((await browser.call("GET", "/api/me")).status).toBe(200);
    expect((await patch(scim, `/Users/${id}`, { op: "replace", value: { active: false } })).status).toBe(200);
    expect((await browser.call("GET", "/api/me")).status).toBe(401);
    expect((await test.browser().call("POST", "/api/session", person)).status).toBe(401);
    await test.browser().call("POST", "/api/password-reset", { email: person.email });
    expect((await owner.call("GET", "/api/outbox")).body.items).toEqual([]);
    expect(await shown(id)).toMatchObject({ active: false, provisioned: true });
    expect((await scim.call("GET", `/Users/${id}`)).body.active).toBe(false);
    await patch(scim, `/Users/${id}`, { op: "replace", path: "active", value: true });
    expect((await test.signedIn(person.email, person.password)).call).toBeTypeOf("function");
    expect((await browser.call("GET", "/api/me")).status).toBe(401);
    expect((await shown(id)).id).toBe(id);
  });

  it("spares the credential's own administrator and the last owner, with a reason", async () => {
    const own = await administratorId();
    const ownerId = (await owner.call("GET", "/api/me")).body.user.id;
    const off = { op: "replace", path: "active", value: false };
    const self = await patch(scim, `/Users/${own}`, off);
    expect([self.status, self.body.detail]).toEqual([
      403,
      "This user is the administrator behind the credential of this request and cannot be deactivated with it. Use another administrator's credential.",
    ]);
    const last = await patch(scim, `/Users/${ownerId}`, off);
    expect([last.status, last.body.detail]).toEqual([
      403,
      "This user is the last owner of the account and cannot be deactivated. Make another user owner first.",
    ]);
    expect((await scim.call("DELETE", `/Users/${own}`)).status).toBe(403);
    const deleted = await scim.call("DELETE", `/Users/${ownerId}`);
    expect([deleted.status, deleted.body.detail]).toEqual([403, expect.stringContaining("cannot be deleted")]);
    expect((await shown(own)).active && (await shown(ownerId)).active).toBe(true);
  });

  it("of two owners who are deactivated at the same moment, one stays", async () => {
    const draft = { familyName: "Owner", roles: ["owner"], organisationIds: [organisations["ACME"]] };
    const add = async (email: string) =>
      (await owner.call("POST", "/api/users", { ...draft, email, givenName: "One", password: "owner password" })).body
        .id;
    const ids = [await add("owner2@acme.example"), await add("owner3@acme.example")];
    const first = (await owner.call("GET", "/api/me")).body.user.id;
    const off = { op: "replace", path: "active", value: false };
    const answers = await Promise.all([first, ...ids].map((id) => patch(scim, `/Users/${id}`, off)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 200, 403]);
    for (const id of [first, ...ids]) await patch(scim, `/Users/${id}`, { op: "replace", path: "active", value: true });
    for (const id of ids) expect((await scim.call("DELETE", `/Users/${id}`)).status).toBe(204);
    owner = await test.signedIn(OWNER.email, OWNER.password);
  });

  it("deletion takes sign-in, memberships and sessions along, and the name is free again", async () => {
    const person = { email: "gone@acme.example", password: "password of the gone" };
    const { id } = (await addUser(scim, person.email, { password: person.password })).body;
    const browser = await test.signedIn(person.email, person.password);
    expect((await scim.call("DELETE", `/Users/${id}`)).status).toBe(204);
    expect((await browser.call("GET", "/api/me")).status).toBe(401);
    expect((await test.browser().call("POST", "/api/session", person)).status).toBe(401);
    expect((await owner.call("GET", `/api/users/${id}`)).status).toBe(404);
    expect((await addUser(scim, person.email)).status).toBe(201);
  });
});

describe("Passwords over SCIM", () => {
  const hashOf = async (id: string) =>
    (await test.database.asOwner("select password_hash from sign_in where user_id = $1", [id]))[0]?.["password_hash"];

  it("become Argon2id hashes of 19 MiB and two passes, and stand nowhere in the clear", async () => {
    const person = { email: "secret@acme.example", password: "Tr0ub4dor&3-first" };
    const { id, ...body } = (await addUser(scim, person.email, { password: person.password })).body;
    expect(body.password).toBeUndefined();
    const first = await hashOf(id);
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    const browser = await test.signedIn(person.email, person.password);
    const renewed = "Tr0ub4dor&3-second";
    expect((await patch(scim, `/Users/${id}`, { op: "replace", path: "password", value: renewed })).status).toBe(200);
    expect(await hashOf(id)).not.toBe(first);
    expect((await browser.call("GET", "/api/me")).status).toBe(401);
    expect((await test.browser().call("POST", "/api/session", person)).status).toBe(401);
    await test.signedIn(person.email, renewed);
    const third = "Tr0ub4dor&3-third";
    const put = { schemas: [USER_URN], userName: person.email, active: true, password: third };
    expect((await scim.call("PUT", `/Users/${id}`, put)).status).toBe(200);
    await test.signedIn(person.email, third);
    for (const clear of [person.password, renewed, third]) {
      expect(await findInDatabase(test.database, clear)).toEqual([]);
      expect(test.log.join("\n")).not.toContain(clear);
    }
    expect(await findInDatabase(test.database, person.email)).not.toEqual([]);
  });

  it("takes whatever a directory sends, from 8 to 72 characters and beyond", async () => {
    for (const [index, password] of [
      "aaaaaaaa",
      "12345678",
      "x".repeat(72),
      "é".repeat(72),
      "y".repeat(256),
    ].entries()) {
      const email = `length${index}@acme.example`;
      expect((await addUser(scim, email, { password })).status).toBe(201);
      await test.signedIn(email, password);
    }
    const tooLong = await addUser(scim, "toolong@acme.example", { password: "z".repeat(257) });
    expect([tooLong.status, tooLong.body.scimType]).toEqual([400, "invalidValue"]);
    expect(tooLong.text).not.toContain("zzz");
  });

  it("a user without a password cannot sign in until a link or the directory brings one", async () => {
    await addUser(scim, "later@acme.example");
    for (const password of ["", "undefined", "null"]) {
      const answer = await test.browser().call("POST", "/api/session", { email: "later@acme.example", password });
      expect(answer.status).toBe(password === "" ? 400 : 401);
    }
  });

  it("renaming a user moves the sign-in to the new name", async () => {
    const password = "password of the renamed";
    const { id } = (await addUser(scim, "oldname@acme.example", { password })).body;
    await patch(scim, `/Users/${id}`, { op: "replace", path: "userName", value: "NewName@acme.example" });
    await test.signedIn("newname@acme.example", password);
    expect(
      (await test.browser().call("POST", "/api/session", { email: "oldname@acme.example", password })).status,
    ).toBe(401);
    expect((await shown(id)).email).toBe("NewName@acme.example");
  });
});

describe("An owner", () => {
  it("cannot be taken over with an administrator's credential: user name and password stay, a title may change", async () => {
    const { items } = (await owner.call("GET", `/api/users?search=${OWNER.email}`)).body;
    const path = `/Users/${items[0].id}`;
    for (const [name, value] of [
      ["password", "Taken-over-123"],
      ["userName", "mine@acme.example"],
    ]) {
      const answer = await patch(scim, path, { op: "replace", path: name, value });
      expect(answer.status).toBe(403);
      expect(answer.body.detail).toMatch(/owner's credential/);
    }
    expect((await patch(scim, path, { op: "replace", path: "title", value: "Founder" })).status).toBe(200);
    expect(await test.signedIn(OWNER.email, OWNER.password)).toBeDefined();
  });
});
