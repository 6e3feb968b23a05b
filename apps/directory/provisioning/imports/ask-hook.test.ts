import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import type { AppId } from "@lockstep/ports";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type {
  BulkConfirmResult,
  ImportHook,
  ImportHookTest,
  ImportResultPage,
  ImportRowPage,
  ImportRun,
} from "../../contract.ts";
import { type Api, openApi } from "../testing/api.ts";
import { appUser, connectedApp, createWorld, person, type World } from "../testing/world.ts";

interface Question {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: {
    readonly eventType: string;
    readonly data: {
      readonly action: { readonly result: string };
      readonly appUser: { readonly profile: Record<string, unknown> };
      readonly user: { readonly id?: string; readonly profile: Record<string, unknown> };
    };
  };
}
type Reply = { readonly status?: number; readonly body: unknown } | "silence";

/** The customer's endpoint. */
async function startHook(reply: (question: Question) => Reply) {
  const questions: Question[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => {
      text += String(chunk);
    });
    request.on("end", () => {
      const question = { headers: request.headers, text, body: JSON.parse(text) as Question["body"] };
      questions.push(question);
      const answer = reply(question);
      if (answer === "silence") return;
      response.writeHead(answer.status ?? 200, { "content-type": "application/json" });
      response.end(typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { url: `http://127.0.0.1:${port}/import?tenant=1`, questions, close };
}

let world: World;
let api: Api;
let appId: AppId;
let hook: Awaited<ReturnType<typeof startHook>> | undefined;
beforeEach(async () => {
  world = await createWorld();
  api = await openApi(world);
  appId = await connectedApp(world, { syncPassword: false });
  await world.worker();
});
afterEach(async () => {
  await hook?.close();
  hook = undefined;
  await world.end();
});

const path = (rest: string) => `/api/lockstep/v1/apps/${appId}/${rest}`;
const account = (name: string) => {
  const [givenName = "", familyName = ""] = name.split(" ");
  const userName = `${givenName}.${familyName}@example.com`.toLowerCase();
  return world.target.put("Users", {
    userName,
    active: true,
    name: { givenName, familyName },
    emails: [{ value: userName, type: "work", primary: true }],
  });
};
async function run(): Promise<ImportRun> {
  const { id } = await api.ok<ImportRun>("POST", path("imports"), { mode: "FULL" });
  await world.settled();
  return await api.ok<ImportRun>("GET", path(`imports/${id}`));
}
const results = async (runId: string) =>
  (await api.ok<ImportResultPage>("GET", path(`imports/${runId}/results`))).items.map(
    ({ userName, outcome, reason }) => [userName, outcome, reason],
  );
const confirmAll = () =>
  api.ok("PUT", `/api/v1/apps/${appId}/features/INBOUND_PROVISIONING`, {
    importRules: {
      userCreateAndMatch: { autoConfirmExactMatch: true, autoConfirmPartialMatch: true, autoConfirmNewUsers: true },
    },
  });

describe("the import hook", () => {
  it("is asked with a signature about each new account, and changes profile, match and action", async () => {
    const boss = await person(world, "Big Boss");
    hook = await startHook(({ body }) => {
      const name = body.data.appUser.profile["givenName"];
      const commands =
        name === "Known"
          ? [
              { type: "com.okta.action.update", value: { result: "LINK_USER" } },
              { type: "com.okta.user.update", value: { id: boss } },
            ]
          : [
              { type: "com.okta.appUser.profile.update", value: { familyName: "Renamed" } },
              { type: "com.okta.user.profile.update", value: { department: "Sales" } },
            ];
      return name === "Bad" ? { body: { error: { errorSummary: "Contractors stay out" } } } : { body: { commands } };
    });
    const { secret } = await api.ok<ImportHook>("PUT", path("import-hook"), { url: hook.url });
    await confirmAll();
    const known = account("Known Account");
    account("New Person");
    account("Bad Apple");
    const ended = await run();
    expect(ended).toMatchObject({ linked: 1, peopleCreated: 1, failed: 1, hookFailures: 0 });
    expect(await results(ended.id)).toEqual([
      ["bad.apple@example.com", "FAILED", "The hook refuses the account: Contractors stay out"],
      ["known.account@example.com", "LINKED", ""],
      ["new.person@example.com", "CREATED", ""],
    ]);
    expect(await appUser(world, boss)).toMatchObject({ external_id: known });
    expect(await api.ok("GET", "/api/v1/users/new.person@example.com")).toMatchObject({
      profile: { lastName: "Renamed", department: "Sales" },
    });
    expect(hook.questions.map(({ body }) => body.data.action.result)).toEqual([
      "CREATE_USER",
      "CREATE_USER",
      "CREATE_USER",
    ]);
    for (const { headers, text } of hook.questions) {
      const signed = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
      expect(() => new Webhook(secret ?? "").verify(text, signed)).not.toThrow();
    }
  });

  it("that fails or is silent holds nothing up: the default is done, and run and results say so", async () => {
    hook = await startHook(({ body }) => {
      const name = body.data.appUser.profile["givenName"];
      if (name === "Silent") return "silence";
      if (name === "Broken") return { status: 500, body: "oops" };
      return name === "Wrong"
        ? { body: { commands: [{ type: "com.okta.user.profile.update", value: { shoeSize: 44 } }] } }
        : { body: {} };
    });
    await api.ok("PUT", path("import-hook"), { url: hook.url });
    await confirmAll();
    for (const name of ["Silent Person", "Broken Person", "Wrong Person", "Fine Person"]) account(name);
    const ended = await run();
    expect(ended).toMatchObject({ state: "DONE", peopleCreated: 4, hookFailures: 3 });
    const note = (why: string) => `The hook gave no usable answer (${why}), so it was done as without it.`;
    expect(await results(ended.id)).toEqual([
      ["broken.person@example.com", "CREATED", note("it answered with status 500")],
      ["fine.person@example.com", "CREATED", ""],
      ["silent.person@example.com", "CREATED", note("there was no answer within 3 seconds")],
      ["wrong.person@example.com", "CREATED", note("it gives shoeSize, which is no attribute of people")],
    ]);
  });

  it("is remembered: matching again and confirming go by what it said, also when it does not answer any more", async () => {
    const boss = await person(world, "Big Boss");
    let isSilent = false;
    hook = await startHook(({ body }) => {
      const name = body.data.appUser.profile["givenName"];
      if (isSilent) return { status: 503, body: "" };
      if (name === "Bad") return { body: { error: { errorSummary: "Contractors stay out" } } };
      const commands =
        name === "Known"
          ? [{ type: "com.okta.user.update", value: { id: boss } }]
          : [{ type: "com.okta.user.profile.update", value: { department: "Sales" } }];
      return { body: { commands } };
    });
    await api.ok("PUT", path("import-hook"), { url: hook.url });
    for (const name of ["Known Account", "New Person", "Bad Apple"]) account(name);
    await run();
    const shown = async () =>
      (await api.ok<ImportRowPage>("GET", path("import-rows"))).items.map(
        ({ userName, match, person: who, reason, profile }) => [
          ...[userName, match, who?.id ?? null, reason, profile["department"] ?? null],
        ],
      );
    const before = await shown();
    expect(before).toEqual([
      ["bad.apple@example.com", "NONE", null, "The hook refuses the account: Contractors stay out", null],
      ["known.account@example.com", "EXACT", boss, null, null],
      ["new.person@example.com", "NONE", null, expect.stringContaining("Nobody has login"), "Sales"],
    ]);
    const asked = hook.questions.length;
    expect(await api.ok("POST", path("import-rows/rematch"))).toMatchObject({ looked: 3, changed: 0 });
    expect([await shown(), hook.questions.length]).toEqual([before, asked]);

    isSilent = true;
    await confirmAll();
    Object.assign(world.target.user("new.person@example.com") ?? {}, { title: "Changed since" });
    const ended = await run();
    expect(ended).toMatchObject({ linked: 1, peopleCreated: 1, failed: 1, hookFailures: 3 });
    const note = (end: string) => `The hook gave no usable answer (it answered with status 503), so ${end}.`;
    expect(await results(ended.id)).toEqual([
      ["bad.apple@example.com", "FAILED", "The hook refuses the account: Contractors stay out"],
      ["known.account@example.com", "LINKED", note("its last one counts")],
      ["new.person@example.com", "CREATED", note("it was done as without it")],
    ]);
    const all = await api.ok<BulkConfirmResult>("POST", path("import-rows/confirm-all"), { match: "NONE" });
    expect(all).toMatchObject({ created: 0, failed: 0 });
    // Without the hook its answers are gone.
    await api.call("DELETE", path("import-hook"));
    await api.ok("POST", path("import-rows/rematch"));
    expect((await shown())[0]?.[3]).toContain("Nobody has login");
  });

  it("is asked about linked accounts of a source as well, where they would change the person", async () => {
    const jane = await person(world, "Jane Doe");
    await api.ok("PUT", `/api/v1/apps/${appId}/features/INBOUND_PROVISIONING`, {
      importRules: { profileAndLifecycle: { profileSourcing: true } },
    });
    let refusal: string | undefined;
    hook = await startHook(({ body }) => {
      if (refusal !== undefined) return { body: { error: { errorSummary: refusal } } };
      const title = `${body.data.appUser.profile["title"] ?? "None"} (checked)`;
      return { body: { commands: [{ type: "com.okta.user.profile.update", value: { title } }] } };
    });
    await api.ok("PUT", path("import-hook"), { url: hook.url });
    const externalId = account("Jane Doe");
    await run();
    await api.ok("POST", path("import-rows/confirm"), { rows: [{ externalId, action: "LINK" }] });
    await world.settled();
    const title = async () =>
      (await api.ok<{ profile: Record<string, unknown> }>("GET", `/api/v1/users/${jane}`)).profile["title"];
    expect(await title()).toBe("None (checked)");
    expect(hook.questions).toHaveLength(1);

    // The link has changed the account itself (externalId), so that it is asked about once more; after that it is as it was asked about.
    await run();
    expect([await title(), hook.questions.length]).toEqual(["None (checked)", 2]);
    expect(await run()).toMatchObject({ unchanged: 1, updated: 0 });
    expect([await title(), hook.questions.length]).toEqual(["None (checked)", 2]);

    Object.assign(world.target.user("jane.doe@example.com") ?? {}, { title: "Lead" });
    expect(await run()).toMatchObject({ updated: 1 });
    expect([await title(), hook.questions.length]).toEqual(["Lead (checked)", 3]);
    expect(hook.questions[2]?.body.data).toMatchObject({ action: { result: "LINK_USER" }, user: { id: jane } });

    refusal = "Not now";
    Object.assign(world.target.user("jane.doe@example.com") ?? {}, { title: "Chief" });
    const refused = await run();
    expect(refused).toMatchObject({ updated: 0, failed: 1 });
    expect(await results(refused.id)).toEqual([
      ["jane.doe@example.com", "FAILED", "The hook refuses the account: Not now"],
    ]);
    expect(await title()).toBe("Lead (checked)");
  });

  it.each([
    ["NUL", "Nul \u0000 name"],
    ["half a sign", "Half \ud800 sign"],
  ])("that gives what no database can hold (%s) counts as none", async (_, department) => {
    hook = await startHook(() => ({
      body: { commands: [{ type: "com.okta.user.profile.update", value: { department } }] },
    }));
    await api.ok("PUT", path("import-hook"), { url: hook.url });
    await confirmAll();
    account("New Person");
    const ended = await run();
    expect(ended).toMatchObject({ state: "DONE", peopleCreated: 1, hookFailures: 1 });
    expect((await results(ended.id))[0]?.[2]).toContain("its answer holds characters that cannot be stored");
  });

  it("that answers more than it may counts as none", async () => {
    hook = await startHook(() => ({ body: { padding: "x".repeat(70_000) } }));
    await api.ok("PUT", path("import-hook"), { url: hook.url });
    await confirmAll();
    account("New Person");
    const ended = await run();
    expect(ended).toMatchObject({ state: "DONE", peopleCreated: 1, hookFailures: 1 });
    expect((await results(ended.id))[0]?.[2]).toContain("its answer is larger than 64 KiB");
  });

  it("shows its secret once, is tried out before it is saved, and may not lead into a private network", async () => {
    hook = await startHook(({ body }) => ({ body: body.data.user.profile["firstName"] === "Sample" ? {} : "no" }));
    const tried = await api.ok<ImportHookTest>("POST", path("import-hook/test"), { url: hook.url });
    expect(tried).toMatchObject({
      ok: true,
      status: 200,
      problem: null,
      request: { eventType: "com.okta.import.transform" },
    });
    const made = await api.ok<ImportHook>("PUT", path("import-hook"), { url: hook.url, enabled: false });
    expect(made.secret).toMatch(/^whsec_/);
    expect((await api.ok<ImportHook>("GET", path("import-hook"))).secret).toBeNull();
    expect((await api.ok<ImportHook>("PUT", path("import-hook"), { url: hook.url, enabled: true })).secret).toBeNull();
    const renewed = await api.ok<ImportHook>("POST", path("import-hook/secret"));
    expect(renewed.secret).not.toBe(made.secret);
    // Only the hook itself is asked with its secret; whoever is merely tried out cannot show the question as a real one.
    for (const [url, isReal] of [
      [hook.url, true],
      [`${hook.url}?elsewhere`, false],
    ] as const) {
      await api.ok("POST", path("import-hook/test"), { url });
      const { headers, text } = hook.questions[hook.questions.length - 1] ?? { headers: {}, text: "" };
      const signed = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
      const verify = () => new Webhook(renewed.secret ?? "").verify(text, signed);
      if (isReal) expect(verify).not.toThrow();
      else expect(verify).toThrow();
    }
    for (const url of ["https://10.0.0.7/hook", "http://example.com/hook", "nonsense"]) {
      const refused = await api.call("PUT", path("import-hook"), { url });
      expect([url, refused.status]).toEqual([url, 400]);
    }
    expect((await api.call("DELETE", path("import-hook"))).status).toBe(204);
    expect((await api.call("GET", path("import-hook"))).status).toBe(404);
  });
});
