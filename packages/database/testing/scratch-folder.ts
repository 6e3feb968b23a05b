import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A temporary folder of one test, for this user alone; `remove` deletes it. */
export function createScratchFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "lockstep-scratch-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
