import { describe, expect, it } from "vitest";
import type { DialectName, KnownUser, ToAppFeatures } from "../index.ts";
import { PLACEHOLDER, previewUser, runUser } from "../index.ts";
import { ALL_ON, jane, NOT_LINKED, runInput } from "../testing/harness.ts";
import { createMemoryTarget, type MemoryTarget } from "../testing/memory-target.ts";

const DIALECT_NAMES: readonly DialectName[] = ["okta-catalogue", "okta-wizard", "rfc"];
const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

function sent(target: MemoryTarget): readonly string[] {
  return target.requests.map(({ method, path }) => `${method} ${path.replace(/&startIndex.*/, "")}`);
}

async function provision(target: MemoryTarget, changes: Parameters<typeof runInput>[1] = {}): Promise<KnownUser> {
  const run = await runUser(runInput(target, changes));
  expect(run).toMatchObject({ complete: true });
  return run.known;
}

describe("a person without an account", () => {
  it("is looked up and then created, active, with the person's id and a placeholder password (Okta)", async () => {
    const target = createMemoryTarget();
    const run = await runUser(runInput(target));
    expect(sent(target)).toEqual(['GET /Users?filter=userName eq "jane@example.com"', "POST /Users"]);
    expect(target.requests[1]?.body).toEqual({
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
      name: { givenName: "Jane", familyName: "Doe" },
      emails: [{ value: "jane@example.com", type: "work", primary: true }],
      displayName: "Jane Doe",
      userName: "jane@example.com",
      externalId: "00ujane",
      password: expect.stringMatching(/^[A-Za-z0-9]{16}$/),
      active: true,
    });
    expect(run).toMatchObject({
      complete: true,
      passwordDelivered: false,
      known: {
        externalId: "user-1",
        active: true,
        attributes: { userName: "jane@example.com", externalId: "00ujane" },
      },
    });
    expect(run.steps[1]?.action.request.body).toMatchObject({ password: PLACEHOLDER.password });
    expect(run.steps[0]?.traceId).toBe(run.steps[1]?.traceId);
    expect(target.requests[1]?.traceparent).toContain(run.steps[1]?.traceId);
  });

  it("gets no password by the book unless one waits", async () => {
    const target = createMemoryTarget();
    await provision(target, { dialectName: "rfc" });
    expect(target.requests[1]?.body).not.toHaveProperty("password");
  });

  it.each(DIALECT_NAMES)("gets the waiting password with the create (%s)", async (dialectName) => {
    const target = createMemoryTarget();
    const desired = jane({ passwordPending: true });
    const run = await runUser(
      runInput(target, { dialectName, desired, secret: () => Promise.resolve("S3cret-value") }),
    );
    expect(run).toMatchObject({ complete: true, passwordDelivered: true });
    expect(target.passwordOf("jane@example.com")).toBe("S3cret-value");
    expect(JSON.stringify(run)).not.toContain("S3cret-value");
    expect(target.requests).toHaveLength(2);
  });

  it("is not created while Create Users is off, and the message names the switch", async () => {
    const target = createMemoryTarget();
    const run = await runUser(runInput(target, { features: { ...ALL_ON, createUsers: false } }));
    expect(target.writes()).toBe(0);
    expect(run).toMatchObject({
      complete: false,
      blocked: {
        code: "featureOff",
        message:
          'No account "jane@example.com" was found in the app, and "Create Users" is off. Switch it on under Provisioning, To App, or create the account in the app by hand.',
      },
    });
  });

  it("accepts 404 with an error body as an empty look-up", async () => {
    const target = createMemoryTarget({ answersNotFoundToEmptyList: true });
    await provision(target);
    expect(target.users()).toHaveLength(1);
  });

  it("leaves out unset attributes and names an extension only when it has a value", async () => {
    const target = createMemoryTarget();
    const attributes = { name: { givenName: "J", familyName: "D", middleName: null }, title: null, emails: [] };
    await provision(target, { desired: jane({ attributes: { ...attributes, [ENTERPRISE]: { department: null } } }) });
    expect(target.requests[1]?.body).toMatchObject({ schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"] });
    expect(Object.keys(target.requests[1]?.body ?? {})).toEqual([
      "schemas",
      "name",
      "userName",
      "externalId",
      "password",
      "active",
    ]);
  });
});

describe("an account that exists already", () => {
  it.each(DIALECT_NAMES)("is linked by user name in any letter case and gets the profile (%s)", async (dialectName) => {
    const target = createMemoryTarget();
    const id = target.addUser({
      userName: "JANE@example.com",
      title: "Boss",
      name: { givenName: "J", familyName: "Doe" },
    });
    const run = await runUser(runInput(target, { dialectName }));
    expect(run.steps[0]?.outcome).toMatchObject({ kind: "linked", id });
    expect(run).toMatchObject({ complete: true, known: { externalId: id, active: true } });
    expect(target.users()).toEqual([
      expect.objectContaining({
        userName: "jane@example.com",
        externalId: "00ujane",
        title: "Boss",
        name: { givenName: "Jane", familyName: "Doe" },
        displayName: "Jane Doe",
      }),
    ]);
  });

  it("is only linked while Update User Attributes is off", async () => {
    const target = createMemoryTarget();
    target.addUser({ userName: "jane@example.com", title: "Boss" });
    const run = await runUser(runInput(target, { features: { ...ALL_ON, updateUserAttributes: false } }));
    expect(target.writes()).toBe(0);
    expect(run).toMatchObject({ complete: true, known: { externalId: "user-1", attributes: undefined } });
  });

  it("is linked even while Create Users is off", async () => {
    const target = createMemoryTarget();
    target.addUser({ userName: "jane@example.com" });
    const run = await runUser(runInput(target, { features: { ...ALL_ON, createUsers: false } }));
    expect(run).toMatchObject({ complete: true, known: { externalId: "user-1" } });
  });

  it.each(DIALECT_NAMES)("is activated first when it is inactive (%s)", async (dialectName) => {
    const target = createMemoryTarget();
    target.addUser({ userName: "jane@example.com", active: false });
    const run = await runUser(runInput(target, { dialectName }));
    expect(
      run.steps
        .map(({ action }) => action.purpose)
        .filter((purpose) => !purpose.endsWith("User") || !/^(read|lookup)/.test(purpose)),
    ).toEqual(["activateUser", "updateUser"]);
    expect(target.user("jane@example.com")).toMatchObject({ active: true, displayName: "Jane Doe" });
    expect(run.known.active).toBe(true);
  });

  it("stays inactive while both Create Users and Deactivate Users are off", async () => {
    const target = createMemoryTarget();
    target.addUser({ userName: "jane@example.com", active: false });
    const features = { ...ALL_ON, createUsers: false, deactivateUsers: false };
    const run = await runUser(runInput(target, { features }));
    expect(target.writes()).toBe(0);
    expect(run.blocked?.message).toContain('both "Create Users" and "Deactivate Users" are off');
  });

  it("is never guessed among several", async () => {
    const target = createMemoryTarget();
    target.addUser({ userName: "jane@example.com" });
    target.addUser({ userName: "Jane@Example.com" });
    const run = await runUser(runInput(target));
    expect(target.writes()).toBe(0);
    expect(run.blocked).toEqual({
      code: "ambiguousMatch",
      message:
        "The app holds 2 accounts that match (user-1, user-2). None is taken by guess: merge them in the app, or import and choose one.",
    });
  });

  it("is not confused with the first row of a target that ignores filters", async () => {
    const target = createMemoryTarget({ ignoresFilters: true });
    target.addUser({ userName: "someone@example.com" });
    await provision(target);
    expect(target.user("someone@example.com")).not.toHaveProperty("externalId");
    expect(target.users()).toHaveLength(2);
  });

  it("is neither linked nor created when a target that ignores filters shows only a part of its users", async () => {
    const target = createMemoryTarget({ ignoresFilters: true });
    for (let index = 0; index < 150; index += 1) target.addUser({ userName: `u${index}@example.com` });
    const run = await runUser(runInput(target));
    expect(target.writes()).toBe(0);
    expect(run.failure).toMatchObject({
      kind: "rejected",
      detail:
        'The look-up of userName "jane@example.com" was answered with others: the target seems to ignore filters.',
    });
  });

  it("is linked after a conflict when the look-up had not shown it", async () => {
    const target = createMemoryTarget();
    // Between look-up and create somebody else makes the account.
    const input = runInput(target, {
      onStep: (step) => {
        if (step.action.purpose === "lookupUser" && target.users().length === 0)
          target.addUser({ userName: "jane@example.com" });
      },
    });
    const run = await runUser(input);
    expect(target.users()).toHaveLength(1);
    expect(run).toMatchObject({ complete: true, known: { externalId: "user-1" } });
    expect(run.steps[1]?.outcome).toMatchObject({ kind: "rejected", status: 409 });
  });

  it("that the target hides ends in the target's own words, without a second create", async () => {
    const target = createMemoryTarget({ hidesInactive: true });
    target.addUser({ userName: "jane@example.com", active: false });
    const run = await runUser(runInput(target));
    expect(target.requests.filter(({ method }) => method === "POST")).toHaveLength(1);
    expect(run.failure).toEqual({
      kind: "rejected",
      status: 409,
      scimType: "uniqueness",
      detail: 'Conflict. Errors reported by remote server: userName "jane@example.com" is already in use.',
    });
  });
});

describe("a linked account", () => {
  it.each(DIALECT_NAMES)("costs no request at all when nothing has changed (%s)", async (dialectName) => {
    const target = createMemoryTarget();
    const known = await provision(target, { dialectName });
    const before = target.requests.length;
    const run = await runUser(runInput(target, { dialectName, known }));
    expect(target.requests).toHaveLength(before);
    expect(run).toEqual({ steps: [], known, passwordDelivered: false, complete: true });
  });

  it("costs one read and no write when the target already holds what changed", async () => {
    const target = createMemoryTarget();
    const known = await provision(target);
    const desired = jane({ attributes: { ...jane().attributes, title: "Boss" } });
    await provision(target, { desired, known });
    const before = target.writes();
    await provision(target, { desired, known });
    expect(target.writes()).toBe(before);
  });

  it("is read and then PUT as a whole, without echoes of the server (okta-catalogue)", async () => {
    const target = createMemoryTarget({ returnsPassword: true });
    const known = await provision(target);
    const desired = jane({ attributes: { ...jane().attributes, displayName: "Jane D." } });
    await provision(target, { desired, known });
    expect(sent(target).slice(2)).toEqual(["GET /Users/user-1", "PUT /Users/user-1"]);
    expect(target.requests[3]?.body).toEqual({
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
      id: "user-1",
      name: { givenName: "Jane", familyName: "Doe" },
      emails: [{ value: "jane@example.com", type: "work", primary: true }],
      displayName: "Jane D.",
      userName: "jane@example.com",
      externalId: "00ujane",
      active: true,
    });
  });

  it("gets the smallest PATCH with paths by the book", async () => {
    const target = createMemoryTarget();
    const known = await provision(target, { dialectName: "rfc" });
    const desired = jane({ attributes: { ...jane().attributes, displayName: "Jane D." } });
    await provision(target, { dialectName: "rfc", desired, known });
    expect(target.requests.at(-1)?.body).toMatchObject({
      Operations: [{ op: "replace", path: "displayName", value: "Jane D." }],
    });
  });

  it.each(DIALECT_NAMES)("loses what the directory cleared and keeps what the app owns (%s)", async (dialectName) => {
    const target = createMemoryTarget();
    const full = { ...jane().attributes, title: "Boss", [ENTERPRISE]: { department: "Sales", costCenter: "7" } };
    const known = await provision(target, { dialectName, desired: jane({ attributes: full }) });
    const stored = target.users()[0];
    target.remove("user-1");
    expect(stored).toBeDefined();
    const id = target.addUser({ ...stored, nickName: "JD" });
    const desired = jane({ attributes: { ...jane().attributes, [ENTERPRISE]: { department: "HR" } } });
    await provision(target, { dialectName, desired, known: { ...known, externalId: id } });
    const user = target.user("jane@example.com");
    expect(user).toMatchObject({ nickName: "JD", [ENTERPRISE]: { department: "HR" } });
    expect(user).not.toHaveProperty("title");
    expect(user?.[ENTERPRISE]).not.toHaveProperty("costCenter");
  });

  it("follows a new user name by its id", async () => {
    const target = createMemoryTarget();
    const known = await provision(target);
    await provision(target, { known, desired: jane({ userName: "jane.smith@example.com" }) });
    expect(target.users()).toEqual([expect.objectContaining({ id: "user-1", userName: "jane.smith@example.com" })]);
  });

  it("that is gone is looked up again and made anew", async () => {
    const target = createMemoryTarget();
    const known = await provision(target);
    target.remove("user-1");
    const run = await runUser(runInput(target, { known: { ...known, active: undefined } }));
    expect(run.steps.map(({ outcome }) => outcome.kind)).toEqual(["gone", "done", "done"]);
    expect(run).toMatchObject({ complete: true, known: { externalId: "user-2", active: true } });
  });

  it("that is gone while it is changed is looked up again", async () => {
    const target = createMemoryTarget();
    const known = await provision(target);
    const desired = jane({ attributes: { displayName: "New" } });
    const input = runInput(target, {
      known,
      desired,
      onStep: (step) => {
        if (step.action.purpose === "readUser") target.remove("user-1");
      },
    });
    const run = await runUser(input);
    expect(run).toMatchObject({ complete: true, known: { externalId: "user-2" } });
    expect(target.users()).toHaveLength(1);
  });

  it("is not taken for gone because of a proxy's page", async () => {
    const target = createMemoryTarget();
    const known = await provision(target);
    target.failNext(["htmlNotFound"]);
    const run = await runUser(runInput(target, { known: { ...known, active: undefined } }));
    expect(run).toMatchObject({
      complete: false,
      known: { externalId: "user-1" },
      failure: { kind: "failed", status: 404 },
    });
    expect(target.users()).toHaveLength(1);
  });

  it("survives targets that answer writes without a body", async () => {
    const target = createMemoryTarget({ answersEmpty: true });
    const known = await provision(target);
    const changed = await provision(target, { known, desired: jane({ attributes: { displayName: "New" } }) });
    expect(target.user("jane@example.com")).toMatchObject({ displayName: "New" });
    const run = await runUser(runInput(target, { known: changed, desired: { kind: "absent" } }));
    expect(run).toMatchObject({ complete: true, known: { active: false } });
  });
});

describe("leaving and returning", () => {
  it.each(DIALECT_NAMES)("deactivates, keeps the link, and gives the same account back (%s)", async (dialectName) => {
    const target = createMemoryTarget();
    const known = await provision(target, { dialectName });
    const gone = await runUser(runInput(target, { dialectName, known, desired: { kind: "absent" } }));
    expect(gone).toMatchObject({ complete: true, known: { externalId: "user-1", active: false } });
    expect(target.user("jane@example.com")).toMatchObject({ active: false, displayName: "Jane Doe" });
    const desired = jane({ attributes: { ...jane().attributes, displayName: "Back" } });
    const back = await runUser(runInput(target, { dialectName, known: gone.known, desired }));
    expect(back).toMatchObject({ complete: true, known: { externalId: "user-1", active: true } });
    expect(target.users()).toEqual([expect.objectContaining({ active: true, displayName: "Back" })]);
  });

  it("sends Okta's path-less PATCH", async () => {
    const target = createMemoryTarget();
    const known = await provision(target);
    await runUser(runInput(target, { known, desired: { kind: "absent" } }));
    expect(target.requests.at(-1)).toMatchObject({
      method: "PATCH",
      path: "/Users/user-1",
      body: {
        schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        Operations: [{ op: "replace", value: { active: false } }],
      },
    });
  });

  it("writes nothing to an account that is inactive already", async () => {
    const target = createMemoryTarget();
    const known = await provision(target, { dialectName: "okta-wizard" });
    const first = await runUser(runInput(target, { dialectName: "okta-wizard", known, desired: { kind: "absent" } }));
    const before = target.writes();
    const again = runInput(target, { dialectName: "okta-wizard", known, desired: { kind: "absent" } });
    await expect(runUser(again)).resolves.toMatchObject({ complete: true, known: { active: false } });
    await expect(runUser({ ...again, known: first.known })).resolves.toMatchObject({ complete: true, steps: [] });
    expect(target.writes()).toBe(before);
  });

  it("leaves accounts alone that were never linked", async () => {
    const target = createMemoryTarget();
    target.addUser({ userName: "jane@example.com" });
    const run = await runUser(runInput(target, { desired: { kind: "absent" } }));
    expect(run).toMatchObject({ complete: true, steps: [] });
    expect(target.requests).toHaveLength(0);
  });

  it("finds the account of a create whose answer was never recorded, by its id only", async () => {
    const target = createMemoryTarget();
    target.addUser({ userName: "jane@example.com", externalId: "00ujane" });
    target.addUser({ userName: "other@example.com", externalId: "00UJANE" });
    const run = await runUser(runInput(target, { desired: { kind: "absent", externalId: "00ujane" } }));
    expect(run).toMatchObject({ complete: true, known: { externalId: "user-1", active: false } });
    expect(target.user("other@example.com")).toMatchObject({ active: true });
  });

  it("counts a deleted account as left", async () => {
    const target = createMemoryTarget();
    const known = await provision(target);
    target.remove("user-1");
    const run = await runUser(runInput(target, { known, desired: { kind: "absent" } }));
    expect(run).toMatchObject({ complete: true, known: NOT_LINKED });
  });

  it("says that the account stays active while Deactivate Users is off", async () => {
    const target = createMemoryTarget();
    const known = await provision(target);
    const features: ToAppFeatures = { ...ALL_ON, deactivateUsers: false };
    const run = await runUser(runInput(target, { known, features, desired: { kind: "absent" } }));
    expect(run.blocked).toMatchObject({
      code: "featureOff",
      message: expect.stringContaining('"Deactivate Users" is off'),
    });
    expect(target.user("jane@example.com")).toMatchObject({ active: true });
  });
});

describe("passwords", () => {
  it.each(DIALECT_NAMES)("a new one is delivered after the profile (%s)", async (dialectName) => {
    const target = createMemoryTarget();
    const known = await provision(target, { dialectName });
    const desired = jane({ passwordPending: true, attributes: { displayName: "New" } });
    const run = await runUser(
      runInput(target, { dialectName, known, desired, secret: () => Promise.resolve("N3w-secret") }),
    );
    expect(run.steps.map(({ action }) => action.purpose)).toEqual(["readUser", "updateUser", "setPassword"]);
    expect(run).toMatchObject({ complete: true, passwordDelivered: true });
    expect(target.passwordOf("jane@example.com")).toBe("N3w-secret");
    expect(target.user("jane@example.com")).toMatchObject({ displayName: "New", active: true });
    expect(JSON.stringify(run)).not.toContain("N3w-secret");
  });

  it("a linked account gets the waiting one", async () => {
    const target = createMemoryTarget();
    target.addUser({ userName: "jane@example.com" });
    const desired = jane({ passwordPending: true });
    const run = await runUser(runInput(target, { desired, secret: () => Promise.resolve("N3w-secret") }));
    expect(run.passwordDelivered).toBe(true);
    expect(target.passwordOf("jane@example.com")).toBe("N3w-secret");
  });

  it("none is sent, or asked for, while Sync Password is off", async () => {
    const target = createMemoryTarget();
    const known = await provision(target);
    const features = { ...ALL_ON, syncPassword: false };
    const secret = () => Promise.reject(new Error("must not be asked"));
    const run = await runUser(runInput(target, { known, features, desired: jane({ passwordPending: true }), secret }));
    expect(run).toMatchObject({ complete: true, passwordDelivered: false, steps: [] });
  });

  it("nothing is sent when the waiting one has vanished", async () => {
    const target = createMemoryTarget();
    const known = await provision(target);
    const before = target.writes();
    const run = await runUser(runInput(target, { known, desired: jane({ passwordPending: true }) }));
    expect(run).toMatchObject({ complete: true, passwordDelivered: false });
    expect(target.writes()).toBe(before);
  });

  it("one that the target quotes in its refusal reaches no step", async () => {
    const target = createMemoryTarget();
    const known = await provision(target);
    const quoting = {
      ...target,
      fetch: async (url: string, init: RequestInit) =>
        init.method === "PATCH"
          ? new Response(JSON.stringify({ detail: 'The password "N3w-secret" is too weak.' }), { status: 400 })
          : target.fetch(url, init),
    };
    const desired = jane({ passwordPending: true });
    const run = await runUser(runInput(quoting, { known, desired, secret: () => Promise.resolve("N3w-secret") }));
    expect(run.failure).toMatchObject({
      kind: "rejected",
      detail: 'Bad Request. Errors reported by remote server: The password "«password»" is too weak.',
    });
    expect(JSON.stringify(run)).not.toContain("N3w-secret");
  });
});

describe("a preview", () => {
  it("reads and writes nothing", async () => {
    const target = createMemoryTarget();
    target.addUser({ userName: "jane@example.com", active: false });
    const preview = await previewUser(runInput(target));
    expect(preview.actions.map(({ purpose }) => purpose)).toEqual(["activateUser", "updateUser"]);
    expect(preview.actions.every(({ reason }) => reason !== "")).toBe(true);
    expect(preview.reads.length).toBeGreaterThan(0);
    expect(target.writes()).toBe(0);
  });

  it("says why the target could not be read", async () => {
    const target = createMemoryTarget();
    target.failNext(["status401"]);
    await expect(previewUser(runInput(target))).resolves.toMatchObject({
      actions: [],
      failure: { kind: "stopped", status: 401 },
    });
  });
});
