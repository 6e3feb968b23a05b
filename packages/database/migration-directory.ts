import { existsSync } from "node:fs";

const DEPTH_MAX = 16;

/** The folder `migrations/` beside the nearest package.json above `moduleUrl`: the same from sources and from `dist`. */
export function migrationDirectory(moduleUrl: string): URL {
  let folder = new URL("./", moduleUrl);
  for (let depth = 0; depth < DEPTH_MAX; depth += 1) {
    if (existsSync(new URL("package.json", folder))) return new URL("migrations/", folder);
    folder = new URL("../", folder);
  }
  throw new Error(`No package.json above ${moduleUrl}`);
}
