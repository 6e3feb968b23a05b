/**
 * No password in clear anywhere: after passwords of all kinds went all ways, everything that the directory left behind is searched
 * for each of them in clear, escaped, base64 and hex. A secret that is planted on purpose proves that the search finds.
 */
import type { PersonId } from "@lockstep/ports";
import type { Json, JsonObject } from "@lockstep/scim";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Office, openOffice, tasksBecome } from "./testing/office.ts";
import { type ScimTarget, startScimTarget } from "./testing/scim-target.ts";
import {
  findSecrets,
  keepingLogger,
  readActivity,
  readDatabase,
  readFiles,
  readReport,
  type Trace,
  waysToWrite,
} from "./testing/secret-search.ts";
import { until } from "./testing/world.ts";

let office: Office;
let taker: ScimTarget;
let lines: string[];
/** Every password that was chosen, made or sent. */
let secrets: Set<string>;
/** What the network does instead of the target; undefined = nothing special. */
let network: ((body: string) => Promise<Response> | undefined) | undefined;
const samples: Trace[] = [];

beforeEach(async () => {
  lines = [];
  secrets = new Set();
  network = undefined;
  samples.length = 0;
  taker = await startScimTarget();
  office = await openOffice({ logger: keepingLogger(lines), fetch: watchedFetch });
});
afterEach(async () => {
  await office.end();
  await taker.close();
});

const watchedFetch: typeof globalThis.fetch = async (input, init) => {
  const body = typeof init?.body === "string" ? init.body : "";
  for (const password of passwordsIn(body === "" ? null : (JSON.parse(body) as Json))) secrets.add(password);
  if (body !== "") samples.push(await readActivity(office.ownerUrl));
  // What Node would leave behind if the process died with this password on its way.
  if (body.includes("assword")) samples.push(await readReport());
  return (await network?.(body)) ?? (await globalThis.fetch(input, init));
};

function passwordsIn(value: Json): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(passwordsIn);
  if (typeof value !== "object" || value === null) return [];
  const object = value as JsonObject;
  const own = object["path"] === "password" ? [object["value"]] : [object["password"]];
  return [
    ...own.filter((text): text is string => typeof text === "string"),
    ...Object.values(object).flatMap((item) => passwordsIn(item ?? null)),
  ];
}

/** A chosen password with everything in it that has to be escaped somewhere. */
function chosen(): string {
  const password = `Zq7"k${secrets.size}\\<&>'%+/= ü€🙂9`;
  secrets.add(password);
  return password;
}

/** All quotations of a body's passwords that a target could make, the last one cut in the middle. */
function quotation(body: string): string {
  return passwordsIn(body === "" ? null : (JSON.parse(body) as Json))
    .flatMap((password) => [...Object.values(waysToWrite(password)).slice(0, 8), `and ${password.slice(0, 12)}`])
    .join(" ");
}

async function everything(): Promise<readonly Trace[]> {
  return [
    ...(await readDatabase(office.ownerUrl)),
    ...(await readFiles(office.ownerUrl)),
    ...samples,
    { place: "log lines", content: Buffer.from(lines.join("\n")) },
    { place: "answers of the API", content: Buffer.from(office.answers.join("\n")) },
  ];
}

/** A second app, which takes the directory's own passwords. */
async function connectTaker(): Promise<string> {
  const { id } = await office.api<{ id: string }>("POST", "/api/v1/apps", { label: "Taker" });
  const { baseUrl, username, password } = taker;
  await office.api("PUT", `/api/lockstep/v1/apps/${id}/connection`, {
    baseUrl,
    authScheme: "BASIC",
    username,
    password,
  });
  const on = { status: "ENABLED" };
  await office.api("PUT", `/api/v1/apps/${id}/features/USER_PROVISIONING`, {
    create: { lifecycleCreate: on },
    update: { profile: on, lifecycleDeactivate: on, password: { ...on, seed: "OKTA" } },
  });
  return id;
}

async function choose(id: string): Promise<string> {
  const password = chosen();
  await office.api("POST", `/api/v1/users/${id}`, { credentials: { password: { value: password } } });
  return password;
}

it("leaves no password behind: not after success, refusal, faults, losses, expiry, previews, crashes, resets", async () => {
  const random = await office.connect({ dialect: "okta-catalogue" });
  await office.api("PUT", `/api/v1/apps/${random}/features/USER_PROVISIONING`, {
    update: { password: { status: "ENABLED", seed: "RANDOM", change: "CHANGE" } },
  });
  const takes = await connectTaker();
  const password = () => ({ credentials: { password: { value: chosen() } } });
  const people = await Promise.all(
    ["anna", "bert", "cleo", "dora", "emil"].map(async (name) => {
      const email = `${name}@example.com`;
      const profile = { firstName: name, lastName: "Test", email, login: email };
      return (await office.api<{ id: string }>("POST", "/api/v1/users?activate=true", { profile, ...password() })).id;
    }),
  );
  const [anna = "", bert = "", cleo = "", dora = "", emil = ""] = people;

  // Success: placeholder or random with the create, the directory's own one, and a new one of each on a change.
  await office.assign(random, ...people);
  await office.assign(takes, ...people);
  const worker = await office.worker();
  await office.settled();
  const second = await choose(anna);
  await office.settled();
  expect(taker.user("anna@example.com")?.["password"]).toBe(second);

  // Refused, and failed, with every quotation of what was sent.
  network = (body) => {
    if (!body.includes("assword")) return undefined;
    const detail = `The password ${quotation(body)}`;
    return Promise.resolve(Response.json({ schemas: [], status: "400", detail, scimType: detail }, { status: 400 }));
  };
  await choose(bert);
  await tasksBecome(office, ["rejected", "rejected"]);
  network = (body) =>
    body.includes("assword")
      ? Promise.resolve(new Response(`<html>trace of ${quotation(body)} ${body}</html>`, { status: 500 }))
      : undefined;
  await choose(cleo);
  await until(() => expect(office.target.requests.length + taker.requests.length).toBeGreaterThan(0));
  await until(async () => expect((await office.appUserOf(random, cleo)).error).toContain("Errors reported"));

  // Lost, with errors that quote the request; and one that is no error of the network at all.
  network = (body) =>
    body.includes("assword") ? Promise.reject(new DOMException(`timed out: ${body}`, "TimeoutError")) : undefined;
  await choose(dora);
  await until(async () => expect((await office.appUserOf(takes, dora)).error).not.toBeNull());
  network = (body) => {
    if (body.includes("assword")) throw Object.assign(new Error(`exploded at ${body}`), { code: "EBOOM", body });
    return undefined;
  };
  await choose(emil);
  await until(async () => expect((await office.appUserOf(takes, emil)).error).not.toBeNull());
  await worker.stop();

  // A worker that dies with a request under way, and previews of what waits.
  for (const id of people) {
    for (const app of [random, takes]) await office.api("POST", `/api/lockstep/v1/apps/${app}/users/${id}/preview`);
  }
  const crash = new AbortController();
  const died = new Promise<never>((_, reject) =>
    crash.signal.addEventListener("abort", () => reject(new Error("gone"))),
  );
  died.catch(() => undefined);
  network = (body) =>
    body.includes("assword") ? died.catch(() => Promise.reject(new Error(`aborted: ${body}`))) : undefined;
  office.clock.advance(10 * 60_000);
  const dying = await office.worker({ leaseMs: 60_000 });
  await until(async () => {
    const { rows } = await sql`select from app_user where lease_owner is not null`.execute(office.database.kysely);
    expect(rows.length).toBeGreaterThan(0);
  });
  await sql`update app_user set lease_owner = 'somebody else' where lease_owner is not null`.execute(
    office.database.kysely,
  );
  crash.abort();
  await dying.stop();
  await sql`update app_user set lease_owner = null, lease_expires_at = null`.execute(office.database.kysely);

  // What could not be delivered in a day is erased; the rest is reset.
  const sealed = await sql`select from app_user where password_sealed is not null`.execute(office.database.kysely);
  expect(sealed.rows.length).toBeGreaterThan(0);
  office.clock.advance(25 * 60 * 60_000);
  const last = await office.worker();
  await until(async () => {
    const tasks = await office.openTasks();
    expect(tasks.some(({ cause }) => cause === "passwordExpired")).toBe(true);
  });
  network = undefined;
  await office.api("POST", "/api/lockstep/v1/tasks/retry", {});
  await office.api("POST", `/api/lockstep/v1/apps/${random}/reset-passwords`);
  await office.settled();
  await last.stop();
  await office.api("GET", "/api/lockstep/v1/tasks");
  await office.api("GET", "/api/v1/logs?limit=1000");
  for (const app of [random, takes]) await office.api("GET", `/api/v1/apps/${app}/users`);

  expect(secrets.size).toBeGreaterThanOrEqual(25);
  const left = await sql`select from app_user where password_sealed is not null or password_pending`.execute(
    office.database.kysely,
  );
  expect(left.rows).toEqual([]);
  const traces = await everything();
  expect(traces.map(({ place }) => place)).toEqual(
    expect.arrayContaining([
      "directory.app_user",
      "directory.system_log",
      "directory.task",
      "pg_stat_activity",
      "diagnostic report",
      "log lines",
    ]),
  );
  expect(findSecrets(traces, secrets)).toEqual([]);

  // The canary: what is planted in any of these places, in any form, is found.
  const canary = `Canary"\\${"x".repeat(12)}ü7`;
  const forms = Object.values(waysToWrite(canary));
  for (const [index, text] of forms.entries()) {
    await sql`insert into instance_fact (key, value) values (${`canary ${index}`}, ${JSON.stringify(text)}::jsonb)`.execute(
      office.database.kysely,
    );
  }
  lines.push(canary);
  const found = findSecrets(await everything(), [canary]);
  expect(new Set(found.map(({ form }) => form))).toEqual(new Set(Object.keys(waysToWrite(canary))));
  expect(found.some(({ place }) => place === "directory.instance_fact")).toBe(true);
  expect(found.some(({ place }) => place === "log lines")).toBe(true);
  expect(found.some(({ place }) => place.includes("/base/"))).toBe(true);
}, 120_000);

it("keeps a directory password that waits sealed, and erases it after a day from its choice, whoever takes it over", async () => {
  const takes = await connectTaker();
  taker.fault = ({ method }) => (method === "GET" ? undefined : { kind: "answer", status: 500, detail: "Down." });
  const early = await office.hire("Early Bird");
  await office.assign(takes, early);
  const late = await office.hire("Late Comer");
  const failing = await office.worker();
  const sealedOf = async (id: string) =>
    (
      await office.database.kysely
        .selectFrom("app_user")
        .select("password_sealed")
        .where("person_id", "=", id as PersonId)
        .executeTakeFirst()
    )?.password_sealed;
  expect(await sealedOf(early)).toBeInstanceOf(Buffer);
  office.clock.advance(23 * 60 * 60_000);
  // Taken over by an app an hour before its end: the day counts from the choice.
  await office.assign(takes, late);
  expect(await sealedOf(late)).toBeInstanceOf(Buffer);
  // A run under way may still deliver what is erased at that moment; here nothing is under way.
  await failing.stop();
  office.clock.advance(2 * 60 * 60_000);
  await office.worker();
  await until(async () => expect([await sealedOf(early), await sealedOf(late)]).toEqual([null, null]));
  const [task] = (await office.openTasks()).filter(({ cause }) => cause === "passwordExpired");
  expect(task).toMatchObject({
    summary: expect.stringMatching(/did not reach Taker within 24 hours and was erased/),
    remedy: expect.stringMatching(/new password/),
  });
  taker.fault = () => undefined;
  await office.api("POST", "/api/lockstep/v1/tasks/retry", {});
  await office.settled();
  // The account is there now, the password is still missing, and the task says so until there is a new one.
  expect(taker.user("early.bird@example.com")).toMatchObject({ active: true });
  await tasksBecome(office, ["passwordExpired", "passwordExpired"]);
  for (const id of [early, late]) {
    await office.api("POST", `/api/v1/users/${id}`, { credentials: { password: { value: "Another-Choice-77" } } });
  }
  await tasksBecome(office, []);
  expect(taker.user("late.comer@example.com")).toMatchObject({ password: "Another-Choice-77" });
});

it("makes random passwords and placeholders by the app's own rule, and no placeholder where the app wants none", async () => {
  const app = await office.connect({ dialect: "okta-catalogue" });
  await office.api("PUT", `/api/lockstep/v1/apps/${app}/engine`, {
    password: { length: 24, alphabet: "ABCDEFGHJK23456789#" },
  });
  await office.worker();
  const rule = /^(?=.*[A-K])(?=.*[2-9])(?=.*#)[A-HJK2-9#]{24}$/;
  const jane = await office.hire("Jane Doe");
  await office.assign(app, jane);
  await office.settled();
  const first = office.target.user("jane.doe@example.com")?.["password"];
  expect(first).toMatch(rule);
  await office.api("POST", `/api/lockstep/v1/apps/${app}/reset-passwords`);
  await office.settled();
  const second = office.target.user("jane.doe@example.com")?.["password"];
  expect(second).toMatch(rule);
  expect(second).not.toBe(first);
  await office.api("PUT", `/api/v1/apps/${app}/features/USER_PROVISIONING`, {
    update: { password: { status: "DISABLED" } },
  });
  const bob = await office.hire("Bob Roe");
  await office.assign(app, bob);
  await office.settled();
  expect(office.target.user("bob.roe@example.com")?.["password"]).toMatch(rule);
  await office.api("PUT", `/api/lockstep/v1/apps/${app}/target-switches`, { switches: { placeholderPassword: false } });
  const cid = await office.hire("Cid Poe");
  await office.assign(app, cid);
  await office.settled();
  expect(office.target.user("cid.poe@example.com")).not.toHaveProperty("password");
});
