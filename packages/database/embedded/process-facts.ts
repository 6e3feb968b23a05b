import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";

/** Whether a process with this id lives, also when it belongs to somebody else. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return !isZombie(pid);
}

/**
 * A text that differs between two processes that had the same id one after the other (boot and start time on Linux), or "" where the
 * system does not tell.
 */
export function processBirth(pid: number): string {
  const fields = statFields(pid);
  const startTicks = fields?.[19];
  if (startTicks === undefined) return "";
  return `${readText("/proc/sys/kernel/random/boot_id").trim()}:${startTicks}`;
}

/** The arguments of a process, the program first; empty when they cannot be read. Where there is no /proc, words split at blanks. */
export function commandLine(pid: number): readonly string[] {
  if (process.platform === "linux") {
    return readText(`/proc/${pid}/cmdline`)
      .split("\0")
      .filter((part) => part !== "");
  }
  if (process.platform === "win32") return [];
  try {
    return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" })
      .trim()
      .split(" ");
  } catch {
    return [];
  }
}

/** The folder that a process works in, or "" when it cannot be told. A PostgreSQL server works in its data directory. */
export function workingDirectory(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return "";
  }
}

/** A dead process that nobody has reaped yet (a container without an init process keeps them) answers signals but does nothing. */
function isZombie(pid: number): boolean {
  return statFields(pid)?.[0] === "Z";
}

/** The fields of /proc/PID/stat after the program's name, which may hold blanks and parentheses itself. */
function statFields(pid: number): readonly string[] | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  return stat === ""
    ? undefined
    : stat
        .slice(stat.lastIndexOf(")") + 2)
        .trim()
        .split(" ");
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
