import { execFileSync } from "node:child_process";
import type { Credential, LoggedRequest } from "@lockstep/service-app/contract";
import { describe, expect, it } from "vitest";
import { toCurl } from "./curl.ts";

const request: LoggedRequest = {
  id: "7",
  credentialId: "c",
  occurredAt: "2026-03-02T08:00:00.000Z",
  method: "PATCH",
  path: "/SCIM/v2/Users/1",
  search: "?attributes=userName",
  status: 400,
  scimType: "invalidPath",
  detail: "no",
  errorId: null,
  durationMs: 1,
  traceId: "0af7651916cd43dd8448eb211c80319c",
  userAgent: null,
  normalisations: {},
  body: `{"name":"O'Brien $HOME \\"x\\"","password":"***"}`,
  answer: null,
  isAnswerCut: false,
};
const basic = { kind: "basic", userEmail: "it@acme.example" } as Credential;

/** The words that a shell makes of the command. */
function words(command: string): string[] {
  const shown = execFileSync("sh", ["-c", command.replace(/^curl/, "printf '%s\\n'")], { encoding: "utf8" });
  return shown.trimEnd().split("\n");
}

describe("a request as curl", () => {
  it("is one command whose words a shell takes as they were sent", () => {
    expect(words(toCurl(request, "https://service.test", basic))).toEqual([
      "-X",
      "PATCH",
      "https://service.test/SCIM/v2/Users/1?attributes=userName",
      "-u",
      "it@acme.example:PASSWORD",
      "-H",
      "traceparent: 00-0af7651916cd43dd8448eb211c80319c-0000000000000001-01",
      "-H",
      "Content-Type: application/scim+json",
      "--data",
      request.body,
    ]);
  });

  it("names no user behind a key, and sends nothing when nothing was sent", () => {
    const command = toCurl({ ...request, method: "GET", body: null }, "https://service.test", undefined);
    expect(command).toContain("Authorization: Bearer SECRET");
    expect(command).not.toContain("--data");
  });
});
