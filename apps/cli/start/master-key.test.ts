import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { derivePassword, loadMasterKey, masterKeyCheck } from "./master-key.ts";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "lockstep-key-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const path = () => join(home, "master.key");

describe("loadMasterKey", () => {
  test("generates a key of 32 bytes for its owner's eyes only, and reads the same one later", () => {
    const first = loadMasterKey(home, undefined);
    expect(first.bytes).toHaveLength(32);
    expect(first.source).toBe(path());
    expect(statSync(path()).mode & 0o777).toBe(0o600);
    expect(loadMasterKey(home, undefined).bytes).toEqual(first.bytes);
    expect(Buffer.from(readFileSync(path(), "utf8"), "base64")).toHaveLength(32);
  });

  test("prefers the environment and writes nothing then", () => {
    const bytes = new Uint8Array(32).fill(1);
    expect(loadMasterKey(home, bytes)).toMatchObject({ bytes, source: "LOCKSTEP_MASTER_KEY" });
    expect(existsSync(path())).toBe(false);
  });

  test("takes back a key that was generated just now, never one that was there", () => {
    const fresh = loadMasterKey(home, undefined);
    loadMasterKey(home, undefined).forget();
    expect(existsSync(path())).toBe(true);
    fresh.forget();
    expect(existsSync(path())).toBe(false);
  });

  test("refuses a damaged file instead of sealing with something else", () => {
    writeFileSync(path(), "too short\n");
    expect(() => loadMasterKey(home, undefined)).toThrow(
      `The file ${path()} does not hold a master key (32 bytes in base64): restore it from a backup, or set LOCKSTEP_MASTER_KEY.`,
    );
  });
});

test("passwords are strong, and the same only for the same key, installation and purpose", () => {
  const key = new Uint8Array(32).fill(3);
  const password = derivePassword(key, "installation", "owner");
  expect(password).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[\w-]{24}$/);
  expect(derivePassword(key, "installation", "owner")).toBe(password);
  expect(derivePassword(key, "another", "owner")).not.toBe(password);
  expect(derivePassword(key, "installation", "administrator")).not.toBe(password);
  expect(derivePassword(new Uint8Array(32), "installation", "owner")).not.toBe(password);
});

test("the check tells keys apart", () => {
  const key = new Uint8Array(32).fill(3);
  expect(masterKeyCheck(key, "a")).toEqual(masterKeyCheck(key, "a"));
  expect(masterKeyCheck(key, "a")).not.toEqual(masterKeyCheck(new Uint8Array(32), "a"));
});
