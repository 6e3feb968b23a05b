import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ADMIN, addPerson, newProfile, startTestDirectory, type TestDirectory } from "./testing/test-directory.ts";

let directory: TestDirectory;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockstep-console-"));
  await mkdir(join(folder, "assets"));
  await writeFile(join(folder, "index.html"), "<!doctype html><title>Console</title>");
  await writeFile(join(folder, "assets", "main-1a2b.js"), "export {};");
  directory = await startTestDirectory({ consoleDirectory: pathToFileURL(`${folder}/`) });
});
afterAll(async () => {
  await directory.close();
  await rm(folder, { recursive: true });
});

const fetch = (path: string, init: RequestInit = {}) =>
  directory.directory.fetch(new Request(`http://directory.test${path}`, init));
const signIn = (
  credentials: unknown = { login: ADMIN.login, password: ADMIN.password },
  headers: Record<string, string> = { "x-lockstep": "1" },
) =>
  fetch("/api/lockstep/v1/session", {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(credentials),
  });
const codeOf = async (response: Response) => {
  const text = await response.text();
  return [response.status, text === "" ? undefined : (JSON.parse(text) as { errorCode: string }).errorCode];
};

describe("who may call", () => {
  it.each([
    ["nothing", {}, [403, "E0000005"]],
    ["an unknown token", { authorization: "SSWS 00nobody" }, [401, "E0000011"]],
    ["a Bearer token", { authorization: "Bearer abc" }, [401, undefined]],
    ["an empty scheme", { authorization: "SSWS" }, [401, "E0000011"]],
    ["an unknown session", { cookie: "lockstep_directory=abc" }, [403, "E0000005"]],
  ])("%s is refused on every path below /api, known or not", async (_case, headers, expected) => {
    for (const path of ["/api/v1/users", "/api/v1/logs", "/api/lockstep/v1/overview", "/api/unknown", "/api"]) {
      expect(await codeOf(await fetch(path, { headers: headers as Record<string, string> })), path).toEqual(expected);
    }
  });

  it("a token expires 30 days after its last use, and dies when it is revoked", async () => {
    const made = await directory.ok<{ id: string; token: string; expiresAt: string }>(
      "POST",
      "/api/lockstep/v1/api-tokens",
      { name: "script" },
    );
    expect(made.token).toMatch(/^00[0-9A-Za-z]{42}$/);
    const call = () => fetch("/api/v1/users?limit=1", { headers: { authorization: `SSWS ${made.token}` } });
    const day = 24 * 60 * 60 * 1000;
    expect((await call()).status).toBe(200);
    directory.clock.advance(29 * day);
    expect((await call()).status).toBe(200);
    directory.clock.advance(29 * day);
    expect((await call()).status).toBe(200);
    const stored = await directory.rows("select 1 from api_token as t where strpos(t::text, $1) > 0", [made.token]);
    expect(stored).toEqual([]);
    directory.clock.advance(31 * day);
    expect(await codeOf(await call())).toEqual([401, "E0000011"]);
    directory.clock.advance(-89 * day);
    const other = await directory.ok<{ id: string; token: string }>("POST", "/api/lockstep/v1/api-tokens", {
      name: "other",
    });
    const { items } = await directory.ok<{ items: readonly { id: string; token?: string }[] }>(
      "GET",
      "/api/lockstep/v1/api-tokens",
    );
    expect(items.find((item) => item.id === other.id)).not.toHaveProperty("token");
    expect((await directory.call("DELETE", `/api/lockstep/v1/api-tokens/${other.id}`)).status).toBe(204);
    expect((await fetch("/api/v1/users", { headers: { authorization: `SSWS ${other.token}` } })).status).toBe(401);
    await directory.refused("DELETE", `/api/lockstep/v1/api-tokens/${other.id}`, { status: 404, code: "E0000007" });
    await directory.refused("POST", "/api/lockstep/v1/api-tokens", {
      status: 400,
      code: "E0000001",
      body: { name: " " },
    });
  });

  it("a session is a strict, HTTP-only cookie; writes under it need the own header; it ends", async () => {
    const response = await signIn();
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      login: ADMIN.login,
      name: ADMIN.name,
      supportUrl: "https://support.example",
      pricingUrl: "https://pricing.example",
      guideUrl: "https://guide.example",
    });
    const [line = ""] = response.headers.getSetCookie();
    expect(line).toMatch(/^lockstep_directory=[0-9A-Za-z]{43}; .*HttpOnly; SameSite=Strict$/);
    const cookie = line.split(";")[0] ?? "";
    expect((await fetch("/api/lockstep/v1/session", { headers: { cookie } })).status).toBe(200);
    const create = (headers: Record<string, string>) =>
      fetch("/api/v1/users", {
        method: "POST",
        headers: { cookie, "content-type": "application/json", ...headers },
        body: JSON.stringify({ profile: newProfile() }),
      });
    expect(await codeOf(await create({}))).toEqual([403, "E0000006"]);
    expect((await create({ "x-lockstep": "1" })).status).toBe(200);
    expect(
      (await fetch("/api/lockstep/v1/session", { method: "DELETE", headers: { cookie, "x-lockstep": "1" } })).status,
    ).toBe(204);
    expect((await fetch("/api/lockstep/v1/session", { headers: { cookie } })).status).toBe(403);
  });

  it("a wrong password and an unknown login are the same answer, and too many failures wait", async () => {
    const wrong = { login: "Nobody@directory.example", password: "x" };
    expect(await codeOf(await signIn(wrong))).toEqual([401, "E0000004"]);
    expect(await codeOf(await signIn({ login: ADMIN.login, password: "x" }))).toEqual([401, "E0000004"]);
    for (let attempt = 1; attempt < 10; attempt += 1) await signIn(wrong);
    expect(await codeOf(await signIn({ ...wrong, login: wrong.login.toLowerCase() }))).toEqual([429, "E0000047"]);
    expect((await signIn()).status).toBe(200);
    directory.clock.advance(5 * 60_000);
    expect(await codeOf(await signIn(wrong))).toEqual([401, "E0000004"]);
    directory.clock.advance(-5 * 60_000);
    expect(await codeOf(await signIn(undefined, {}))).toEqual([403, "E0000006"]);
  });

  it("many sign-ins at the same time are no more than that number of attempts", async () => {
    const guesses = Array.from({ length: 20 }, (_, number) => ({
      login: "guessed@corp.example",
      password: `guess ${number}`,
    }));
    const answers = await Promise.all(guesses.map((guess) => signIn(guess)));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array(10).fill(401), ...Array(10).fill(429)]);
  });
});

describe("bad input", () => {
  const post = (raw: string | Uint8Array, headers: Record<string, string> = {}) =>
    directory.call<{ errorCode: string; errorId: string }>("POST", "/api/v1/users", undefined, { raw, headers });

  it.each([
    ["malformed JSON", '{"profile":', 400, "E0000003"],
    ["bytes that are no UTF-8", Buffer.from([0x7b, 0x22, 0xe9, 0x22, 0x7d]), 400, "E0000003"],
    ["a list for an object", "[]", 400, "E0000001"],
    ["a text for an object", '"profile"', 400, "E0000001"],
    ["null", "null", 400, "E0000001"],
    ["a number for a list", '{"profile":{},"groupIds":7}', 400, "E0000001"],
    ["a body of more than 1 MiB", JSON.stringify({ profile: { title: "x".repeat(1024 * 1024) } }), 413, "LS000413"],
  ])("%s is refused, and nothing is stored", async (_case, raw, status, code) => {
    const before = await directory.rows("select count(*) from person");
    const answer = await post(raw);
    expect([answer.status, answer.body.errorCode]).toEqual([status, code]);
    expect(answer.body.errorId).toMatch(/^oae/);
    expect(await directory.rows("select count(*) from person")).toEqual(before);
  });

  it("names each wrong type with its place", async () => {
    const answer = await directory.call<{ errorSummary: string; errorCauses: unknown }>("POST", "/api/v1/users", {
      profile: {},
      groupIds: [1],
      credentials: { password: 5 },
    });
    expect(answer.body.errorSummary).toBe("Api validation failed: credentials.password");
    expect(answer.body.errorCauses).toEqual([
      { errorSummary: "credentials.password: Invalid input" },
      { errorSummary: expect.stringMatching(/^groupIds\.0: .*string/) },
    ]);
  });

  it("characters that cannot be stored are refused wherever they stand, other scripts are not", async () => {
    const refusedBody = (path: string, body: unknown) =>
      directory.refused("POST", path, { status: 400, code: "E0000001", body });
    const reason = "Contains a character that cannot be stored";
    expect(await refusedBody("/api/v1/apps", { label: "a\u0000b" })).toEqual([`label: ${reason}`]);
    expect(await refusedBody("/api/v1/groups", { profile: { name: "half \ud83d" } })).toEqual([
      `profile.name: ${reason}`,
    ]);
    expect(await refusedBody("/api/lockstep/v1/api-tokens", { name: "x", extra: [{ "\u0000": 1 }] })).toEqual([
      `extra.0: ${reason}`,
    ]);
    for (const path of ["/api/v1/users/a%00b", "/api/v1/users?q=%00", "/api/v1/groups/%00/users"]) {
      await directory.refused("GET", path, { status: 400, code: "E0000001" });
    }
    await directory.refused("GET", `/api/v1/users?search=${encodeURIComponent('profile.login eq "\\u0000"')}`, {
      status: 400,
      code: "E0000031",
    });
    expect(await directory.ok("POST", "/api/v1/groups", { profile: { name: "Équipe 東京 🚀" } })).toMatchObject({
      profile: { name: "Équipe 東京 🚀" },
    });
  });

  it("a wrong media type, an unknown path, a method that the path does not have", async () => {
    expect((await post("profile=1", { "content-type": "application/x-www-form-urlencoded" })).body.errorCode).toBe(
      "E0000021",
    );
    await directory.refused("GET", "/api/v1/nothing", { status: 404, code: "E0000008" });
    await directory.refused("PATCH", "/api/v1/users", { status: 405, code: "E0000022" });
    await directory.refused("DELETE", "/api/v1/logs", { status: 405, code: "E0000022" });
  });

  it("tolerates what clients send: an empty JSON body, doubled slashes, unknown parameters and keys, +json", async () => {
    const person = await addPerson(directory);
    expect(
      (
        await directory.call("POST", `/api/v1/users/${person}/lifecycle/deactivate`, undefined, {
          raw: "",
          headers: { "content-type": "application/json" },
        })
      ).status,
    ).toBe(200);
    expect((await directory.call("GET", `//api//v1/users/${person}?unknown=1`)).status).toBe(200);
    const body = JSON.stringify({ profile: newProfile(), realmId: "x" });
    expect((await post(body, { "content-type": "application/hal+json; charset=utf-8" })).status).toBe(200);
  });
});

describe("health and console", () => {
  it("is alive and ready without a credential", async () => {
    expect(await (await fetch("/healthz")).json()).toEqual({ status: "ok" });
    expect(await (await fetch("/readyz")).json()).toEqual({ status: "ready" });
  });

  it("serves the page for addresses without a dot, files as they are, and both with security headers", async () => {
    for (const path of ["/", "/people", "/apps/0oa1/assignments"]) {
      const page = await fetch(path);
      expect([page.status, page.headers.get("content-type"), page.headers.get("cache-control")]).toEqual([
        200,
        "text/html; charset=utf-8",
        "no-cache",
      ]);
      expect(page.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
      expect(page.headers.get("x-content-type-options")).toBe("nosniff");
    }
    const asset = await fetch("/assets/main-1a2b.js");
    expect([asset.status, asset.headers.get("cache-control")]).toEqual([200, "public, max-age=31536000, immutable"]);
    expect((await fetch("/assets/none.js")).status).toBe(404);
    expect((await fetch("/..%2f..%2fetc/passwd.txt")).status).toBe(404);
    expect((await fetch("/", { method: "POST" })).status).toBe(404);
    expect(await (await fetch("/", { method: "HEAD" })).text()).toBe("");
  });
});

describe("listening", () => {
  it("opens a port, answers over it, and stops; a port in use is one helpful sentence", async () => {
    const { port } = await directory.directory.listen();
    expect((await globalThis.fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    const other = await startTestDirectory();
    const { openListener } = await import("./open-listener.ts");
    await expect(openListener(() => new Response(), { host: "127.0.0.1", port })).rejects.toThrow(
      `The directory cannot listen on 127.0.0.1:${port}: the port is in use. Stop the program that has it, or set LOCKSTEP_DIRECTORY_PORT to another one.`,
    );
    await other.close();
    await directory.directory.stop();
    await expect(globalThis.fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow();
  });
});

describe("the seed", () => {
  it("gives the same administrator, token and app again", async () => {
    const { seed } = directory.directory;
    expect(await seed.administrator({ ...ADMIN, password: "Another-one-12" })).toEqual({ id: directory.adminId });
    expect((await signIn()).status).toBe(200);
    expect(await seed.apiToken({ name: "tests" })).toBe(directory.token);
    expect(await seed.apiToken({ name: "another" })).not.toBe(directory.token);
    const appId = await seed.app({ label: "Expenses" });
    expect(await seed.app({ label: "EXPENSES" })).toBe(appId);
  });
});
