import { afterAll, beforeAll, expect, it } from "vitest";
import { addApp, addGroup, startTestDirectory, type TestDirectory } from "./testing/test-directory.ts";

let directory: TestDirectory;
/** Lists in the order of instants, and in other orders. */
let lists: readonly string[];
let others: readonly string[];
beforeAll(async () => {
  directory = await startTestDirectory();
  const app = `/api/v1/apps/${await addApp(directory, "Paged")}`;
  const group = `/api/v1/groups/${await addGroup(directory, "Paged")}`;
  lists = [
    "/api/v1/users?",
    "/api/v1/groups?",
    "/api/v1/groups/rules?",
    `${group}/users?`,
    `${group}/apps?`,
    "/api/v1/apps?",
    `${app}/users?`,
    `${app}/group-push/mappings?`,
    "/api/v1/logs?",
    "/api/v1/logs?sortOrder=DESCENDING&",
    "/api/lockstep/v1/tasks?",
    `/api/lockstep/v1/apps/${app.slice("/api/v1/apps/".length)}/assignments?`,
  ];
  others = ["/api/v1/users?search=profile.lastName+pr&sortBy=profile.lastName&", `${app}/groups?`];
});
afterAll(() => directory.close());

const cursorOf = (...parts: readonly unknown[]) => Buffer.from(JSON.stringify(parts)).toString("base64url");

it.each([
  ["a year that JavaScript reads as a date", cursorOf("1", "x")],
  ["a date in words", cursorOf("Jan 1 2001", "x")],
  ["a month that is none", cursorOf("2026-13-45T00:00:00.000000Z", "x")],
  ["a day that its month does not have", cursorOf("2026-02-30T00:00:00.000000Z", "x")],
  ["an id with a NUL", cursorOf("2026-01-01T00:00:00.000000Z", "\u0000")],
  ["a key with a NUL", cursorOf("\u0000", "x")],
  ["a number that no column holds", cursorOf("99999999999", "x")],
  ["no list", Buffer.from("{}").toString("base64url")],
])("a cursor with %s is refused as one that no Link header gave", async (_case, after) => {
  for (const path of lists) {
    const answer = await directory.call<{ errorCode: string }>("GET", `${path}after=${after}`);
    expect([answer.status, answer.body.errorCode], path).toEqual([400, "E0000029"]);
  }
  // What is no instant may be a place in these.
  for (const path of others) {
    expect([200, 400], path).toContain((await directory.call("GET", `${path}after=${after}`)).status);
  }
});
