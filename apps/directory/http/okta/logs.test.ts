import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeEvent } from "../../domain/system-log.ts";
import { createDirectory, type Directory } from "../../index.ts";
import { type Answer, addGroup, addPerson, startTestDirectory, type TestDirectory } from "../testing/test-directory.ts";

let directory: TestDirectory;
let other: Directory;
beforeAll(async () => {
  directory = await startTestDirectory();
  other = await createDirectory(directory.config);
});
afterAll(() => directory.close());

interface Event {
  readonly uuid: string;
  readonly eventType: string;
  readonly published: string;
  readonly displayMessage: string;
}
const next = (answer: { readonly headers: Headers }) =>
  /<http:\/\/directory\.test([^>]+)>; rel="next"/.exec(answer.headers.get("link") ?? "")?.[1];
const read = (path: string) => directory.call<readonly Event[]>("GET", path);
const messages = (answer: Answer<readonly Event[]>) => answer.body.map((event) => event.displayMessage);
const filterOf = (expression: string) => `filter=${encodeURIComponent(expression)}`;

/** Writes an event in a transaction that ends when `until` does. */
function writeSlowly(
  message: string,
  until: Promise<void>,
): { readonly written: Promise<void>; readonly done: Promise<void> } {
  let tell: () => void = () => undefined;
  const written = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const done = directory.config.database.transaction(async (trx) => {
    await writeEvent(trx, { eventType: "test.order", displayMessage: message });
    tell();
    await until;
  });
  return { written, done };
}
const write = (message: string) => writeSlowly(message, Promise.resolve()).done;

describe("polling the System Log", () => {
  it("skips and repeats nothing although transactions commit in another order than they wrote", async () => {
    const gates = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
    const slow = gates.map((gate, index) => writeSlowly(`slow ${index}`, gate.promise));
    await Promise.all(slow.map((work) => work.written));
    const seen: string[] = [];
    let path: string | undefined = `/api/v1/logs?${filterOf('eventType eq "test.order"')}&limit=2`;
    const poll = async () => {
      for (let pages = 0; pages < 20; pages += 1) {
        const answer: Answer<readonly Event[]> = await read(path ?? "");
        path = next(answer);
        expect(path).toBeDefined();
        if (answer.body.length === 0) return;
        seen.push(...messages(answer));
      }
    };
    for (const index of [2, 0, 3, 1]) {
      await write(`quick after ${index}`);
      await poll();
      gates[index]?.resolve();
      await slow[index]?.done;
      await poll();
    }
    const expected = [2, 0, 3, 1].flatMap((index) => [`quick after ${index}`, `slow ${index}`]);
    expect(seen).toEqual(expected);
  });

  it("tells each event once to each reader while many write and two processes read", async () => {
    const start = next(await read(`/api/v1/logs?${filterOf('eventType eq "test.race"')}`)) ?? "";
    let isWriting = true;
    const names = Array.from({ length: 60 }, (_, index) => `race ${index}`);
    const writing = Promise.all(
      names.map((displayMessage) =>
        directory.config.database.transaction((trx) => writeEvent(trx, { eventType: "test.race", displayMessage })),
      ),
    ).finally(() => {
      isWriting = false;
    });
    const follow = async (process: Directory) => {
      const seen: string[] = [];
      let path = start;
      for (let quiet = 0; quiet < 2; ) {
        const wasWriting = isWriting;
        const answer = await process.fetch(
          new Request(`http://directory.test${path}`, { headers: { authorization: `SSWS ${directory.token}` } }),
        );
        const events = (await answer.json()) as readonly Event[];
        seen.push(...events.map((event) => event.displayMessage));
        path = next(answer) ?? "";
        quiet = events.length === 0 && !wasWriting ? quiet + 1 : 0;
      }
      return seen;
    };
    const [one, two] = await Promise.all([follow(directory.directory), follow(other), writing]);
    expect([...one].sort()).toEqual([...names].sort());
    expect(two).toEqual(one);
  });

  it("begins a week back, and keeps that bound while the time goes on", async () => {
    await write("kept");
    const first = await read(`/api/v1/logs?${filterOf('eventType eq "test.bound"')}&limit=0`);
    expect(first.body).toEqual([]);
    const url = new URL(next(first) ?? "", "http://directory.test");
    expect(Date.parse(url.searchParams.get("since") ?? "")).toBeLessThan(Date.now() - 6 * 24 * 60 * 60 * 1000);
    await directory.config.database.transaction((trx) =>
      writeEvent(trx, { eventType: "test.bound", displayMessage: "later" }),
    );
    url.searchParams.set("limit", "10");
    expect(messages(await read(`${url.pathname}${url.search}`))).toEqual(["later"]);
  });

  it("refuses a cursor of a bounded list, and the other way round", async () => {
    await write("a");
    await write("b");
    const until = `until=${encodeURIComponent(new Date(Date.now() + 60_000).toISOString())}`;
    const cursorOf = (answer: { readonly headers: Headers }) =>
      new URL(next(answer) ?? "", "http://directory.test").searchParams.get("after") ?? "";
    const bounded = cursorOf(await read(`/api/v1/logs?limit=1&${until}`));
    const feed = cursorOf(await read("/api/v1/logs?limit=1"));
    for (const path of [`/api/v1/logs?after=${bounded}`, `/api/v1/logs?${until}&after=${feed}`]) {
      await directory.refused("GET", path, { status: 400, code: "E0000029" });
    }
  });
});

describe("bounded lists", () => {
  const bounds = () => {
    const at = (offsetMs: number) => encodeURIComponent(new Date(Date.now() + offsetMs).toISOString());
    return `since=${at(-3_600_000)}&until=${at(60_000)}`;
  };

  it("go through the span in both orders, page by page, and end", async () => {
    const person = await addPerson(directory);
    for (const title of ["1", "2", "3"]) await directory.ok("POST", `/api/v1/users/${person}`, { profile: { title } });
    const filter = filterOf(`target.id eq "${person}"`);
    const all = async (order: string, limit: number) => {
      const events: Event[] = [];
      let path: string | undefined = `/api/v1/logs?${bounds()}&${filter}&limit=${limit}&sortOrder=${order}`;
      while (path !== undefined && events.length < 100) {
        const answer: Answer<readonly Event[]> = await read(path);
        expect(answer.body.length).toBeGreaterThan(0);
        events.push(...answer.body);
        path = next(answer);
      }
      return events.map((event) => event.uuid);
    };
    const ascending = await all("ASCENDING", 2);
    expect(ascending).toHaveLength(5);
    expect(await all("ASCENDING", 5)).toEqual(ascending);
    expect(await all("DESCENDING", 3)).toEqual([...ascending].reverse());
  });

  it("filter by every kind of attribute; what cannot be searched is refused", async () => {
    const group = await addGroup(directory, "Filtered");
    const count = async (expression: string) =>
      (await read(`/api/v1/logs?${bounds()}&${filterOf(expression)}`)).body.length;
    const one = `target.id eq "${group}" and eventType sw "group."`;
    expect(await count(one)).toBe(1);
    expect(await count(`${one} and severity eq "info" and outcome.result ne "FAILURE"`)).toBe(1);
    expect(await count(`${one} and target.type eq "UserGroup" and not (actor.type eq "SystemPrincipal")`)).toBe(1);
    expect(await count(`${one} and displayMessage co "create" and transaction.type eq "WEB"`)).toBe(1);
    expect(await count(`${one} and client.userAgent.rawUserAgent pr`)).toBe(0);
    for (const [expression, code] of [
      ['debugContext.debugData.requestUri co "x"', "E0000031"],
      ['published gt "2026-01-01T00:00:00Z"', "E0000053"],
      ['target.changeDetails eq "x"', "E0000053"],
      ['target[type eq "User"]', "E0000053"],
    ] as const) {
      await directory.refused("GET", `/api/v1/logs?${filterOf(expression)}`, { status: 400, code });
    }
  });
});

describe("the export", () => {
  const span = (expression: string) => filterOf(expression);

  it("streams JSON lines and CSV with the same filters, in pages that nobody sees", async () => {
    const names = Array.from({ length: 2500 }, (_, index) => `row ${index}`);
    await directory.config.database.transaction(async (trx) => {
      for (const displayMessage of names) await writeEvent(trx, { eventType: "test.export", displayMessage });
    });
    directory.clock.advance(1000);
    const path = `/api/lockstep/v1/logs/export?${span('eventType eq "test.export"')}`;
    const lines = await directory.call<unknown>("GET", path);
    expect(lines.headers.get("content-type")).toBe("application/x-ndjson; charset=utf-8");
    const events = lines.text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Event);
    expect(events.map((event) => event.displayMessage)).toEqual(names);
    expect(events[0]).toMatchObject({ version: "0", severity: "INFO", transaction: { type: "JOB" } });
    const csv = await directory.call<unknown>("GET", `${path}&format=csv&sortOrder=DESCENDING`);
    expect(csv.headers.get("content-disposition")).toBe('attachment; filename="system-log.csv"');
    const rows = csv.text.trimEnd().split("\r\n");
    expect(rows[0]).toMatch(/^published,eventType,severity,displayMessage,/);
    expect(rows).toHaveLength(2501);
    expect(rows[1]).toContain("row 2499");
  });

  it("writes CSV that a spreadsheet reads as text, and refuses other formats", async () => {
    await addGroup(directory, '=cmd|"calc"!A1');
    directory.clock.advance(1000);
    const path = `/api/lockstep/v1/logs/export?format=csv&${span('eventType eq "group.lifecycle.create"')}`;
    expect((await directory.call("GET", path)).text).toContain(`,"'=cmd|""calc""!A1",`);
    await directory.refused("GET", "/api/lockstep/v1/logs/export?format=xml", { status: 400, code: "E0000001" });
    await directory.refused("GET", "/api/lockstep/v1/logs/export?sortOrder=UP", { status: 400, code: "E0000001" });
  });
});
