import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Listener, openListener } from "../../../directory/http/open-listener.ts";
import {
  accountId,
  createImportWorld,
  type ImportWorld,
  linkAccounts,
} from "../../../directory/provisioning/testing/import-world.ts";

let w: ImportWorld;
let listener: Listener;
beforeAll(async () => {
  w = await createImportWorld();
  listener = await openListener(w.api.fetch, { host: "127.0.0.1", port: 0 });
  await linkAccounts(w, 120);
});
afterAll(async () => {
  await listener.close();
  await w.end();
});

/** Runs the program as a shell does. */
async function lockstep(...words: readonly string[]) {
  const env = {
    PATH: process.env["PATH"],
    LOCKSTEP_DIRECTORY_URL: `http://127.0.0.1:${listener.port}`,
    LOCKSTEP_API_TOKEN: w.api.token,
  };
  const call = promisify(execFile)(process.execPath, ["--conditions=source", "apps/cli/main.ts", ...words], { env });
  return await call.then(
    ({ stdout }) => ({ code: 0, stdout, stderr: "" }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
}

it("starts, watches, lists, approves and cancels imports, with exit codes that a script can use", async () => {
  const none = await lockstep("import", "status");
  expect([none.code, none.stderr]).toEqual([
    1,
    'Unruly has no import yet. Start one: lockstep import start "Unruly"\n',
  ]);
  expect((await lockstep("import", "list")).stdout).toBe("Unruly has no import yet.\n");

  const queued = await lockstep("import", "start", "unruly");
  expect(queued.stdout).toMatch(/^The import imr\w+ of Unruly waits for a worker\./);
  expect((await lockstep("import", "status")).stdout).toContain("Waits for a worker");
  const twice = await lockstep("import", "start");
  expect([twice.code, twice.stderr]).toEqual([1, expect.stringContaining("has not ended yet: wait for it")]);
  expect((await lockstep("import", "cancel")).stdout).toMatch(/is cancelled\. What was read stays\.\n$/);
  expect((await lockstep("import", "cancel")).stderr).toContain("The import has ended already");

  await w.world.worker();
  const done = await lockstep("import", "start", "--follow");
  expect([done.code, done.stderr]).toEqual([0, ""]);
  expect(done.stdout).toMatch(/DONE {2}people and groups of Unruly[\s\S]*people: 120 read, 0 new, [\s\S]*0 removed\n/);

  w.app.remove("Users", ...Array.from({ length: 30 }, (_, index) => accountId(index + 1)));
  const held = await lockstep("import", "start", "--follow");
  expect(held.code).toBe(2);
  expect(held.stdout).toMatch(/Held: it would take away 30 of 120 of the app's accounts; the safeguard allows 20 %\./);
  expect(held.stdout).toMatch(/person1@example\.com[\s\S]*and 10 more\nDecide it: lockstep import approve "Unruly"/);
  expect((await lockstep("import", "approve")).stdout).toMatch(/goes on: each of 30 accounts is looked at once more/);
  const followed = await lockstep("import", "status", "--follow", "--json");
  expect(JSON.parse(followed.stdout)).toMatchObject({ state: "DONE", removed: 30 });

  expect((await lockstep("import", "start", "--mode", "groups", "--follow")).stdout).toContain("groups: 0 read");
  const { items } = JSON.parse((await lockstep("import", "list", "--json")).stdout);
  expect(items.map(({ mode, state }: { mode: string; state: string }) => [mode, state])).toEqual([
    ["GROUPS", "DONE"],
    ["FULL", "DONE"],
    ["FULL", "DONE"],
    ["FULL", "CANCELLED"],
  ]);
  expect((await lockstep("import", "list")).stdout).toMatch(/full {4}CANCELLED {2}0 read/);
});

it("says in one sentence what it cannot do, and explains itself", async () => {
  for (const [words, sentence] of [
    [["start", "--mode", "some"], /--mode must be full, incremental or groups/],
    [["start", "Nobody"], /No app is called "Nobody"; there are "Unruly"/],
    [["list", "--limit", "0"], /--limit must be a whole number from 1 to 200/],
    [["status", "--run", "imrnone"], /Resource not found: imrnone/],
    [["approve"], /not held: there is nothing to approve/],
  ] as const) {
    const answer = await lockstep("import", ...words);
    expect([answer.code, answer.stderr]).toEqual([1, expect.stringMatching(sentence)]);
  }
  expect((await lockstep("import", "--help")).stdout).toMatch(
    /start \[options\] \[app\][\s\S]*status[\s\S]*list[\s\S]*cancel[\s\S]*approve/,
  );
});
