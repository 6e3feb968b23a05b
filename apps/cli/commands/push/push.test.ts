import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addApp, startTestDirectory, type TestDirectory } from "../../../directory/http/testing/test-directory.ts";

let directory: TestDirectory;
let url = "";
beforeAll(async () => {
  directory = await startTestDirectory({ listens: true });
  ({ url } = await directory.directory.listen());
  await addApp(directory, "Expenses", true);
  for (const name of ["Team A", "Team B", "Board"]) await directory.ok("POST", "/api/v1/groups", { profile: { name } });
});
afterAll(async () => {
  await directory.directory.stop();
  await directory.close();
});

/** Runs the program as a shell does. */
async function push(...words: readonly string[]) {
  const env = { PATH: process.env["PATH"], LOCKSTEP_DIRECTORY_URL: url, LOCKSTEP_API_TOKEN: directory.token };
  const args = ["--conditions=source", "apps/cli/main.ts", "push", ...words];
  return await promisify(execFile)(process.execPath, args, { env }).then(
    ({ stdout }) => ({ code: 0, stdout, stderr: "" }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
}

describe("lockstep push", () => {
  it("pushes by name and by rule, shows what it would do first, and lists what is pushed", async () => {
    expect((await push()).stdout).toContain("No group is pushed to the app");
    expect((await push("add", "board", "--later", "--assign")).stdout).toMatch(
      /^"Board" is pushed .* Its people get the app first\.\n$/,
    );
    const dry = await push("rule", "set", "Teams", "--where", "name starts with team", "--dry-run");
    expect([dry.code, dry.stdout]).toEqual([2, expect.stringContaining("2 fit: 2 would begin")]);
    expect(dry.stdout).toContain("Team A (0 members): would be pushed");
    const set = await push("rule", "set", "Teams", "--where", "name starts with team", "--when-unmatched", "unlink");
    expect(set.stdout).toMatch(
      /^gPr\w+ {2}Teams: ACTIVE, 2 groups where name starts with "team"; unlinks what no longer fits\n$/,
    );
    const { stdout } = await push("list");
    expect(stdout).toContain("Board: ACTIVE, waiting to be sent; members later, assigned too");
    expect(stdout).toContain("Team A: ACTIVE, waiting to be sent; 0 of 0 members, rule Teams");
    expect(stdout).toContain("3 pushed (2 by rule): 3 active");
    expect(JSON.parse((await push("list", "--rule", "teams", "--json")).stdout)).toMatchObject({ total: 2 });
    expect((await push("left-out", "Board")).stdout).toBe('Nobody of "Board" is left out.\n');
  });

  it("does something with named groups or with all that fit, and says of each refusal why", async () => {
    expect((await push("deactivate", "Team A", "board")).stdout).toBe("2 done, 0 refused.\n");
    const mixed = await push("now", "--all");
    expect([mixed.code, mixed.stdout.split("\n").at(-2)]).toEqual([1, "1 done, 2 refused."]);
    expect(mixed.stdout).toContain("Board: The group push is inactive: activate it");
    expect((await push("activate", "--status", "inactive", "--json")).stdout).toContain('"done":2');
    const clash = await push("link", "Team A");
    expect([clash.code, clash.stderr]).toEqual([1, expect.stringContaining("did not stop at a name")]);
  });

  it("asks before it unlinks many or deletes, and tells what became of a rule's groups", async () => {
    const asked = await push("unlink", "--rule", "Teams", "--leave");
    expect([asked.code, asked.stdout]).toEqual([2, "2 would be unlinked. Repeat the command with --yes to do it.\n"]);
    const deleting = await push("unlink", "Team A", "--delete");
    expect([deleting.code, deleting.stdout]).toEqual([
      2,
      "1 would be unlinked and deleted in the app. Repeat the command with --yes to do it.\n",
    ]);
    expect((await push("unlink", "Board", "--leave")).stdout).toBe("1 done, 0 refused.\n");
    expect((await push("rule", "deactivate", "teams")).stdout).toContain("Teams: INACTIVE, 2 groups");
    expect((await push("rule", "delete", "Teams", "--groups", "leave")).stdout).toBe(
      'The rule "Teams" is deleted. 2 groups are unlinked, 0 stay pushed.\n',
    );
    expect((await push("rule")).stdout).toContain("The app has no push rule");
  });

  it("says in one sentence what it cannot do", async () => {
    for (const [words, sentence] of [
      [["now"], /Name the groups, or choose them by --all/],
      [["unlink", "--all"], /Say what becomes of the groups in the app: --leave or --delete/],
      [["retry", "Nobody"], /No group called "Nobody" is pushed to the app/],
      [["add", "Nobody"], /The directory has no group called "Nobody"/],
      [["list", "--limit", "0"], /--limit must be a whole number from 1 to 500/],
      [["list", "--rule", "none"], /The app has no push rule called "none"/],
      [["rule", "set", "X", "--where", "name is nice"], /--where "name is nice" cannot be read/],
      [["rule", "set", "X", "--where", "name equals a", "--when-unmatched", "explode"], /whenUnmatched/],
      [["list", "--app", "Other"], /No app is called "Other"; there are "Expenses"/],
    ] as const) {
      const answer = await push(...words);
      expect([answer.code, answer.stderr]).toEqual([1, expect.stringMatching(sentence)]);
    }
    expect((await push("--help")).stdout).toMatch(
      /list \[options\][\s\S]*unlink \[options\] \[groups\.\.\.\][\s\S]*rule/,
    );
  });
});
