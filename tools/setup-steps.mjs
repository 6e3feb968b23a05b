/** How the set-up runs its long steps: child processes with progress lines, and the lock that makes concurrent set-ups wait for each other. */
import { spawn } from "node:child_process";
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

const OUTPUT_MAX = 200_000;
const LINE_EVERY_S = 10;
const LOCK_POLL_MS = 200;
const END_WITHIN_MS = 5_000;

const children = new Set();

/** Ends the running children when the set-up itself is told to end, by force when they take longer than five seconds, and gives back the lock. */
export function endWithSignals(onEnd) {
  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ]) {
    process.once(signal, async () => {
      const ended = [...children].map((child) => new Promise((resolve) => child.once("exit", resolve)));
      for (const child of children) child.kill(signal);
      const timer = setTimeout(() => {
        for (const child of children) child.kill("SIGKILL");
      }, END_WITHIN_MS);
      await Promise.all(ended);
      clearTimeout(timer);
      onEnd();
      process.exit(code);
    });
  }
}

/** Runs programs side by side while one line shows the elapsed time. Resolves with exit code and output of each. */
export async function runStep(title, commands) {
  const stop = showProgress(title);
  const results = await Promise.all(commands.map((command) => runProgram(command)));
  stop(results.every((result) => result.code === 0));
  return results;
}

function runProgram({ program, parameters, cwd, env }) {
  return new Promise((resolve) => {
    let output = "";
    const child = spawn(program, parameters, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    children.add(child);
    const collect = (chunk) => {
      output = (output + chunk).slice(-OUTPUT_MAX);
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.once("error", (error) => {
      children.delete(child);
      resolve({ code: 127, output: `${output}${error.message}\n` });
    });
    child.once("close", (code, signal) => {
      children.delete(child);
      resolve({ code: code ?? 1, output: signal === null ? output : `${output}ended by ${signal}\n` });
    });
  });
}

/** Shows the title at once, then the elapsed seconds: in place on a terminal, as a line every ten seconds elsewhere. */
function showProgress(title) {
  const startedAt = performance.now();
  const seconds = () => ((performance.now() - startedAt) / 1000).toFixed(1);
  const isTerminal = process.stdout.isTTY === true;
  process.stdout.write(isTerminal ? `${title} …` : `${title} …\n`);
  let shownS = 0;
  const timer = setInterval(() => {
    if (isTerminal) process.stdout.write(`\r${title} … ${seconds()} s`);
    else if (performance.now() - startedAt >= (shownS + LINE_EVERY_S) * 1000) {
      shownS += LINE_EVERY_S;
      process.stdout.write(`${title} … ${shownS} s\n`);
    }
  }, 500);
  return (isOk) => {
    clearInterval(timer);
    const line = `${title} … ${isOk ? "done" : "failed"} after ${seconds()} s`;
    process.stdout.write(isTerminal ? `\r\x1b[K${line}\n` : `${line}\n`);
  };
}

/** Takes the lock, waiting for a living holder; the lock of a dead one is taken over. Returns the function that gives it back. */
export async function takeLock(path) {
  mkdirSync(dirname(path), { recursive: true });
  let wasTold = false;
  for (;;) {
    if (tryLock(path)) {
      return () => {
        if (holderOf(path) === process.pid) rmSync(path, { force: true });
      };
    }
    const holder = holderOf(path);
    if (holder === undefined || !isAlive(holder)) {
      setAside(path, holder);
      continue;
    }
    if (!wasTold)
      process.stdout.write(`Another set-up of this folder is running (process ${holder}); waiting for it …\n`);
    wasTold = true;
    await new Promise((resolve) => setTimeout(resolve, LOCK_POLL_MS));
  }
}

/** A link is made whole or not at all, so nobody reads a half-written lock. */
function tryLock(path) {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, String(process.pid));
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Moves a dead lock away; a living one that was taken over meanwhile is put back. */
function setAside(path, dead) {
  const aside = `${path}.aside.${process.pid}`;
  try {
    renameSync(path, aside);
    const moved = holderOf(aside);
    if (moved !== undefined && moved !== dead && isAlive(moved)) linkSync(aside, path);
  } catch {
    // Somebody else was faster; the next round sees who holds it.
  }
  rmSync(aside, { force: true });
}

function holderOf(path) {
  try {
    const pid = Number(readFileSync(path, "utf8"));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
