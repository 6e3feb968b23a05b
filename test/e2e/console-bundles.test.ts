/** What a browser has to load before a console shows anything, measured on the build. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { ROOT } from "./support/program.ts";

/** Compressed JavaScript of the first load, in bytes. */
const FIRST_LOAD_MAX = 350_000;
const STATIC_IMPORT = /(?:^|[;}\s])(?:import|export)\s*(?:[^"'`()]*?from\s*)?["'`]\.\/([\w.-]+\.js)["'`]/g;

/** The scripts of the page and everything that they import before they run. */
async function firstLoad(dist: string): Promise<ReadonlyMap<string, string>> {
  const page = await readFile(join(dist, "index.html"), "utf8");
  const waiting = [...page.matchAll(/(?:src|href)="\/assets\/([\w.-]+\.js)"/g)].map((match) => match[1] ?? "");
  const loaded = new Map<string, string>();
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (loaded.has(name)) continue;
    const text = await readFile(join(dist, "assets", name), "utf8");
    loaded.set(name, text);
    waiting.push(...[...text.matchAll(STATIC_IMPORT)].map((match) => match[1] ?? ""));
  }
  return loaded;
}

describe.each(["directory-console", "service-console"])("the build of the %s", (name) => {
  const dist = join(ROOT, "apps", name, "dist");

  it("loads less than 350 kB of compressed JavaScript before it shows anything", async () => {
    const loaded = await firstLoad(dist);
    expect(loaded.size).toBeGreaterThan(1);
    const bytes = [...loaded.values()].reduce((sum, text) => sum + gzipSync(text).byteLength, 0);
    expect(bytes).toBeLessThan(FIRST_LOAD_MAX);
  });

  it("keeps Dutch in a chunk that imports nothing: the rest of the console waits for it", async () => {
    const [file = "", ...others] = (await readdir(join(dist, "assets"))).filter((each) => /^dutch-.*\.js$/.test(each));
    expect([file, others]).toEqual([expect.stringMatching(/^dutch-/), []]);
    const text = await readFile(join(dist, "assets", file), "utf8");
    expect([...text.matchAll(STATIC_IMPORT)].map((match) => match[1])).toEqual([]);
    expect([...(await firstLoad(dist)).keys()]).not.toContain(file);
  });
});
