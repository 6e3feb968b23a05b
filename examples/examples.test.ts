/** What the guide promises of the examples. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { globSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { describe, expect, it } from "vitest";

const GUIDE = "docs/guides/mount-the-service-provider.md";
const LINES_MAX = 19;
const MOUNTS = globSync(["examples/*/app.ts", "examples/nextjs/app/**/route.ts"]);

/** Code lines without imports, blank lines and comments. */
function countLines(text: string): number {
  const code = text.replaceAll(/^import [\s\S]*?;$/gm, "").split("\n");
  return code.filter((line) => line.trim() !== "" && !line.trim().startsWith("//")).length;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

describe("the examples", () => {
  it("are five mounts, each under 20 lines beside its imports", () => {
    const lengths = MOUNTS.map((file) => [file, countLines(readFileSync(file, "utf8"))] as const);
    expect(lengths).toHaveLength(5);
    for (const [file, length] of lengths) expect.soft(length, file).toBeLessThanOrEqual(LINES_MAX);
  });

  it("are the code blocks of the guide, word for word", () => {
    const blocks = [...readFileSync(GUIDE, "utf8").matchAll(/```ts\n\/\/ (\S+)\n([\s\S]*?)```/g)];
    expect(blocks.map(([, file]) => file).sort()).toEqual([...MOUNTS].sort());
    for (const [, file = "", code] of blocks) expect(code, file).toBe(readFileSync(file, "utf8"));
  });

  it.each(["hono", "express", "fastify"])("start %s as the README says", async (name) => {
    const port = await freePort();
    const environment = { ...process.env, PORT: String(port), SCIM_TOKEN: "0123456789abcdefghij" };
    const words = ["--conditions=source", `examples/${name}/main.ts`];
    const child = spawn(process.execPath, words, { env: environment, stdio: ["ignore", "pipe", "inherit"] });
    try {
      await expect
        .poll(
          () =>
            fetch(`http://127.0.0.1:${port}/scim/v2/Users`).then(
              ({ status }) => status,
              () => undefined,
            ),
          {
            timeout: 20_000,
          },
        )
        .toBe(401);
    } finally {
      child.kill();
      await once(child, "exit");
    }
  });

  it("say what is missing when there is no token", () => {
    const { SCIM_TOKEN: _token, ...env } = process.env;
    const start = () =>
      execFileSync(process.execPath, ["--conditions=source", "examples/hono/main.ts"], { env, stdio: "pipe" });
    expect(start).toThrow(/SCIM_TOKEN/);
  });
});
