import { StartupError } from "@lockstep/database";
import { describe, expect, it } from "vitest";
import { openListener } from "./listener.ts";

describe("The listener", () => {
  it("lets a running request end before it is closed, and takes no new ones", async () => {
    let finish: (() => void) | undefined;
    let hasArrived: (() => void) | undefined;
    const arrived = new Promise<void>((resolve) => {
      hasArrived = resolve;
    });
    const listener = await openListener(
      () =>
        new Promise((resolve) => {
          finish = () => resolve(new Response("done"));
          hasArrived?.();
        }),
      "127.0.0.1",
      0,
    );
    const running = fetch(`http://127.0.0.1:${listener.port}/`);
    await arrived;
    let isClosed = false;
    const closing = listener.close().then(() => {
      isClosed = true;
    });
    await expect(fetch(`http://127.0.0.1:${listener.port}/`)).rejects.toThrow();
    expect(isClosed).toBe(false);
    finish?.();
    expect(await (await running).text()).toBe("done");
    const startedAt = performance.now();
    await closing;
    // The kept connection does not hold the end up: Node's own keep-alive would be five seconds.
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it("says in one sentence what to do when it cannot listen", async () => {
    const first = await openListener(() => new Response(), "127.0.0.1", 0);
    const taken = openListener(() => new Response(), "127.0.0.1", first.port);
    await expect(taken).rejects.toThrow(StartupError);
    await expect(taken).rejects.toThrow(`Port ${first.port} on 127.0.0.1 is already in use; stop the program`);
    await first.close();
    await expect(openListener(() => new Response(), "203.0.113.1", 0)).rejects.toThrow(
      "203.0.113.1 is not an address of this machine; set LOCKSTEP_HOST to one that is.",
    );
  });
});
