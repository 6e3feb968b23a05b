/** The built console: its files, and its page for every address that is none. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const TYPES: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  ico: "image/x-icon",
  js: "text/javascript; charset=utf-8",
  json: "application/json; charset=utf-8",
  map: "application/json; charset=utf-8",
  png: "image/png",
  svg: "image/svg+xml",
  txt: "text/plain; charset=utf-8",
  webmanifest: "application/manifest+json",
  woff2: "font/woff2",
};

/** Letters, digits, `_`, `-` and `@`, with dots inside: neither `..` nor anything encoded gets through. */
const FILE_PATH = /^(?:[\w@-][\w@.-]*\/){0,7}[\w@-][\w@.-]*\.(\w+)$/;

/** Answers GET and HEAD from a folder of built files; undefined when nothing fits. */
export function createConsoleFiles(directory: URL): (request: Request) => Promise<Response | undefined> {
  const root = new URL(directory.href.endsWith("/") ? directory.href : `${directory.href}/`);
  return async (request) => {
    if (request.method !== "GET" && request.method !== "HEAD") return undefined;
    const path = new URL(request.url).pathname.slice(1);
    const isPage = !(path.split("/").at(-1) ?? "").includes(".");
    const name = isPage ? "index.html" : path;
    const type = TYPES[FILE_PATH.exec(name)?.[1] ?? ""];
    const content = type === undefined ? undefined : await readIfPresent(new URL(name, root));
    if (type === undefined || content === undefined) return undefined;
    // Names of built assets carry a hash of their content; the page itself must be asked for anew.
    const cache = name.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache";
    return new Response(request.method === "HEAD" ? null : new Uint8Array(content), {
      headers: { "content-type": type, "content-length": String(content.byteLength), "cache-control": cache },
    });
  };
}

async function readIfPresent(file: URL): Promise<Buffer | undefined> {
  try {
    return await readFile(fileURLToPath(file));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "EISDIR" || code === "ENOTDIR") return undefined;
    throw error;
  }
}
