/** `npm start` as a person runs it: signals that reach npm reach the program, and nothing is left behind. */
import { type ChildProcess, spawn } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { afterEach, expect, it } from "vitest";
import { eventually } from "./support/api.ts";
import { createHome, freePort, ROOT } from "./support/program.ts";

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** Runs `npm start` without the sample and waits for `ready`. */
async function npmStart(): Promise<{ readonly child: ChildProcess; readonly home: string }> {
  const home = await createHome();
  const child = spawn("npm", ["start"], {
    cwd: ROOT,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: process.env["HOME"] ?? "",
      LOCKSTEP_HOME: home.path,
      LOCKSTEP_SAMPLE: "off",
      LOCKSTEP_DIRECTORY_PORT: String(await freePort()),
      LOCKSTEP_SERVICE_PORT: String(await freePort()),
    },
  });
  let written = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => (written += chunk.toString("utf8")));
  cleanups.push(async () => {
    for (const pid of await processesOf(home.path)) process.kill(pid, "SIGKILL");
    await home.remove();
  });
  await eventually(
    async () => written,
    (text) => /^ready$/m.test(text),
    120_000,
  );
  return { child, home: home.path };
}

/** Processes that work for a data directory: their environment or their command line names it. */
async function processesOf(home: string): Promise<number[]> {
  const found: number[] = [];
  for (const entry of await readdir("/proc")) {
    if (!/^\d+$/.test(entry) || Number(entry) === process.pid) continue;
    const texts = await Promise.all(
      ["cmdline", "environ"].map((name) => readFile(`/proc/${entry}/${name}`, "utf8").catch(() => "")),
    );
    const isZombie = (await readFile(`/proc/${entry}/stat`, "utf8").catch(() => ") Z")).includes(") Z");
    if (!isZombie && texts.some((text) => text.includes(home))) found.push(Number(entry));
  }
  return found;
}

const onLinux = process.platform === "linux";

// Outside Linux there is no /proc to look for what was left behind.
it.runIf(onLinux)("SIGTERM to npm stops both sides and the database", async () => {
  const { child, home } = await npmStart();
  expect((await processesOf(home)).length).toBeGreaterThan(1);
  child.kill("SIGTERM");
  await eventually(
    () => processesOf(home),
    (pids) => pids.length === 0,
    30_000,
  );
});

// Outside Linux there is no /proc to look for what was left behind.
it.runIf(onLinux)("when npm is killed the program drains by itself", async () => {
  const { child, home } = await npmStart();
  child.kill("SIGKILL");
  await eventually(
    () => processesOf(home),
    (pids) => pids.length === 0,
    30_000,
  );
});
