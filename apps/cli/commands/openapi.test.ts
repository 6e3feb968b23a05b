import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServiceDocument } from "@lockstep/service-app";
import { afterAll, describe, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "lockstep-openapi-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** No database, no home, and an address that nobody answers. */
function lockstep(...words: readonly string[]): string {
  const env = { PATH: process.env["PATH"], DATABASE_URL: "postgres://127.0.0.1:1/none", HOME: folder };
  return execFileSync(process.execPath, ["--conditions=source", "apps/cli/main.ts", ...words], {
    encoding: "utf8",
    env,
    stdio: "pipe",
  });
}

describe("lockstep openapi", () => {
  it("prints the document, offline", () => {
    const printed = JSON.parse(lockstep("openapi"));
    expect(printed).toEqual(JSON.parse(JSON.stringify(createServiceDocument("http://127.0.0.1:4100"))));
  });

  it("writes it to a file, for a service at the address that is given", () => {
    const file = join(folder, "openapi.json");
    expect(lockstep("openapi", "--output", file, "--url", "https://service.example/")).toBe("");
    expect(JSON.parse(readFileSync(file, "utf8")).servers).toEqual([{ url: "https://service.example" }]);
  });

  it("ends quietly when whoever reads has seen enough", async () => {
    const child = spawn(process.execPath, ["--conditions=source", "apps/cli/main.ts", "openapi"], { stdio: "pipe" });
    let told = "";
    child.stderr.on("data", (chunk: Buffer) => {
      told += chunk.toString("utf8");
    });
    child.stdout.once("data", () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.once("close", resolve));
    expect([code, told]).toEqual([0, ""]);
  });

  it("explains itself, and says what is wrong in one sentence", () => {
    expect(lockstep("openapi", "--help")).toMatch(/--output <file>[\s\S]*--url <address>/);
    expect(() => lockstep("openapi", "--url", "here")).toThrow(/here is no address of a service/);
    expect(() => lockstep("openapi", "--output", join(folder, "none", "x.json"))).toThrow(
      /cannot be written \(ENOENT\)/,
    );
  });
});
