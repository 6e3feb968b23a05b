import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import type { AppId } from "@lockstep/ports";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ImportHook, ImportHookTest, ImportResultPage, ImportRun } from "../../contract.ts";
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
