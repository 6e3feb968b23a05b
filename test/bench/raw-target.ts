/**
 * The raw limit: the leanest hand-written handler on `node:http` and PostgreSQL, without checks, one statement per request. Started by
 * the benches as a process of its own: `node raw-target.ts DATABASE_URL`; prints its port.
 */
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Pool, type QueryConfig } from "pg";

const CONNECTIONS = 16;
const pool = new Pool({ connectionString: process.argv[2] ?? "", max: CONNECTIONS });

const server = createServer((request, response) => {
  const url = request.url ?? "";
  if (request.method === "POST") return readBody(request, (body) => create(body, response));
  if (request.method === "PATCH")
    return readBody(request, (body) => patch(url.slice("/Users/".length), body, response));
  if (url.startsWith("/Users?filter=")) return find(decodeURIComponent(url.slice("/Users?filter=".length)), response);
  return get(url.slice("/Users/".length), response);
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  console.log(JSON.stringify({ port: typeof address === "object" ? address?.port : 0 }));
});

function create(body: string, response: ServerResponse): void {
  const user = JSON.parse(body) as { readonly userName: string };
  const text = "insert into raw_user (id, user_name, doc) values ($1, $2, $3) returning id, doc::text";
  answer(201, { name: "create", text, values: [randomUUID(), user.userName, body] }, response);
}

function get(id: string, response: ServerResponse): void {
  answer(200, { name: "get", text: "select id, doc::text from raw_user where id = $1", values: [id] }, response);
}

function find(filter: string, response: ServerResponse): void {
  const name = filter.slice('userName eq "'.length, -1);
  answer(
    200,
    { name: "find", text: "select id, doc::text from raw_user where user_name = $1", values: [name] },
    response,
  );
}

function patch(id: string, body: string, response: ServerResponse): void {
  const message = JSON.parse(body) as { readonly Operations: readonly { readonly value: object }[] };
  const text = "update raw_user set doc = doc || $2 where id = $1 returning id, doc::text";
  answer(200, { name: "patch", text, values: [id, JSON.stringify(message.Operations[0]?.value)] }, response);
}

function answer(status: number, query: QueryConfig, response: ServerResponse): void {
  void pool.query<{ id: string; doc: string }>(query, (error, result) => {
    const row = result?.rows[0];
    if (error !== undefined && error !== null) return void response.writeHead(500).end(error.message);
    if (row === undefined) return void response.writeHead(404).end();
    const text = `{"id":"${row.id}",${row.doc.slice(1)}`;
    const length = Buffer.byteLength(text);
    response.writeHead(status, { "content-type": "application/scim+json", "content-length": length }).end(text);
  });
}

function readBody(request: IncomingMessage, use: (body: string) => void): void {
  let body = "";
  request.setEncoding("utf8");
  request.on("data", (chunk: string) => {
    body += chunk;
  });
  request.on("end", () => use(body));
}
