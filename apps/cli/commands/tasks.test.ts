import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addApp, startTestDirectory, type TestDirectory } from "../../directory/http/testing/test-directory.ts";

let directory: TestDirectory;
let url = "";
beforeAll(async () => {
  directory = await startTestDirectory({ listens: true });
  ({ url } = await directory.directory.listen());
  const appId = await addApp(directory, "Expenses", true);
  await directory.rows(
    `insert into task (id, app_id, cause, summary, detail, remedy, status_code, request_id) values
      ('tskone', $1, 'credential', 'The app is paused', 'Wrong token', 'Enter a new token', 401, 'req-1'),
      ('tsktwo', $1, 'unreachable', 'The app does not answer', 'ECONNREFUSED', 'Start it', null, null)`,
    [appId],
  );
});
afterAll(async () => {
  await directory.directory.stop();
  await directory.close();
});

/** Runs the program as a shell does. */
async function lockstep(...words: readonly string[]) {
  const env = { PATH: process.env["PATH"], LOCKSTEP_DIRECTORY_URL: url, LOCKSTEP_API_TOKEN: directory.token };
  const call = promisify(execFile)(process.execPath, ["--conditions=source", "apps/cli/main.ts", ...words], { env });
  return await call.then(
    ({ stdout }) => ({ code: 0, stdout, stderr: "" }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
}

describe("lockstep tasks", () => {
  it("lists what is open, with the app's words and what comes next; --json gives it to programs", async () => {
    const { stdout } = await lockstep("tasks");
    expect(stdout).toContain("tskone  OPEN  Expenses in Expenses: The app is paused");
    expect(stdout).toContain("the app said: Wrong token");
    expect(stdout).toContain("request req-1, status 401, credential, attempt 1");
    expect(stdout).toContain("what to do: Enter a new token");
    expect(stdout).toContain("what comes next: Nothing by itself: it waits for a retry, or for a change.");
    const listed = JSON.parse((await lockstep("tasks", "list", "--json", "--cause", "unreachable")).stdout);
    expect(listed).toMatchObject({ total: 1, items: [{ id: "tsktwo", cause: "unreachable" }] });
    expect((await lockstep("tasks", "list", "--text", "nobody said this")).stdout).toBe(
      "Nothing waits and nothing failed.\n",
    );
  });

  it("retries and cancels, one or all, and says in one sentence what it cannot do", async () => {
    expect((await lockstep("tasks", "cancel", "tsktwo", "--json")).stdout).toBe('{"cancelled":1}\n');
    const again = await lockstep("tasks", "cancel", "tsktwo");
    expect([again.code, again.stderr]).toEqual([1, expect.stringMatching(/The task is cancelled already\.\.?\n$/)]);
    expect((await lockstep("tasks", "retry", "--all")).stdout).toBe("1 task is tried again.\n");
    expect((await lockstep("tasks", "list", "--state", "all", "--json")).stdout).toContain('"state":"RESOLVED"');
    for (const [words, sentence] of [
      [["retry"], /Name the tasks, or pass --all/],
      [["list", "--limit", "many"], /--limit must be a whole number from 1 to 500/],
      [["list", "--state", "lost"], /Must be OPEN, RESOLVED, CANCELLED/],
      [["list", "--token", "wrong"], /does not accept the API token/],
    ] as const) {
      const answer = await lockstep("tasks", ...words);
      expect([answer.code, answer.stderr]).toEqual([1, expect.stringMatching(sentence)]);
    }
  });

  it("explains itself", async () => {
    const { stdout } = await lockstep("tasks", "--help");
    expect(stdout).toMatch(
      /list \[options\][\s\S]*retry \[options\] \[ids\.\.\.\][\s\S]*cancel \[options\] <ids\.\.\.>/,
    );
  });
});
