import type { Json } from "@lockstep/scim";
import type { ScimAnswer } from "@lockstep/scim-client";
import { describe, expect, it } from "vitest";
import { type ActionPurpose, DIALECTS, interpretAnswer, type Outcome } from "../index.ts";

const NOW_MS = Date.parse("2026-03-01T12:00:00Z");

function answer(status: number, body?: Json, more: Partial<Extract<ScimAnswer, { kind: "answer" }>> = {}): ScimAnswer {
  return { kind: "answer", status, body, retryAfter: undefined, requestId: undefined, durationMs: 3, ...more };
}

function error(status: number, detail: string, scimType?: string): ScimAnswer {
  return answer(status, { detail, status: String(status), ...(scimType === undefined ? {} : { scimType }) });
}

const UNREACHABLE: ScimAnswer = { kind: "unreachable", code: "ECONNREFUSED", reason: "refused", durationMs: 1 };
const LOST: ScimAnswer = { kind: "unknown", reason: "no answer", durationMs: 1 };

describe("the decision table", () => {
  it.each<[ActionPurpose, ScimAnswer, Partial<Outcome>]>([
    ["createUser", answer(201, { id: "1" }), { kind: "done", status: 201, resource: { id: "1" } }],
    ["createUser", answer(201, { id: "1", Password: "p" }), { kind: "done", resource: { id: "1" } }],
    [
      "lookupUser",
      answer(200, { Resources: [{ id: "1", password: "p" }] }),
      { kind: "done", resource: { Resources: [{ id: "1" }] } },
    ],
    ["updateUser", answer(204), { kind: "done", resource: undefined }],
    ["updateUser", answer(200, undefined, { notJson: "<html>" }), { kind: "done", resource: undefined }],
    ["readUser", answer(200, undefined, { notJson: "<html>" }), { kind: "failed", status: 200 }],
    ["readUser", answer(200), { kind: "failed", status: 200, detail: "The answer is empty." }],
    ["lookupUser", UNREACHABLE, { kind: "failed", status: undefined, detail: "refused" }],
    ["createUser", UNREACHABLE, { kind: "failed", status: undefined, detail: "refused" }],
    ["lookupUser", LOST, { kind: "failed", status: undefined, detail: "no answer" }],
    ["createUser", LOST, { kind: "unknown", detail: "no answer" }],
    [
      "lookupUser",
      error(401, "Who?"),
      { kind: "stopped", status: 401, detail: "Unauthorized. Errors reported by remote server: Who?" },
    ],
    ["updateUser", error(401, "Who?"), { kind: "stopped", status: 401 }],
    ["lookupUser", error(403, "No."), { kind: "stopped", status: 403 }],
    ["readUser", error(403, "No."), { kind: "stopped", status: 403 }],
    ["updateUser", error(403, "Not this one."), { kind: "rejected", status: 403, scimType: undefined }],
    ["updateUser", error(403, "The SCIM module is not enabled for this account."), { kind: "stopped", status: 403 }],
    ["lookupUser", error(404, "None."), { kind: "done", resource: { totalResults: 0, Resources: [] } }],
    ["lookupUser", answer(404), { kind: "done" }],
    ["lookupUser", answer(404, undefined, { notJson: "<html>" }), { kind: "failed", status: 404 }],
    ["readUser", error(404, "Gone."), { kind: "gone", detail: "Not Found. Errors reported by remote server: Gone." }],
    ["updateUser", answer(410), { kind: "gone", detail: "Status 410." }],
    ["updateUser", answer(404, undefined, { notJson: "<html>" }), { kind: "failed", status: 404 }],
    ["createUser", error(404, "No such path."), { kind: "rejected", status: 404 }],
    [
      "createUser",
      error(409, "In use.", "uniqueness"),
      {
        kind: "rejected",
        status: 409,
        scimType: "uniqueness",
        detail: "Conflict. Errors reported by remote server: In use.",
      },
    ],
    [
      "createUser",
      error(400, "Bad e-mail.", "invalidValue"),
      { kind: "rejected", status: 400, scimType: "invalidValue" },
    ],
    [
      "createUser",
      answer(302, undefined, { location: "/login" }),
      { kind: "rejected", status: 302, detail: "Status 302: a redirect to /login, which is not followed." },
    ],
    ["updateUser", error(501, "No PUT."), { kind: "rejected", status: 501 }],
    ["updateUser", error(500, "Oops."), { kind: "failed", status: 500 }],
    [
      "updateUser",
      answer(502, undefined, { notJson: "Bad\n gateway" }),
      {
        kind: "failed",
        status: 502,
        detail: "Bad Gateway. Errors reported by remote server: Invalid JSON: Bad gateway",
      },
    ],
    ["updateUser", answer(408), { kind: "failed", status: 408 }],
    ["updateUser", answer(503), { kind: "failed", status: 503 }],
    ["updateUser", answer(503, undefined, { retryAfter: "30" }), { kind: "retryAfter", status: 503, delayMs: 30_000 }],
    ["updateUser", answer(429, undefined, { retryAfter: "30" }), { kind: "retryAfter", status: 429, delayMs: 30_000 }],
    ["updateUser", answer(429), { kind: "retryAfter", status: 429, delayMs: undefined }],
  ])("%s with %j", (purpose, given, expected) => {
    expect(interpretAnswer(given, { purpose, dialect: DIALECTS["okta-catalogue"], nowMs: NOW_MS })).toMatchObject(
      expected,
    );
  });

  it("reads a date in Retry-After by the book, and not as Okta", () => {
    const given = answer(429, undefined, { retryAfter: "Sun, 01 Mar 2026 12:00:42 GMT" });
    const context = { purpose: "updateUser", nowMs: NOW_MS } as const;
    expect(interpretAnswer(given, { ...context, dialect: DIALECTS.rfc })).toMatchObject({ delayMs: 42_000 });
    expect(interpretAnswer(given, { ...context, dialect: DIALECTS["okta-catalogue"] })).toMatchObject({
      delayMs: undefined,
    });
  });
});
