/**
 * The leanest SCIM target, a process of its own: an account for every id, as a formula gives it, and nothing kept but the account
 * that was created. Prints one line of JSON with its port; `GET /count` tells the requests so far.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const created = new Map<string, Record<string, unknown>>();
let requests = 0;

const server = createServer(async (request, response) => {
  const url = new URL(request.url ?? "/", "http://target");
  const send = (status: number, body: unknown) => {
    response.writeHead(status, { "content-type": "application/scim+json" });
    response.end(JSON.stringify(body));
  };
  if (url.pathname === "/count") return send(200, { requests });
  requests += 1;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = chunks.length === 0 ? {} : (JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>);
  const id = /^\/scim\/Users\/(.+)$/.exec(url.pathname)?.[1];
  if (request.method === "POST") {
    const made = { ...body, id: `acc-${created.size}` };
    created.set(made.id, made);
    return send(201, made);
  }
  if (id !== undefined) return send(200, created.get(id) ?? accountOf(decodeURIComponent(id)));
  send(200, { totalResults: 0, startIndex: 1, itemsPerPage: 0, Resources: [] });
});
server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: (server.address() as AddressInfo).port })));

/** The account `acc-<nr>` of the person `<nr>` of the bench. */
function accountOf(id: string): Record<string, unknown> {
  const nr = id.slice("acc-".length);
  return {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
    id,
    externalId: `00u${nr.padStart(17, "0")}`,
    userName: `bench${nr}@example.com`,
    name: { givenName: `First${nr}`, familyName: `Last${nr}` },
    displayName: `First${nr} Last${nr}`,
    emails: [{ type: "work", value: `bench${nr}@example.com`, primary: true }],
    title: `Title ${nr}`,
    active: true,
  };
}
