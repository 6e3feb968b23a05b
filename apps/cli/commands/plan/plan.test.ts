import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { AppId } from "@lockstep/ports";
import { afterAll, beforeAll, expect, it } from "vitest";
import { unassignPerson } from "../../../directory/domain/app-users.ts";
import { type Listener, openListener } from "../../../directory/http/open-listener.ts";
import { openApi } from "../../../directory/provisioning/testing/api.ts";
import { populate } from "../../../directory/provisioning/testing/populate.ts";
import {
  connectedApp,
  createWorld,
  group,
  push,
  until,
  type World,
} from "../../../directory/provisioning/testing/world.ts";

let world: World;
let listener: Listener;
let appId: AppId;
let folder: string;
let token: string;
beforeAll(async () => {
  world = await createWorld();
  const api = await openApi(world);
  ({ token } = api);
  listener = await openListener(api.fetch, { host: "127.0.0.1", port: 0 });
  appId = await connectedApp(world, { syncPassword: false });
  await world.worker();
  await populate(world, appId, 100);
  folder = await mkdtemp(join(tmpdir(), "lockstep-cli-"));
});
afterAll(async () => {
  await listener.close();
  await world.end();
  await rm(folder, { recursive: true, force: true });
});

/** Runs the program as a shell does. */
async function lockstep(...words: readonly string[]) {
  const env = {
    PATH: process.env["PATH"],
    LOCKSTEP_DIRECTORY_URL: `http://127.0.0.1:${listener.port}`,
    LOCKSTEP_API_TOKEN: token,
  };
  const call = promisify(execFile)(process.execPath, ["--conditions=source", "apps/cli/main.ts", ...words], { env });
  return await call.then(
    ({ stdout }) => ({ code: 0, stdout, stderr: "" }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
}

it("plans, applies, explains and decides over the public API, with exit codes that a script can use", async () => {
  const nothing = await lockstep("plan", "--summary");
  expect([nothing.code, nothing.stderr]).toEqual([0, ""]);
  expect(nothing.stdout).toMatch(/Declaree: plan pln\w+, 100 compared\n {2}100 unchanged/);

  const settings = join(folder, "proposed.json");
  const mappings = [{ attribute: "title", expression: "'Dr. ' + user.title", pushStatus: "PUSH" }];
  await writeFile(settings, JSON.stringify({ mappings }));
  const one = await lockstep("plan", "--app", "declaree", "--person", "pat7@example.com", "--settings", settings);
  expect(one.code).toBe(2);
  expect(one.stdout).toContain("person pat7@example.com");
  expect(one.stdout).toContain(`PUT ${world.target.baseUrl}/Users/`);
  expect(one.stdout).toContain('"title":"Dr. Title 7"');

  const all = await lockstep("plan", "--settings", settings, "--json", "--summary");
  const plan = JSON.parse(all.stdout) as { id: string; summary: { update: number } };
  expect([all.code, plan.summary.update]).toEqual([2, 100]);
  const refused = await lockstep("apply", plan.id);
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("the budget allows 20 of 100 accounts")]);
  const applied = await lockstep("apply", plan.id, "--approve", "attributeOverwrites");
  expect([applied.code, applied.stdout]).toEqual([0, "Declaree: 100 are due and sent in the background.\n"]);
  await world.settled();
  expect(world.target.user("pat7@example.com")).toMatchObject({ title: "Dr. Title 7" });

  const why = await lockstep("why", "pat7@example.com", "Declaree");
  expect([why.code, why.stdout.split("\n")[0]]).toEqual([
    0,
    "pat7@example.com has access to Declaree. The person has the app individually. All is as it should be.",
  ]);
  const nobody = JSON.parse((await lockstep("why", "nobody", "--json")).stdout) as { hasAccess: boolean };
  expect(nobody.hasAccess).toBe(false);
  await push(world, appId, await group(world, "Team"));
  await world.settled();
  const member = await lockstep("why", "pat7@example.com", "--group", "team");
  expect([member.code, member.stdout]).toEqual([1, expect.stringContaining('Add the person to "Team".')]);
}, 120_000);

it("lists what waits for approval, and decides it", async () => {
  expect(await lockstep("budget", "list")).toMatchObject({ code: 0, stdout: "Nothing waits for approval.\n" });
  const people = await world.database.kysely.selectFrom("app_user").select("person_id").limit(21).execute();
  for (const { person_id } of people) await unassignPerson(world.act, { appId, personId: person_id });
  let waiting = await lockstep("budget", "list");
  await until(async () => {
    waiting = await lockstep("budget", "list");
    expect(waiting.code).toBe(2);
  });
  const hold = /^(bhd\w+) {2}Declaree: /.exec(waiting.stdout)?.[1] ?? "";
  expect(waiting.stdout).toContain("accounts would be deactivated");
  expect(waiting.stdout).toContain("@example.com");
  const approved = await lockstep("budget", "approve", hold);
  expect([approved.code, approved.stdout]).toEqual([0, expect.stringContaining("approved: they are sent now.")]);
  const again = await lockstep("budget", "reject", hold);
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining("The hold is approved already.")]);
  await world.settled();
}, 120_000);

it.each([
  [["plan", "--app", "Nowhere"], 'No app is called "Nowhere"; there are "Declaree".'],
  [["plan", "--settings", "missing.json"], "The file missing.json cannot be read (ENOENT): check the path."],
  [["apply", "plnNone"], "There is no plan plnNone: make one with lockstep plan."],
  [["why", "x", "--group", "Nobody"], 'No group "Nobody" is pushed to the app'],
  [["apply", "plnNone", "--approve", "everything"], "It has to be one of deactivations"],
])("%j is refused in one sentence that says what to do", async (words, sentence) => {
  const { code, stderr } = await lockstep(...words);
  expect([code, stderr]).toEqual([1, expect.stringContaining(sentence)]);
});
