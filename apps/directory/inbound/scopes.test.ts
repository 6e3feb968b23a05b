import { GROUP_URN, USER_URN } from "@lockstep/scim";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { ApiToken, NewApiToken } from "../contract.ts";
import { type InboundWorld, startInbound } from "./testing/inbound-world.ts";

let world: InboundWorld;
beforeAll(async () => {
  world = await startInbound();
});
afterAll(() => world.directory.close());

const TOKENS = "/api/lockstep/v1/api-tokens";
const newToken = (scopes: readonly string[]) =>
  world.directory.ok<NewApiToken>("POST", TOKENS, { name: "feed", kind: "inbound", scopes });

async function send(token: string, method: string, path: string, body?: object): Promise<number> {
  const response = await world.scim(
    new Request(`http://directory.test/scim/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/scim+json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
  return response.status;
}

let count = 0;
const newUser = () => {
  count += 1;
  const userName = `p${count}@example.com`;
  return { schemas: [USER_URN], userName, name: { givenName: "P", familyName: "Q" }, emails: [{ value: userName }] };
};
const newGroup = () => {
  count += 1;
  return { schemas: [GROUP_URN], displayName: `Group ${count}` };
};

it.each([
  { scopes: ["users:read"], answers: [200, 403, 403, 403] },
  { scopes: ["users:write"], answers: [403, 201, 403, 403] },
  { scopes: ["users:read", "groups:read"], answers: [200, 403, 200, 403] },
  { scopes: ["groups:write"], answers: [403, 403, 403, 201] },
  { scopes: ["users:read", "users:write", "groups:read", "groups:write"], answers: [200, 201, 200, 201] },
])("a token with $scopes may do that and nothing else", async ({ scopes, answers }) => {
  const { token } = await newToken(scopes);
  const statuses = [
    await send(token, "GET", "/Users"),
    await send(token, "POST", "/Users", newUser()),
    await send(token, "GET", "/Groups"),
    await send(token, "POST", "/Groups", newGroup()),
  ];
  expect(statuses).toEqual(answers);
});

it("what is not given is denied, in requests of many as well, and every refusal is in the System Log", async () => {
  const { id, token } = await newToken(["users:read"]);
  expect(await send(token, "DELETE", "/Users/1f0e9a3c-0000-4000-8000-000000000000")).toBe(403);
  const bulk = {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
    Operations: [{ method: "POST", path: "/Users", bulkId: "a", data: newUser() }],
  };
  await send(token, "POST", "/Bulk", bulk);
  const people = await world.directory.rows("select 1 from person where profile->>'login' = $1", [
    `p${count}@example.com`,
  ]);
  expect(people).toEqual([]);
  await vi.waitFor(async () =>
    expect(
      await world.directory.rows(
        "select debug, outcome_reason from system_log where event_type = 'system.api_token.deny' and actor->>'id' = $1",
        [id],
      ),
    ).toContainEqual({
      debug: { request: "DELETE /scim/v2/Users/1f0e9a3c-0000-4000-8000-000000000000", scopes: "users:read" },
      outcome_reason: 'The credential does not permit this operation: it lacks the right "users:write".',
    }),
  );
});

it("are to be named, are shown, and hold at once when they change; both is in the System Log", async () => {
  const refusal = { status: 400, code: "E0000001" };
  for (const scopes of [undefined, [], ["users:delete"]]) {
    await world.directory.refused("POST", TOKENS, { ...refusal, body: { name: "x", kind: "inbound", scopes } });
  }
  const { id, token } = await newToken(["users:write", "users:read", "users:read"]);
  expect(await send(token, "POST", "/Users", newUser())).toBe(201);
  expect(await world.directory.ok<ApiToken>("PUT", `${TOKENS}/${id}`, { scopes: ["users:read"] })).toMatchObject({
    name: "feed",
    scopes: ["users:read"],
  });
  expect(await send(token, "POST", "/Users", newUser())).toBe(403);
  const told = await world.directory.rows<{ scopes: string }>(
    "select debug->>'scopes' as scopes from system_log where event_type like 'system.api_token.%ate' and targets->0->>'id' = $1 order by seq",
    [id],
  );
  expect(told).toEqual([{ scopes: "users:read users:write" }, { scopes: "users:read" }]);
  const { items } = await world.directory.ok<{ items: readonly ApiToken[] }>("GET", TOKENS);
  const management = items.find(({ kind }) => kind === "management");
  await world.directory.refused("PUT", `${TOKENS}/${management?.id}`, { ...refusal, body: { scopes: ["users:read"] } });
});
