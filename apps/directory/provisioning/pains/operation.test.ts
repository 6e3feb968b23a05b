/** What administrators complain about most (okta-client §6), and what happens here: failures, limits, imports. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Office, openOffice, tasksBecome } from "../testing/office.ts";
import { until } from "../testing/world.ts";

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.end());

async function staff(app: string, count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) ids.push(await office.hire(`Emp ${index}`));
  await office.assign(app, ...ids);
  return ids;
}

interface Run {
  readonly id: string;
  readonly state: string;
  readonly scanned: number;
}

async function runImport(app: string): Promise<Run> {
  const { id } = await office.api<Run>("POST", `/api/lockstep/v1/apps/${app}/imports`);
  let run: Run | undefined;
  await until(async () => {
    run = await office.api<Run>("GET", `/api/lockstep/v1/apps/${app}/imports/${id}`);
    expect(run.state).toBe("DONE");
  });
  return run as Run;
}

describe("pain 5: failures pile up, and nothing is replayed after an outage or an expired credential", () => {
  it("replays everything by itself once the credential is entered anew, with nobody clicking", async () => {
    const app = await office.connect();
    office.target.password = "changed by somebody";
    await staff(app, 12);
    await office.worker();
    const [task] = await tasksBecome(office, ["credential"]);
    expect(task?.summary).toContain("refuses the connection's credential");
    // One task for the app instead of one for each person, and hardly a request.
    expect(office.target.requests.length).toBeLessThan(20);
    const { baseUrl, username, password } = office.target;
    await office.api("PUT", `/api/lockstep/v1/apps/${app}/connection`, {
      baseUrl,
      authScheme: "BASIC",
      username,
      password,
    });
    await office.settled();
    expect(office.target.users()).toHaveLength(12);
    expect(await office.openTasks()).toEqual([]);
  });

  it("replays everything by itself when an outage ends", async () => {
    const app = await office.connect();
    office.target.fault = () => ({ kind: "answer", status: 503, detail: "Maintenance." });
    await staff(app, 8);
    const down = await office.worker();
    await until(() => expect(office.target.requests.length).toBeGreaterThanOrEqual(8));
    await down.stop();
    office.target.fault = () => undefined;
    office.clock.advance(60 * 60_000);
    await office.worker();
    await office.settled();
    expect(office.target.users()).toHaveLength(8);
    expect(await office.openTasks()).toEqual([]);
  });
});

describe("pain 11: error texts that name nothing", () => {
  it("names person, app, what was tried, the answer in the app's words, the request, and what to do and when", async () => {
    const app = await office.connect();
    office.target.fault = ({ method }) =>
      method === "POST"
        ? { kind: "answer", status: 400, detail: "E1234", headers: { "x-request-id": "req-77" } }
        : undefined;
    await staff(app, 1);
    await office.worker();
    const [task] = await tasksBecome(office, ["rejected"]);
    expect(task).toMatchObject({
      summary: "Automatic provisioning of user emp.0@example.com to app Declaree failed",
      detail: "Bad Request. Errors reported by remote server: E1234",
      statusCode: 400,
      requestId: "req-77",
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      remedy: expect.stringContaining("Any change of the person retries by itself."),
      nextAttemptAt: null,
      subject: expect.objectContaining({ kind: "appUser", name: expect.stringContaining("Emp") }),
    });
  });

  it("tells a gateway's page from an answer of the app", async () => {
    const page = async () =>
      new Response("<html>502 Bad Gateway</html>", { status: 502, headers: { "content-type": "text/html" } });
    const app = await office.connect();
    const [id = ""] = await staff(app, 1);
    await office.worker({ deps: { fetch: page } });
    await until(async () =>
      expect((await office.appUserOf(app, id)).error).toContain("Invalid JSON: <html>502 Bad Gateway</html>"),
    );
  });
});

describe("pain 12: rate limits during a mass assignment", () => {
  /** Refuses what is more than `max` requests in a second, as an API gateway does. */
  function limit(max: number): void {
    const seen: number[] = [];
    office.target.fault = () => {
      const now = performance.now();
      while (seen[0] !== undefined && seen[0] <= now - 1_000) seen.shift();
      if (seen.length >= max)
        return { kind: "answer", status: 429, detail: "Slow down.", headers: { "retry-after": "1" } };
      seen.push(now);
      return undefined;
    };
  }

  it("waits as long as the app asks, for the whole app, and everybody arrives without a task", async () => {
    const app = await office.connect({ dialect: "rfc" });
    limit(40);
    await staff(app, 30);
    await office.worker();
    await office.settled();
    expect(office.target.users()).toHaveLength(30);
    expect(await office.openTasks()).toEqual([]);
  });

  it("meets no limit at all when the app's rate is set", async () => {
    const app = await office.connect({ dialect: "rfc" });
    limit(40);
    await office.api("PUT", `/api/lockstep/v1/apps/${app}/engine`, { rate: { requests: 30, per: "SECOND" } });
    await staff(app, 30);
    await office.worker();
    await office.settled();
    expect(office.target.users()).toHaveLength(30);
    expect(office.target.requests.filter(({ status }) => status === 429)).toEqual([]);
  });
});

describe("pain 13: imports need a hand for everybody, and matches are not looked for again", () => {
  it("links exact matches by itself where the app says so, and finds the person who came later in the next import", async () => {
    const app = await office.connect();
    for (const name of ["jane.doe", "late.comer"])
      office.target.put("Users", { userName: `${name}@example.com`, emails: [{ value: `${name}@example.com` }] });
    await office.api("PUT", `/api/v1/apps/${app}/features/INBOUND_PROVISIONING`, {
      importSettings: {
        username: { userNameFormat: "EMAIL" },
        schedule: { status: "DISABLED", fullImport: { expression: null, timezone: "UTC" } },
      },
      importRules: {
        userCreateAndMatch: {
          exactMatchCriteria: ["USERNAME"],
          allowPartialMatch: true,
          autoConfirmExactMatch: true,
          autoConfirmPartialMatch: false,
          autoConfirmNewUsers: false,
          autoActivateNewUsers: false,
        },
      },
    });
    const jane = await office.hire("Jane Doe");
    await office.worker();
    await runImport(app);
    expect((await office.appUserOf(app, jane)).externalId).not.toBeNull();
    const rows = await office.api<{ items: readonly { userName: string }[] }>(
      "GET",
      `/api/lockstep/v1/apps/${app}/import-rows?state=UNCONFIRMED`,
    );
    expect(rows.items.map(({ userName }) => userName)).toEqual(["late.comer@example.com"]);
    const late = await office.hire("Late Comer");
    await runImport(app);
    await office.settled();
    expect((await office.appUserOf(app, late)).externalId).not.toBeNull();
    expect(office.target.users()).toHaveLength(2);
  });
});

describe("pain 13: an import safeguard that blocks without a word", () => {
  it("holds an import that finds too many accounts gone, names the number, and goes on by approval", async () => {
    const app = await office.connect();
    await office.worker();
    const people = await staff(app, 6);
    await office.settled();
    await office.api("PUT", `/api/lockstep/v1/apps/${app}/import-safeguard`, {
      app: { status: "ENABLED", percent: 20, from: 1 },
    });
    for (const user of office.target.users().slice(0, 4)) office.target.remove("Users", String(user["id"]));
    const { id } = await office.api<Run>("POST", `/api/lockstep/v1/apps/${app}/imports`);
    const path = `/api/lockstep/v1/apps/${app}/imports/${id}`;
    await until(async () => expect((await office.api<Run>("GET", path)).state).toBe("HELD"));
    const [task] = await tasksBecome(office, ["importHeld"]);
    expect(task?.detail).toContain("4 of 6 accounts");
    for (const person of people) expect((await office.appUserOf(app, person)).externalId).not.toBeNull();
    await office.api("POST", `${path}/approve`);
    await until(async () => expect((await office.api<Run>("GET", path)).state).toBe("DONE"));
    await tasksBecome(office, []);
  });
});

describe("pain 14: paging loses or doubles people", () => {
  it.each([100, 30])("reads everybody once, whatever the size of the app's pages (%i)", async (pageSize) => {
    const app = await office.connect();
    for (let index = 0; index < 230; index += 1) office.target.put("Users", { userName: `u${index}@example.com` });
    const fetch: typeof globalThis.fetch = (input, init) =>
      globalThis.fetch(String(input).replace(/count=\d+/, `count=${pageSize}`), init);
    await office.worker({ deps: { fetch } });
    expect(await runImport(app)).toMatchObject({ scanned: 230 });
    const { rows } = await office.database.kysely
      .selectFrom("import_row")
      .select("external_id")
      .execute()
      .then((found) => ({ rows: found }));
    expect(new Set(rows.map((row) => row.external_id)).size).toBe(230);
  });

  it("doubles nobody and takes nobody for gone when the app repeats rows and leaves others out between two pages", async () => {
    const app = await office.connect();
    const worker = await office.worker();
    const people = await staff(app, 12);
    await office.settled();
    await worker.stop();
    // The second page begins with the last row of the first one, and one row is on no page at all.
    const all = office.target.users();
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const startIndex = /\/Users\?startIndex=(\d+)/.exec(String(input))?.[1];
      if (startIndex === undefined) return await globalThis.fetch(input, init);
      const rows = startIndex === "1" ? all.slice(0, 6) : startIndex === "7" ? [all[5], ...all.slice(6, 11)] : [];
      return Response.json({
        totalResults: 12,
        startIndex: Number(startIndex),
        itemsPerPage: rows.length,
        Resources: rows,
      });
    };
    await office.worker({ deps: { fetch } });
    await runImport(app);
    for (const id of people) {
      expect(await office.appUserOf(app, id)).toMatchObject({
        syncState: "SYNCHRONIZED",
        externalId: expect.any(String),
      });
    }
    expect(office.target.users()).toHaveLength(12);
  });

  it("finds a person behind the first hundred before it would create a second account", async () => {
    const app = await office.connect();
    await office.api("PUT", `/api/lockstep/v1/apps/${app}/target-switches`, { switches: { lookupBy: "LIST" } });
    for (let index = 0; index < 150; index += 1) office.target.put("Users", { userName: `u${index}@example.com` });
    const account = office.target.put("Users", { userName: "emp.0@example.com" });
    await staff(app, 1);
    await office.worker();
    await office.settled();
    expect(office.target.user("emp.0@example.com")).toMatchObject({ id: account });
    expect(office.target.users()).toHaveLength(151);
  });
});
