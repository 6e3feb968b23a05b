/** Serves the built console: static files, and index.html for the addresses of its pages. */
import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

/** A path segment of a built file: no dots at the start, no separators, nothing encoded. */
const SEGMENT = /^[\w@-][\w@.-]*$/;
const SEGMENTS_MAX = 8;

/** Answers GET and HEAD under the console's folder; undefined when nothing there fits. */
export function createConsoleFiles(directory: URL): (request: Request) => Promise<Response | undefined> {
  const root = directory.href.endsWith("/") ? directory : new URL(`${directory.href}/`);
  return async (request) => {
    if (request.method !== "GET" && request.method !== "HEAD") return undefined;
    const segments = new URL(request.url).pathname.split("/").filter((segment) => segment !== "");
    const isFile = segments.at(-1)?.includes(".") ?? false;
    const name = isFile ? fileName(segments) : "index.html";
    if (name === undefined) return undefined;
    const content = await readWhenThere(new URL(name, root));
    if (content === undefined) return undefined;
    return new Response(request.method === "HEAD" ? null : new Uint8Array(content), {
      headers: {
        "content-type": CONTENT_TYPES[extname(name)] ?? "application/octet-stream",
        "content-length": String(content.byteLength),
        // Built files under assets/ carry a hash of their content in their name; pages must notice a new build.
        "cache-control": name.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache",
      },
    });
  };
}

function fileName(segments: readonly string[]): string | undefined {
  if (segments.length > SEGMENTS_MAX || !segments.every((segment) => SEGMENT.test(segment))) return undefined;
  return segments.join("/");
}

async function readWhenThere(file: URL): Promise<Buffer | undefined> {
  try {
    return await readFile(fileURLToPath(file));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "EISDIR" || code === "ENOTDIR") return undefined;
    throw error;
  }
}
