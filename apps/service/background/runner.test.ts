import { type LogFields, silentLogger } from "@lockstep/ports";
import { describe, expect, it } from "vitest";
import { createVirtualTime } from "../testing/virtual-time.ts";
import { createRunner, type Job } from "./runner.ts";

const random = { bytes: (length: number) => new Uint8Array(length) };

/** Lets everything that is ready happen: promises settle in a handful of turns of the event loop. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

function start(...jobs: Job[]) {
  const time = createVirtualTime();
  const logged: LogFields[] = [];
  const logger = { ...silentLogger, error: (fields: LogFields) => void logged.push(fields) };
  const runner = createRunner({ jobs, timers: time.timers, random, logger });
  return { time, logged, runner };
}

describe("The background runner", () => {
  it("runs nothing before start, then again when the time has come", async () => {
    let runs = 0;
    const { time, runner } = start({
      name: "count",
      run: () => {
        runs += 1;
        return Promise.resolve(5_000);
      },
    });
    await settle();
    expect(runs).toBe(0);
    await runner.start();
    await runner.start();
    await settle();
    expect(runs).toBe(1);
    time.clock.advance(4_999);
    await settle();
    expect(runs).toBe(1);
    time.clock.advance(1);
    await settle();
    expect(runs).toBe(2);
    await runner.stop();
    expect(time.pending()).toBe(0);
  });

  it("runs a job at once when it is woken, also when that happens while it runs", async () => {
    let runs = 0;
    let wake: () => void = () => undefined;
    let isListening = false;
    const { runner } = start({
      name: "woken",
      run: () => {
        runs += 1;
        if (runs === 2) wake();
        return Promise.resolve(3_600_000);
      },
      listen: (given) => {
        wake = given;
        isListening = true;
        return Promise.resolve(() => {
          isListening = false;
        });
      },
    });
    await runner.start();
    await settle();
    expect(runs).toBe(1);
    wake();
    await settle();
    expect(runs).toBe(3);
    await runner.stop();
    expect(isListening).toBe(false);
  });

  it("logs a fault, tries again with growing delays, and lets the other jobs go on", async () => {
    const runs = { broken: 0, sound: 0 };
    const broken = {
      name: "broken",
      run: () => {
        runs.broken += 1;
        return Promise.reject(new Error(`fault ${runs.broken}`));
      },
    };
    const sound = {
      name: "sound",
      run: () => {
        runs.sound += 1;
        return Promise.resolve(1_000);
      },
    };
    const { time, logged, runner } = start(broken, sound);
    await runner.start();
    await settle();
    for (let second = 0; second < 7; second += 1) {
      time.clock.advance(1_000);
      await settle();
    }
    // After 1, 2 and 4 seconds.
    expect(runs).toEqual({ broken: 4, sound: 8 });
    expect(logged[0]).toMatchObject({ job: "broken", faults: 1, error: new Error("fault 1") });
    await runner.stop();
  });

  it("waits at stop for what runs, and tells it that it is the end", async () => {
    let end: () => void = () => undefined;
    let isStopped = false;
    let wasTold = false;
    const { runner } = start({
      name: "long",
      run: async ({ stopping }) => {
        await new Promise<void>((resolve) => {
          end = resolve;
        });
        wasTold = stopping.aborted;
        return 0;
      },
    });
    await runner.start();
    await settle();
    const stopped = runner.stop().then(() => {
      isStopped = true;
    });
    await settle();
    expect(isStopped).toBe(false);
    end();
    await stopped;
    expect(wasTold).toBe(true);
  });
});
