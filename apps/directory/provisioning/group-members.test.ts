import type { PersonId } from "@lockstep/ports";
import { describe, expect, it } from "vitest";
import type { GroupMemberRow } from "./compared-members.ts";
import { splitMembers } from "./group-members.ts";

const row = (change: Partial<GroupMemberRow>): GroupMemberRow => ({
  personId: "00u1" as PersonId,
  status: "ACTIVE",
  login: "jane@example.com",
  assigned: true,
  externalId: "r1",
  knownActive: true,
  userName: "jane",
  lastError: null,
  provisionRequested: true,
  ...change,
});
const nobody: ReadonlySet<string> = new Set();

describe("splitMembers", () => {
  it("sends people who are active here and in the app, under their user name there", () => {
    expect(splitMembers([row({})], nobody)).toEqual({ members: [{ value: "r1", display: "jane" }], leftOut: [] });
  });

  it.each([
    { change: { assigned: null }, reason: "Not assigned to the app." },
    { change: { assigned: false }, reason: "Not assigned to the app." },
    { change: { status: "STAGED" as const }, reason: "The person is not active." },
    { change: { externalId: null }, reason: "The account in the app is not created yet." },
    {
      change: { externalId: null, provisionRequested: false },
      reason: 'The account in the app waits for "Provision user".',
    },
    {
      change: { externalId: null, lastError: "Conflict." },
      reason: "The account in the app could not be created: Conflict.",
    },
    { change: { knownActive: false }, reason: "The account in the app is inactive." },
    { change: { status: "SUSPENDED" as const }, reason: "The person is suspended." },
  ])("leaves out with a reason: $reason", ({ change, reason }) => {
    expect(splitMembers([row(change)], nobody)).toEqual({ members: [], leftOut: [{ personId: "00u1", reason }] });
  });

  it("changes nothing for a suspended member that the app holds", () => {
    expect(splitMembers([row({ status: "SUSPENDED" })], new Set(["r1"])).members).toHaveLength(1);
  });
});
