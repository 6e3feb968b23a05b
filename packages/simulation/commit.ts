/** Which state of the sources ran: a seed means something only together with it. */
import { execFileSync } from "node:child_process";

/** The short commit id; "unknown" outside a repository. */
export function findCommit(): string {
  try {
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return "unknown";
  }
}
