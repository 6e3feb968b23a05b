import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createScratchFolder } from "../testing/scratch-folder.ts";
import { assertHomeIsFree, lockHome } from "./home-lock.ts";

let scratch: ReturnType<typeof createScratchFolder>;
let home: string;
let path: string;

beforeEach(() => {
  scratch = createScratchFolder();
  home = scratch.path;
  path = join(home, "lockstep.lock");
});
afterEach(() => scratch.remove());

const inUse = (pid: number) =>
  `The data directory ${home} is in use by another Lockstep (process ${pid}): stop that one, or set LOCKSTEP_HOME to another folder.`;
/** Larger than any process id that a system gives out. */
const DEAD_PID = 2 ** 30;

describe("lockHome", () => {
  test("gives the data directory to one at a time", () => {
    const lock = lockHome(home);
    expect(() => lockHome(home)).toThrow(inUse(process.pid));
    expect(() => assertHomeIsFree(home)).toThrow(inUse(process.pid));
    lock.release();
    expect(existsSync(path)).toBe(false);
    assertHomeIsFree(home);
    lockHome(home).release();
    expect(readdirSync(home)).toEqual([]);
  });

  test("takes over the claim of a dead process", () => {
    writeFileSync(path, JSON.stringify({ pid: DEAD_PID, birth: "", token: "old" }));
    assertHomeIsFree(home);
    lockHome(home).assertHeld();
    expect(readdirSync(home)).toEqual(["lockstep.lock"]);
  });

  test.runIf(process.platform === "linux")("is not fooled by an id that was given to another process since", () => {
    writeFileSync(path, JSON.stringify({ pid: process.pid, birth: "another boot:1", token: "old" }));
    lockHome(home).assertHeld();
  });

  test("takes over a claim that cannot be read", () => {
    writeFileSync(path, "{ half");
    lockHome(home).assertHeld();
  });

  test("notices that the claim has gone to another process, and leaves that one alone", () => {
    const lock = lockHome(home);
    writeFileSync(path, JSON.stringify({ pid: process.ppid, birth: "", token: "new" }));
    expect(() => lock.assertHeld()).toThrow(inUse(process.ppid));
    lock.release();
    expect(existsSync(path)).toBe(true);
  });
});
