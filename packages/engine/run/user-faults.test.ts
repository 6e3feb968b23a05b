import { describe, expect, it } from "vitest";
import { DIALECTS, type DialectName, type KnownUser, runUser } from "../index.ts";
import { ALL_ON, clientOf, dyingClient, jane, Killed, runInput } from "../testing/harness.ts";
import { createMemoryTarget, type Fault, type MemoryTarget } from "../testing/memory-target.ts";

const DIALECT_NAMES: readonly DialectName[] = ["okta-catalogue", "okta-wizard", "rfc"];
const isPost = ({ method }: { readonly method: string }) => method === "POST";
const isWrite = ({ method }: { readonly method: string }) => method !== "GET";

async function provision(target: MemoryTarget, dialectName: DialectName): Promise<KnownUser> {
  return (await runUser(runInput(target, { dialectName }))).known;
}

describe("a create whose answer is lost", () => {
  it.each<Fault>(["timeoutAfter", "resetAfter"])("is found by the person's id and not repeated (%s)", async (fault) => {
    const target = createMemoryTarget();
    target.failNext([fault], isPost);
    const run = await runUser(runInput(target));
    expect(run).toMatchObject({ complete: true, known: { externalId: "user-1", active: true } });
    expect(run.steps.map(({ outcome }) => outcome.kind)).toEqual(["done", "unknown", "linked"]);
    expect(target.requests.at(-1)?.path).toBe('/Users?filter=externalId eq "00ujane"&startIndex=1&count=100');
    expect(target.requests.filter(isPost)).toHaveLength(1);
  });

  it("is found by name where the target cannot filter by externalId", async () => {
    const target = createMemoryTarget({ refusesExternalIdFilter: true });
    target.failNext(["timeoutAfter"], isPost);
    const run = await runUser(runInput(target));
    expect(run).toMatchObject({ complete: true, known: { externalId: "user-1" } });
  });

  it("stays unknown when the account is not there, and is not sent again in the same run", async () => {
    const target = createMemoryTarget();
    target.failNext(["timeoutBefore"], isPost);
    const run = await runUser(runInput(target));
    expect(run).toMatchObject({
      complete: false,
      known: { externalId: undefined },
      inDoubt: true,
      failure: { kind: "unknown", detail: "No answer within 60 seconds." },
    });
    expect(target.requests.filter(isPost)).toHaveLength(1);
    await expect(runUser(runInput(target))).resolves.toMatchObject({ complete: true });
    expect(target.users()).toHaveLength(1);
  });

  it("delivers the waiting password again, since nobody knows which one arrived", async () => {
    const target = createMemoryTarget();
    target.failNext(["timeoutAfter"], isPost);
    const desired = jane({ passwordPending: true });
    const run = await runUser(runInput(target, { desired, secret: () => Promise.resolve("S3cret-value") }));
    expect(run).toMatchObject({ complete: true, passwordDelivered: true });
    expect(run.steps.at(-1)?.action.purpose).toBe("setPassword");
    expect(target.passwordOf("jane@example.com")).toBe("S3cret-value");
  });

  it("is found by its id although the name has changed meanwhile, when the run is told of the doubt", async () => {
    const target = createMemoryTarget();
    const input = runInput(target);
    await expect(runUser({ ...input, client: dyingClient(clientOf(target), 1, "after") })).rejects.toThrow(Killed);
    const renamed = jane({ userName: "jane.smith@example.com" });
    const run = await runUser(runInput(target, { desired: renamed, inDoubt: true }));
    expect(run.complete).toBe(true);
    expect(target.users()).toEqual([expect.objectContaining({ id: "user-1", userName: "jane.smith@example.com" })]);
  });
});

describe("a change whose answer is lost", () => {
  it.each<[Fault, number]>([
    ["timeoutAfter", 1],
    ["resetAfter", 1],
    ["timeoutBefore", 2],
  ])("is read back and sent again only if it did not arrive (%s)", async (fault, writes) => {
    for (const dialectName of DIALECT_NAMES) {
      const target = createMemoryTarget();
      const known = await provision(target, dialectName);
      const before = target.writes();
      target.failNext([fault], isWrite);
      const desired = jane({ attributes: { ...jane().attributes, displayName: "New" } });
      const run = await runUser(runInput(target, { dialectName, known, desired }));
      expect(run.complete).toBe(true);
      expect(target.writes() - before).toBe(writes);
      expect(target.user("jane@example.com")).toMatchObject({ displayName: "New" });
    }
  });

  it.each(DIALECT_NAMES)("is read back for a deactivation too (%s)", async (dialectName) => {
    const target = createMemoryTarget();
    const known = await provision(target, dialectName);
    const before = target.writes();
    target.failNext(["timeoutAfter"], isWrite);
    const run = await runUser(runInput(target, { dialectName, known, desired: { kind: "absent" } }));
    expect(run).toMatchObject({ complete: true, known: { active: false } });
    expect(target.writes() - before).toBe(1);
  });

  it("ends as unknown when it is lost twice", async () => {
    const target = createMemoryTarget();
    const known = await provision(target, "okta-catalogue");
    target.failNext(["timeoutBefore", "timeoutBefore"], isWrite);
    const desired = jane({ attributes: { displayName: "New" } });
    const run = await runUser(runInput(target, { known, desired }));
    expect(run).toMatchObject({
      complete: false,
      failure: { kind: "unknown" },
      known: { externalId: "user-1", active: undefined },
    });
  });

  it.each(DIALECT_NAMES)("is undone when the directory changes its mind meanwhile (%s)", async (dialectName) => {
    for (const second of ["status500", "timeoutBefore"] as const) {
      const target = createMemoryTarget();
      const known = await provision(target, dialectName);
      const before = target.users();
      // The write arrives and its answer is lost; reading it back fails as well.
      target.failNext(["timeoutAfter"], isWrite);
      target.failNext(
        [second],
        ({ method, path }) => method === "GET" && path === "/Users/user-1" && target.writes() > 1,
      );
      const desired = jane({ attributes: { ...jane().attributes, displayName: "B", title: "Boss" } });
      const lost = await runUser(runInput(target, { dialectName, known, desired }));
      expect(lost.complete).toBe(false);
      expect(target.user("jane@example.com")).toMatchObject({ title: "Boss" });
      const back = await runUser(runInput(target, { dialectName, known: lost.known }));
      expect(back.complete).toBe(true);
      expect(target.users()).toEqual(before);
    }
  });

  it("is undone after a crash too, when the run is told of the doubt", async () => {
    const target = createMemoryTarget();
    const known = await provision(target, "rfc");
    const desired = jane({ attributes: { ...jane().attributes, displayName: "B" } });
    const input = runInput(target, { dialectName: "rfc", known, desired });
    await expect(runUser({ ...input, client: dyingClient(clientOf(target), 1, "after") })).rejects.toThrow(Killed);
    expect(target.user("jane@example.com")).toMatchObject({ displayName: "B" });
    await runUser(runInput(target, { dialectName: "rfc", known, inDoubt: true }));
    expect(target.user("jane@example.com")).toMatchObject({ displayName: "Jane Doe" });
  });

  it("leaves a password pending, since no reading can tell", async () => {
    const target = createMemoryTarget();
    const known = await provision(target, "okta-catalogue");
    target.failNext(["timeoutAfter"], isWrite);
    const desired = jane({ passwordPending: true });
    const run = await runUser(runInput(target, { known, desired, secret: () => Promise.resolve("S3cret-value") }));
    expect(run).toMatchObject({ complete: false, passwordDelivered: false, failure: { kind: "unknown" } });
  });
});

describe("an answer that ends the run", () => {
  it.each<[Fault, object]>([
    [
      "refused",
      {
        kind: "failed",
        status: undefined,
        detail: "The connection was refused: nothing listens at this address and port.",
      },
    ],
    ["status429", { kind: "retryAfter", status: 429, delayMs: 7000 }],
    [
      "status500",
      {
        kind: "failed",
        status: 500,
        detail: "Internal Server Error. Errors reported by remote server: Something broke.",
      },
    ],
    ["status503", { kind: "failed", status: 503 }],
    ["status401", { kind: "stopped", status: 401 }],
    ["status403", { kind: "rejected", status: 403 }],
    ["moduleOff", { kind: "stopped", status: 403 }],
  ])("on a write: %s", async (fault, failure) => {
    const target = createMemoryTarget();
    target.failNext([fault], isWrite);
    const run = await runUser(runInput(target));
    expect(run.failure).toMatchObject(failure);
    expect(run.complete).toBe(false);
    expect(target.users()).toHaveLength(0);
    expect(run.steps).toHaveLength(2);
  });

  it.each<[Fault, object]>([
    ["timeoutAfter", { kind: "failed", status: undefined, detail: "No answer within 60 seconds." }],
    ["status403", { kind: "stopped", status: 403 }],
    ["htmlNotFound", { kind: "failed", status: 404 }],
    ["status429", { kind: "retryAfter" }],
  ])("on a read nothing is written: %s", async (fault, failure) => {
    const target = createMemoryTarget();
    target.failNext([fault]);
    const run = await runUser(runInput(target));
    expect(run.failure).toMatchObject(failure);
    expect(target.writes()).toBe(0);
  });

  it("keeps the link when what follows it fails", async () => {
    const target = createMemoryTarget();
    target.addUser({ userName: "jane@example.com" });
    target.failNext(["status500"], isWrite);
    const run = await runUser(runInput(target));
    expect(run).toMatchObject({ complete: false, known: { externalId: "user-1", active: undefined } });
  });

  it("a refused profile does not hold up the password", async () => {
    const target = createMemoryTarget();
    const known = await provision(target, "okta-catalogue");
    target.failNext(["status403"], ({ method }) => method === "PUT");
    const desired = jane({ passwordPending: true, attributes: { displayName: "New" } });
    const run = await runUser(runInput(target, { known, desired, secret: () => Promise.resolve("S3cret-value") }));
    expect(run).toMatchObject({ complete: false, passwordDelivered: true, failure: { kind: "rejected", status: 403 } });
  });
});

describe("a worker that dies", () => {
  const scenes: readonly [
    string,
    (target: MemoryTarget, dialectName: DialectName) => Promise<Parameters<typeof runInput>[1]>,
  ][] = [
    ["creating", () => Promise.resolve({})],
    [
      "linking and activating",
      (target) => {
        target.addUser({ userName: "JANE@example.com", active: false });
        return Promise.resolve({ desired: jane({ passwordPending: true }) });
      },
    ],
    [
      "updating",
      async (target, dialectName) => ({
        known: await provision(target, dialectName),
        desired: jane({ passwordPending: true, attributes: { ...jane().attributes, displayName: "New" } }),
      }),
    ],
    [
      "deactivating",
      async (target, dialectName) => ({ known: await provision(target, dialectName), desired: { kind: "absent" } }),
    ],
    [
      "returning",
      async (target, dialectName) => {
        const known = await provision(target, dialectName);
        const left = await runUser(runInput(target, { dialectName, known, desired: { kind: "absent" } }));
        return { known: left.known, desired: jane({ attributes: { ...jane().attributes, displayName: "Back" } }) };
      },
    ],
  ];
  const secret = () => Promise.resolve("S3cret-value");

  it.each(scenes)("at any moment while %s leaves a state from which a new run ends alike", async (_, prepare) => {
    for (const dialectName of DIALECT_NAMES) {
      const reference = createMemoryTarget();
      const whole = await runUser(
        runInput(reference, { ...(await prepare(reference, dialectName)), dialectName, secret }),
      );
      expect(whole.complete).toBe(true);
      for (let cut = 0; cut < whole.steps.length; cut += 1) {
        for (const moment of ["before", "after"] as const) {
          for (const isRecorded of [true, false]) {
            const target = createMemoryTarget();
            const input = runInput(target, {
              ...(await prepare(target, dialectName)),
              dialectName,
              secret,
              features: ALL_ON,
            });
            let known = input.known;
            const onStep = (_step: unknown, latest: KnownUser) => {
              if (isRecorded) known = latest;
            };
            const dying = { ...input, onStep, client: dyingClient(clientOf(target), cut, moment) };
            await expect(runUser(dying)).rejects.toThrow(Killed);
            const again = await runUser({ ...input, known });
            const label = `${dialectName}, request ${cut}, ${moment}, ${isRecorded ? "recorded" : "not recorded"}`;
            expect(again.complete, label).toBe(true);
            expect(target.users(), label).toEqual(reference.users());
            if (input.desired.kind === "present" && input.desired.passwordPending) {
              expect(target.passwordOf(input.desired.userName), label).toBe("S3cret-value");
            }
          }
        }
      }
    }
  });
});

describe("a person who left while nobody knows whether an account was made", () => {
  const left = { kind: "absent", externalId: "00ujane" } as const;

  it("stays in doubt while nothing may be switched off", async () => {
    const target = createMemoryTarget();
    const features = { ...ALL_ON, deactivateUsers: false };
    const run = await runUser({ ...runInput(target, { desired: left, features }), inDoubt: true });
    expect(run).toMatchObject({ complete: true, inDoubt: true });
    expect(target.requests).toEqual([]);
  });

  it("is told of where the app shows no ids by which the account could be known", async () => {
    const target = createMemoryTarget();
    const dialect = { ...DIALECTS.rfc, neverReturned: ["externalId"] };
    const run = await runUser({ ...runInput(target, { desired: left, dialect }), inDoubt: true });
    expect(run).toMatchObject({ complete: false, inDoubt: true, blocked: { code: "ambiguousMatch" } });
    expect(run.blocked?.message).toContain("00ujane");
  });
});
