import { expect, it } from "vitest";
import { createScimClient } from "./index.ts";

const TRACE = { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" };

/** A client whose timers go off when the test says so. */
function clientWith(fetch: (url: string, init: RequestInit) => Promise<Response>) {
  const timers = new Set<() => void>();
  const client = createScimClient({
    baseUrl: "https://app.example.com/scim",
    credential: { scheme: "TOKEN", token: "abc" },
    fetch,
    clock: { now: () => 0 },
    timeout: () => {
      throw new Error("The timer that can be called off is the one to use");
    },
    after: (_, work) => {
      timers.add(work);
      return () => timers.delete(work);
    },
  });
  return { client, timers };
}

const untilAborted = (_: string, { signal }: RequestInit) =>
  new Promise<Response>((_resolve, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));

it("keeps no timer of a request that was answered", async () => {
  const { client, timers } = clientWith(async () => Response.json({ id: "1" }));
  await expect(client.send({ method: "GET", path: "/Users/1" }, TRACE)).resolves.toMatchObject({ status: 200 });
  expect(timers.size).toBe(0);
});

it("gives a request up when its time is over, and says so", async () => {
  const { client, timers } = clientWith(untilAborted);
  const sent = client.send({ method: "POST", path: "/Users", body: {} }, TRACE);
  await expect.poll(() => timers.size).toBe(1);
  for (const goOff of timers) goOff();
  await expect(sent).resolves.toMatchObject({ kind: "unknown", reason: "No answer within 60 seconds." });
});

it("gives a request up when the caller does", async () => {
  const { client, timers } = clientWith(untilAborted);
  const caller = new AbortController();
  const sent = client.send({ method: "POST", path: "/Users", body: {} }, { ...TRACE, signal: caller.signal });
  await expect.poll(() => timers.size).toBe(1);
  caller.abort();
  await expect(sent).resolves.toMatchObject({ kind: "unknown" });
  expect(timers.size).toBe(0);
});
