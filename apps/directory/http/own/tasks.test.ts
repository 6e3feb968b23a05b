import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Task } from "../../contract.ts";
import { addApp, addPerson, startTestDirectory, type TestDirectory } from "../testing/test-directory.ts";

let directory: TestDirectory;
const apps: string[] = [];
beforeAll(async () => {
  directory = await startTestDirectory();
  for (const label of ["Expenses", "Wiki"]) apps.push(await addApp(directory, label, true));
  for (let index = 0; index < 7; index += 1) await addTask(index);
});
afterAll(() => directory.close());

const CAUSES = ["rejected", "unknown"];

/** A failed piece of work, as the worker leaves it behind. */
async function addTask(index: number): Promise<void> {
  const appId = apps[index % 2];
  const personId = await addPerson(directory, { profile: { firstName: `Task${index}`, lastName: "Person" } });
  await directory.ok("POST", `/api/v1/apps/${appId}/users`, { id: personId });
  const nextAt = index === 0 ? new Date(Date.now() + 3_600_000) : null;
  await directory.rows(
    `insert into task (id, app_id, app_user_id, cause, summary, detail, remedy, status_code, request_id, next_attempt_at, created_at)
     select 'tsk' || $3::text, $1, id, $4, 'Not created', 'Detail of ' || $3::text, 'Change it', 409, 'request-' || $3::text, $5,
       now() + make_interval(secs => $6)
     from app_user where app_id = $1 and person_id = $2`,
    [appId, personId, String(index), CAUSES[index % CAUSES.length], nextAt, index],
  );
}

interface Page {
  readonly items: readonly Task[];
  readonly total: number;
}
const path = "/api/lockstep/v1/tasks";
const idsOf = (page: Page) => page.items.map((task) => task.id);
const list = (query: string) => directory.ok<Page>("GET", `${path}?${query}`);
const newest = ["tsk6", "tsk5", "tsk4", "tsk3", "tsk2", "tsk1", "tsk0"];

describe("tasks", () => {
  it("name the subject, the target's words, the request, and what comes next and when", async () => {
    const [waiting, stuck] = [
      await directory.ok<Task>("GET", `${path}/tsk0`),
      await directory.ok<Task>("GET", `${path}/tsk1`),
    ];
    expect(waiting).toMatchObject({
      app: { label: "Expenses" },
      subject: { kind: "appUser", name: "Task0 Person" },
      summary: "Not created",
      detail: "Detail of 0",
      statusCode: 409,
      requestId: "request-0",
    });
    expect(waiting.next).toBe(`It is tried again at ${waiting.nextAttemptAt}.`);
    expect(stuck.next).toBe("Nothing by itself: it waits for a retry, or for a change.");
    await directory.refused("GET", `${path}/tsknone`, { status: 404, code: "E0000007" });
  });

  it("are listed from the newest, in pages that a change does not upset", async () => {
    const seen: string[] = [];
    let next: string | undefined = `${path}?limit=3`;
    while (next !== undefined) {
      const answer: { readonly body: Page; readonly headers: Headers } = await directory.call<Page>("GET", next);
      expect(answer.body.total).toBe(7);
      seen.push(...idsOf(answer.body));
      next = /<http:\/\/directory\.test([^>]+)>; rel="next"/.exec(answer.headers.get("link") ?? "")?.[1];
      await directory.rows("update task set last_updated_at = now() where id = 'tsk0'");
    }
    expect(seen).toEqual(newest);
  });

  it("are found by app, cause, state and text", async () => {
    expect(idsOf(await list(`appId=${apps[1]}`))).toEqual(["tsk5", "tsk3", "tsk1"]);
    expect(idsOf(await list("cause=rejected"))).toEqual(["tsk6", "tsk4", "tsk2", "tsk0"]);
    expect(await list("state=RESOLVED")).toEqual({ items: [], total: 0, causes: [] });
    for (const text of ["DETAIL OF 3", "task3 person", "request-3"]) {
      expect(await list(`q=${encodeURIComponent(text)}`)).toMatchObject({ items: [{ id: "tsk3" }], total: 1 });
    }
    expect((await list("q=wiki&cause=unknown")).total).toBe(3);
    for (const query of ["state=LOST", `q=${"x".repeat(201)}`, "limit=0", "after=nonsense"]) {
      const code = /limit|after/.test(query) ? "E0000029" : "E0000001";
      await directory.refused("GET", `${path}?${query}`, { status: 400, code });
    }
  });

  it("are exported as CSV and as JSON lines", async () => {
    const csv = await directory.call("GET", `${path}/export?format=csv&cause=rejected`);
    expect(csv.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    const [head, first, ...rest] = csv.text.trimEnd().split("\r\n");
    expect(head).toMatch(/^id,state,app,subject,cause,summary,detail,remedy,next,/);
    expect(first).toMatch(/^tsk6,OPEN,Expenses,Task6 Person,rejected,Not created,Detail of 6,Change it,/);
    expect(rest).toHaveLength(3);
    const lines = (await directory.call("GET", `${path}/export`)).text.trimEnd().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as Task).id)).toEqual(newest);
    await directory.refused("GET", `${path}/export?format=pdf`, { status: 400, code: "E0000001" });
  });

  it("are tried again or set aside, and say so", async () => {
    expect((await directory.call("POST", `${path}/tsk1/retry`)).status).toBe(204);
    expect((await directory.ok<Task>("GET", `${path}/tsk1`)).next).toBe("It is tried again now.");
    expect(await directory.ok("POST", `${path}/retry`, { appId: apps[0] })).toEqual({ count: 4 });
    expect((await directory.call("POST", `${path}/tsk5/cancel`)).status).toBe(204);
    expect(await directory.ok<Task>("GET", `${path}/tsk5`)).toMatchObject({
      state: "CANCELLED",
      next: "Nothing, until something about it changes.",
    });
    const filter = encodeURIComponent('eventType sw "application.provision.task."');
    const events = await directory.ok<readonly { eventType: string }[]>("GET", `/api/v1/logs?filter=${filter}`);
    expect(events.map((event) => event.eventType)).toEqual([
      "application.provision.task.retry",
      "application.provision.task.retry",
      "application.provision.task.cancel",
    ]);
  });
});
