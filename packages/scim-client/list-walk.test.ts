import type { Json } from "@lockstep/scim";
import { describe, expect, it } from "vitest";
import { createScimClient, type ListPlace, type ScimClient, walkList } from "./index.ts";

const SCHEMAS = ["urn:ietf:params:scim:api:messages:2.0:ListResponse"];
const TRACEPARENT = "00-11111111111111111111111111111111-2222222222222222-01";

interface Asked {
  readonly startIndex: number;
  readonly count: number;
  readonly cursor: string | null;
}
type Answer = { readonly status?: number; readonly body?: Json };

/** A client of a target that answers each page, and what was asked of it. */
function target(answer: (asked: Asked) => Answer): { readonly client: ScimClient; readonly asked: string[] } {
  const asked: string[] = [];
  const client = createScimClient({
    baseUrl: "https://app.example.com/scim",
    credential: { scheme: "TOKEN", token: "abc" },
    clock: { now: () => 0 },
    timeout: () => new AbortController().signal,
    fetch: (url) => {
      const { search, searchParams } = new URL(url);
      asked.push(search);
      const { status = 200, body } = answer({
        startIndex: Number(searchParams.get("startIndex")),
        count: Number(searchParams.get("count")),
        cursor: searchParams.get("cursor"),
      });
      return Promise.resolve(new Response(body === undefined ? null : JSON.stringify(body), { status }));
    },
  });
  return { client, asked };
}

/** A target of so many rows, which tells `total` and shows `capacity` at most. */
function paged(
  rows: number,
  { capacity = 1_000, total = rows }: { capacity?: number; total?: number | undefined } = {},
) {
  return target(({ startIndex, count }) => ({
    body: listOf(startIndex, Math.max(0, Math.min(count, capacity, rows - startIndex + 1)), total),
  }));
}

function listOf(startIndex: number, rows: number, total: number | undefined): Json {
  const Resources = Array.from({ length: rows }, (_, index) => ({ id: `${startIndex + index}` }));
  return { schemas: SCHEMAS, ...(total === undefined ? {} : { totalResults: total }), Resources };
}

interface Read {
  readonly ids: unknown[];
  readonly doubts: (string | undefined)[];
  readonly failures: string[];
}

async function readAll(
  client: ScimClient,
  options: { readonly place?: ListPlace; readonly count?: number; readonly isTotalTrue?: boolean } = {},
): Promise<Read> {
  const read: Read = { ids: [], doubts: [], failures: [] };
  for await (const step of walkList(client, "/Users", { ...options, traceparent: () => TRACEPARENT })) {
    if (step.ok) {
      read.ids.push(...step.page.resources.map(({ id }) => id));
      read.doubts.push(step.doubt);
    } else read.failures.push(`${step.message} ${step.isExpired}`);
  }
  return read;
}

const idsTo = (last: number) => Array.from({ length: last }, (_, index) => `${index + 1}`);

describe("reading a whole collection", () => {
  it.each([
    [0, 100],
    [1, 100],
    [100, 100],
    [101, 100],
    [250, 30],
  ])("of %d rows at %d a page loses and doubles nobody", async (rows, capacity) => {
    expect((await readAll(paged(rows, { capacity }).client)).ids).toEqual(idsTo(rows));
  });

  it("goes on where it stood", async () => {
    const { client } = paged(120);
    expect((await readAll(client, { place: { kind: "index", startIndex: 101 } })).ids).toHaveLength(20);
  });

  it("ends with the answer that is no list", async () => {
    const { client } = target(() => ({ status: 503, body: { detail: "down" } }));
    expect(await readAll(client)).toMatchObject({
      failures: ["Service Unavailable. Errors reported by remote server: down false"],
    });
  });

  it("asks once more behind a total that may be too low, and not behind one that was measured", async () => {
    const low = paged(250, { total: 100 });
    expect((await readAll(low.client)).ids).toEqual(idsTo(250));
    const trusted = paged(200);
    await readAll(trusted.client, { isTotalTrue: true });
    expect(trusted.asked).toEqual(["?startIndex=1&count=100", "?startIndex=101&count=100"]);
  });

  it("reads to the end without a total, and no further than it goes with one that is too high", async () => {
    const untold = target(({ startIndex, count }) => ({
      body: listOf(startIndex, Math.max(0, Math.min(count, 250 - startIndex + 1)), undefined),
    }));
    expect((await readAll(untold.client)).ids).toEqual(idsTo(250));
    const high = paged(150, { total: 170 });
    expect((await readAll(high.client)).ids).toEqual(idsTo(150));
    expect(high.asked).toHaveLength(3);
  });

  it("steps over an empty page within the total", async () => {
    const { client } = target(({ startIndex, count }) => ({
      body: listOf(startIndex, startIndex === 101 ? 0 : Math.max(0, Math.min(count, 300 - startIndex + 1)), 300),
    }));
    expect((await readAll(client)).ids).toEqual([...idsTo(100), ...idsTo(300).slice(200)]);
  });

  it("ends when the target shows the same page again and again", async () => {
    const { client, asked } = target(() => ({ body: listOf(1, 100, 500) }));
    await readAll(client);
    expect(asked).toHaveLength(2);
  });

  it("takes 404 and an empty answer as empty: in doubt as the first answer, as the end later", async () => {
    expect(await readAll(target(() => ({ status: 404, body: { detail: "none" } })).client)).toMatchObject({
      ids: [],
      doubts: [expect.stringContaining("404")],
    });
    expect((await readAll(target(() => ({ status: 204 })).client)).doubts).toEqual([
      expect.stringContaining("no list"),
    ]);
    const late = target(({ startIndex }) =>
      startIndex > 100 ? { status: 404, body: {} } : { body: listOf(1, 100, 100) },
    );
    expect(await readAll(late.client)).toMatchObject({ ids: idsTo(100), doubts: [undefined, undefined], failures: [] });
  });

  it("takes a total of zero without Resources as empty", async () => {
    const { client } = target(() => ({ body: { totalResults: 0 } }));
    expect(await readAll(client)).toMatchObject({ ids: [], doubts: [undefined], failures: [] });
  });
});

describe("reading by cursor", () => {
  const byCursor = { place: { kind: "cursor", cursor: undefined } } as const;

  it("follows the cursors to the last page", async () => {
    const { client, asked } = target(({ cursor }) => {
      const at = cursor === "" || cursor === null ? 0 : Number(cursor.slice(1));
      const Resources = [{ id: `${at}` }];
      return {
        body: { schemas: SCHEMAS, totalResults: 3, Resources, ...(at < 2 ? { nextCursor: `c${at + 1}` } : {}) },
      };
    });
    expect((await readAll(client, byCursor)).ids).toEqual(["0", "1", "2"]);
    expect(asked).toEqual(["?cursor&count=100", "?cursor=c1&count=100", "?cursor=c2&count=100"]);
  });

  it("says when a cursor no longer holds", async () => {
    const { client } = target(() => ({ status: 400, body: { scimType: "expiredCursor", detail: "too old" } }));
    const read = await readAll(client, { place: { kind: "cursor", cursor: "c9" } });
    expect(read.failures).toEqual([expect.stringMatching(/too old true$/)]);
  });

  it.each([2, 3, 7, 40])("ends, in doubt, when %d pages lead to each other in a circle", async (length) => {
    const { client, asked } = target(({ cursor }) => {
      const at = cursor === "" || cursor === null ? 0 : Number(cursor.slice(1));
      const nextCursor = `c${at < length + 5 ? at + 1 : at + 1 - length}`;
      return { body: { schemas: SCHEMAS, totalResults: 1_000, Resources: [{ id: `${at}` }], nextCursor } };
    });
    const { doubts } = await readAll(client, byCursor);
    expect(doubts.at(-1)).toContain("the same page or cursor again");
    expect(asked.length).toBeLessThan(4 * (length + 5) + length);
  });

  it("ends when a cursor leads to itself", async () => {
    const { client, asked } = target(() => ({
      body: { schemas: SCHEMAS, totalResults: 3, Resources: [{ id: "1" }], nextCursor: "c1" },
    }));
    await readAll(client, byCursor);
    expect(asked).toHaveLength(2);
  });
});

describe("reading ahead", () => {
  const walkOf = (client: ScimClient) =>
    walkList(client, "/Users", { count: 2, isReadAhead: true, traceparent: () => TRACEPARENT });

  it("asks for the next page while the reader is busy with one, and for no page behind the last", async () => {
    const { client, asked } = paged(6);
    const askedWhileBusy: number[] = [];
    for await (const step of walkOf(client)) if (step.ok) askedWhileBusy.push(asked.length);
    expect(askedWhileBusy).toEqual([2, 3, 4, 4]);
  });

  it("calls the request off when the reader leaves", async () => {
    const signals: AbortSignal[] = [];
    const { client } = paged(6);
    const watched: ScimClient = {
      send: (request, sending) => {
        if (sending.signal !== undefined) signals.push(sending.signal);
        return client.send(request, sending);
      },
    };
    for await (const _ of walkOf(watched)) break;
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
  });
});
