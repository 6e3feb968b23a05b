/**
 * The leanest target that can tell what reached it, a process of its own: accounts by id and by name, kept in memory, no checks. Started by
 * the benches as `node counting-target.ts LATENCY_MS`, the time that each answer takes; prints its port. `GET /count` tells what came,
 * `DELETE /count` forgets it.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Counted, SeenRequest } from "./measure/target.ts";

const latencyMs = Number(process.argv[2] ?? 0);
const accounts = new Map<string, string>();
const idsByName = new Map<string, string>();
const creates = new Map<string, number>();
let requests = 0;
let writes = 0;
let firstAt: number | undefined;
/** The last request of each method, whole: what a load generator repeats. */
const seen: Record<string, SeenRequest> = {};

const server = createServer((request, response) => {
  if (request.url === "/count") {
    answerCount(request.method ?? "", response);
    return;
  }
  firstAt ??= Date.now();
  requests += 1;
  if (request.method !== "GET") writes += 1;
  readBody(request, (body) => {
    seen[request.method ?? ""] = { path: request.url ?? "", headers: request.headers, body };
    if (latencyMs === 0) answer(request, body, response);
    else setTimeout(answer, latencyMs, request, body, response);
  });
});
// A connection that an idle client kept must not be cut under its next request.
server.keepAliveTimeout = 600_000;
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  console.log(JSON.stringify({ port: typeof address === "object" ? address?.port : 0 }));
});
process.once("SIGTERM", () => process.exit(0));

function answer(request: IncomingMessage, body: string, response: ServerResponse): void {
  const url = request.url ?? "";
  if (request.method === "POST") {
    create(body, response);
    return;
  }
  const id = /\/Users\/([^/?]+)/.exec(url)?.[1];
  if (id !== undefined) {
    if (body !== "") accounts.set(id, `{"id":"${id}",${body.slice(1)}`);
    send(response, 200, accounts.get(id) ?? `{"id":"${id}"}`);
    return;
  }
  const name = /userName eq "([^"]+)"/.exec(decodeURIComponent(url))?.[1];
  const found = accounts.get(idsByName.get(name?.toLowerCase() ?? "") ?? "");
  const rows = found === undefined ? "" : found;
  const count = found === undefined ? 0 : 1;
  send(response, 200, `{"totalResults":${count},"startIndex":1,"itemsPerPage":${count},"Resources":[${rows}]}`);
}

function create(body: string, response: ServerResponse): void {
  const { userName } = JSON.parse(body) as { readonly userName: string };
  const name = userName.toLowerCase();
  creates.set(name, (creates.get(name) ?? 0) + 1);
  const id = `acc-${accounts.size}`;
  const account = `{"id":"${id}",${body.slice(1)}`;
  accounts.set(id, account);
  idsByName.set(name, id);
  send(response, 201, account);
}

function answerCount(method: string, response: ServerResponse): void {
  if (method === "DELETE") {
    [requests, writes, firstAt] = [0, 0, undefined];
    creates.clear();
  }
  const twice = [...creates.values()].filter((count) => count > 1).length;
  const counted: Counted = { requests, writes, twice, firstAt, seen };
  send(response, 200, JSON.stringify(counted));
}

function send(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    "content-type": "application/scim+json",
    "content-length": Buffer.byteLength(text),
  });
  response.end(text);
}

function readBody(request: IncomingMessage, use: (body: string) => void): void {
  let body = "";
  request.setEncoding("utf8");
  request.on("data", (chunk: string) => {
    body += chunk;
  });
  request.on("end", () => use(body));
}
