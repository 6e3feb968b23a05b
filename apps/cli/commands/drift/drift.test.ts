import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Listener, openListener } from "../../../directory/http/open-listener.ts";
import { openApi } from "../../../directory/provisioning/testing/api.ts";
import {
  assign,
  connectedApp,
  createWorld,
  group,
  person,
  push,
  type World,
} from "../../../directory/provisioning/testing/world.ts";

let world: World;
let listener: Listener;
let token: string;
beforeAll(async () => {
  world = await createWorld();
  const api = await openApi(world);
  ({ token } = api);
  listener = await openListener(api.fetch, { host: "127.0.0.1", port: 0 });
  const appId = await connectedApp(world, { syncPassword: false });
  const jane = await person(world, "Jane Doe");
  await world.worker();
  await assign(world, appId, jane);
  await push(world, appId, await group(world, "Finance", jane));
  await world.settled();
});
afterAll(async () => {
  await listener.close();
  await world.end();
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

it("looks, names what differs, shows a repair, and sends it when it is told so", { timeout: 60_000 }, async () => {
  const same = await lockstep("drift");
  expect([same.code, same.stderr]).toEqual([0, ""]);
  expect(same.stdout).toContain("Declaree: 1 looked at, 0 differ, 2 requests.");
  Object.assign(world.target.group("Finance") ?? {}, { members: [] });
  world.target.forget();
  const found = await lockstep("drift", "--group", "finance", "--repair");
  expect(found.code).toBe(2);
  expect(found.stdout).toContain("group Finance: drifted. 1 member is missing in the app.");
  expect(found.stdout).toContain("missing: jane.doe@example.com");
  expect(found.stdout).toContain("The group gains 1 and loses 0 members.");
  expect(world.target.writes()).toEqual([]);
  const sent = await lockstep("drift", "--json", "--repair", "--yes");
  expect(sent.code).toBe(0);
  expect(JSON.parse(sent.stdout)).toMatchObject({ findings: [{ state: "DRIFTED" }], repairs: [{ kind: "CHANGE" }] });
  await world.settled();
  expect(world.target.group("Finance")?.["members"]).toHaveLength(1);
  const refused = await lockstep("drift", "--yes");
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("--yes is for --repair")]);
});
