import type { JsonObject } from "@lockstep/scim";
import { describe, expect, it } from "vitest";
import type { ScimAnswer, ScimRequest } from "../types.ts";
import { cleanUp } from "./clean-up.ts";
import type { TestResource } from "./probe.ts";

const answer = (status: number, body?: JsonObject): ScimAnswer => ({
  kind: "answer",
  status,
  body,
  retryAfter: undefined,
  requestId: undefined,
  durationMs: 0,
});
const list = (rows: readonly JsonObject[], totalResults = rows.length): ScimAnswer =>
  answer(200, {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
    totalResults,
    startIndex: 1,
    Resources: rows,
  });
const SILENCE: ScimAnswer = { kind: "unreachable", code: "ECONNREFUSED", reason: "Nothing listens.", durationMs: 0 };

const user = (key: string, remoteId?: string): TestResource => ({
  key,
  collection: "Users",
  name: `${key}@example.invalid`,
  externalId: key,
  remoteId,
});

/** Cleans up against a scripted target; what was asked, what is forgotten, and what is left. */
async function clean(
  resources: readonly TestResource[],
  target: (method: string, path: string) => ScimAnswer,
  isSettled = true,
) {
  const asked: string[] = [];
  const forgotten: string[] = [];
  const leftovers = await cleanUp(
    {
      client: {
        send: async ({ method, path }: ScimRequest) => {
          asked.push(`${method} ${decodeURIComponent(path)}`);
          return target(method, path);
        },
      },
      journal: { forget: async (key) => void forgotten.push(key) },
      random: { bytes: (length) => new Uint8Array(length).fill(1) },
      isSettled: () => isSettled,
    },
    resources,
  );
  return { asked, forgotten, left: leftovers.map(({ resource, reason }) => `${resource.key}: ${reason}`) };
}

describe("clean-up", () => {
  it("forgets what was deleted and is seen to be gone, groups before their members", async () => {
    const group: TestResource = { ...user("g", "2"), collection: "Groups" };
    const { asked, forgotten } = await clean([user("u", "1"), group], (method) =>
      method === "DELETE" ? answer(204) : answer(404),
    );
    expect(asked).toEqual(["DELETE /Groups/2", "GET /Groups/2", "DELETE /Users/1", "GET /Users/1"]);
    expect(forgotten).toEqual(["g", "u"]);
  });

  it("does not believe a success that changed nothing, and takes a switched-off user for deleted", async () => {
    const target = (active: boolean) => (method: string) =>
      method === "DELETE" ? answer(204) : answer(200, { id: "1", active });
    expect((await clean([user("u", "1")], target(true))).left).toEqual([
      "u: DELETE was answered with success, but it is still there.",
    ]);
    expect((await clean([user("u", "1")], target(false))).forgotten).toEqual(["u"]);
  });

  it("takes no page of a proxy for a missing resource", async () => {
    const page: ScimAnswer = { ...answer(404), notJson: "<html>" } as ScimAnswer;
    expect((await clean([user("u", "1")], () => page)).forgotten).toEqual([]);
  });

  it("looks for what it has no id of by external id and name, and deletes only what bears them", async () => {
    const { asked, forgotten } = await clean([user("u")], (method, path) => {
      if (method === "DELETE") return answer(204);
      if (!path.includes("filter")) return answer(404);
      return path.includes("externalId")
        ? answer(400, { detail: "No such filter." })
        : list([{ id: "7", userName: "U@example.invalid" }]);
    });
    expect(asked.filter((request) => request.startsWith("DELETE"))).toEqual(["DELETE /Users/7"]);
    expect(forgotten).toEqual(["u"]);
  });

  it("walks the list of a target that ignores filters, and touches nobody else", async () => {
    const others = Array.from({ length: 100 }, (_, index) => ({ id: `o${index}`, userName: `other${index}` }));
    const { asked, forgotten } = await clean([user("u")], (method, path) => {
      if (method === "DELETE") return answer(204);
      if (path.includes("startIndex=101")) return list([{ id: "7", externalId: "u" }], 101);
      return path.startsWith("/Users?") ? list(others, 101) : answer(404);
    });
    expect(asked.filter((request) => request.startsWith("DELETE"))).toEqual(["DELETE /Users/7"]);
    expect(forgotten).toEqual(["u"]);
  });

  it("keeps what was not found until its create can no longer be carried out", async () => {
    const nobody = () => list([]);
    expect((await clean([user("u")], nobody, false)).left).toEqual([
      "u: Its create was never answered, and may still be carried out.",
    ]);
    expect((await clean([user("u")], nobody)).forgotten).toEqual(["u"]);
  });

  it("asks a silent target once for each that it removes side by side, and keeps all", async () => {
    const many = Array.from({ length: 50 }, (_, index) => user(`u${index}`, String(index)));
    const { asked, left } = await clean(many, () => SILENCE);
    expect(asked.length).toBeLessThanOrEqual(8);
    expect(left).toHaveLength(50);
    expect(left[49]).toMatch(/^u\d+: Nothing listens\.$/);
  });
});
