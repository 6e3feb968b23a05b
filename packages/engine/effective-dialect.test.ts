import type { Passport } from "@lockstep/scim-client";
import { describe, expect, it } from "vitest";
import { DIALECTS, type Dialect, type DialectName, effectiveDialect } from "./index.ts";

const PATCH = { path: true, pathless: true, valuePath: true, upperCaseOp: true, stringBoolean: true };
const GROUP = {
  put: true,
  renamePath: true,
  renamePathless: true,
  addMembers: true,
  removeByFilter: true,
  removeByValue: true,
  replaceMembers: true,
  membersReturned: true,
  chunkAccepted: 128,
  chunkRefused: null,
};

function passport(change: {
  readonly put?: boolean;
  readonly patch?: Partial<Passport["user"]["patch"]>;
  readonly group?: Partial<NonNullable<Passport["group"]>> | null;
}): Passport {
  return {
    version: 1,
    user: {
      put: change.put ?? true,
      patch: { ...PATCH, ...change.patch },
      inactiveListed: true,
      inactiveFound: true,
      filterIgnoresCase: true,
      uniqueIgnoresCase: true,
      delete: "removed",
      nameFreeAfterDelete: true,
    },
    conflict: { status: 409, scimType: "uniqueness", accepted: false },
    group: change.group === null ? null : { ...GROUP, ...change.group },
    filters: {
      userName: true,
      externalId: true,
      "emails.value": true,
      id: true,
      "userName and active": true,
      "Group displayName": true,
      "Group externalId": true,
    },
    paging: { pageSizeMax: null, pageSizeAsked: 500, totalIsTrue: true, startIndexWorks: true, cursor: false },
    versions: { etagSent: false, ifMatch: null },
    retryAfter: null,
    latency: { requests: 0, p50Ms: 0, p90Ms: 0, p99Ms: 0, maxMs: 0 },
    notes: [],
  };
}

const NO_FILTERS: Passport["filters"] = {
  userName: false,
  externalId: false,
  "emails.value": false,
  id: false,
  "userName and active": false,
  "Group displayName": false,
  "Group externalId": false,
};
const NO_PATCH = { path: false, pathless: false, valuePath: false };

describe("effectiveDialect", () => {
  it("is the dialect itself before anything was measured, and for a target that does all of it", () => {
    for (const dialect of Object.values(DIALECTS)) {
      expect(effectiveDialect(dialect, {})).toEqual(dialect);
      expect(effectiveDialect(dialect, { passport: null })).toEqual(dialect);
      expect(effectiveDialect(dialect, { passport: passport({}) })).toEqual({
        ...dialect,
        membersReplaceable: true,
        membersReturned: true,
        patchFilters: true,
        memberChunkMax: 128,
      });
    }
  });

  it.each<[string, DialectName, Passport, Partial<Dialect>]>([
    ["no PATCH", "rfc", passport({ patch: NO_PATCH }), { userUpdate: "PUT", userLifecycle: "PUT", password: "PUT" }],
    ["no PUT", "okta-wizard", passport({ put: false }), { userUpdate: "PATCH", userLifecycle: "PATCH_PATHLESS" }],
    [
      "no path-less PATCH",
      "okta-catalogue",
      passport({ patch: { pathless: false } }),
      { userLifecycle: "PATCH", userUpdate: "PUT" },
    ],
    [
      "no filter in a path",
      "rfc",
      passport({ patch: { valuePath: false } }),
      { userUpdate: "PATCH", patchFilters: false },
    ],
    [
      "no removal by filter",
      "rfc",
      passport({ group: { removeByFilter: false } }),
      { group: "PATCH", memberRemoval: "VALUE" },
    ],
    [
      "no removal by PATCH",
      "rfc",
      passport({ group: { removeByFilter: false, removeByValue: false } }),
      { group: "PUT" },
    ],
    ["no PUT of groups", "okta-wizard", passport({ group: { put: false } }), { group: "PATCH" }],
    ["no path-less rename", "okta-catalogue", passport({ group: { renamePathless: false } }), { groupRename: "PATCH" }],
    ["no replacing of members", "rfc", passport({ group: { replaceMembers: false } }), { membersReplaceable: false }],
    [
      "members that are not returned",
      "rfc",
      passport({ group: { membersReturned: false } }),
      { membersReturned: false },
    ],
    [
      "filters that mind letter case",
      "rfc",
      { ...passport({}), user: { ...passport({}).user, filterIgnoresCase: false } },
      { filterCase: "EXACT" },
    ],
    [
      "a conflict of another status",
      "rfc",
      { ...passport({}), conflict: { status: 400, scimType: null, accepted: false } },
      { conflictStatus: 400 },
    ],
    [
      "twins, whose status says nothing",
      "rfc",
      { ...passport({}), conflict: { status: 201, scimType: null, accepted: true } },
      { conflictStatus: 409 },
    ],
    ["waits told as dates", "okta-catalogue", { ...passport({}), retryAfter: "date" }, { rateLimitHonoursDates: true }],
    [
      "waits told in seconds",
      "okta-catalogue",
      { ...passport({}), retryAfter: "seconds" },
      { rateLimitHonoursDates: false },
    ],
    ["no filters", "rfc", { ...passport({}), filters: NO_FILTERS }, { lookupBy: "LIST" }],
  ])("gives way to what works: %s", (_what, name, measured, expected) => {
    expect(effectiveDialect(DIALECTS[name], { passport: measured })).toMatchObject(expected);
  });

  it("keeps its own verb where none was seen to work, and for groups that the target has not", () => {
    const nothing = passport({ put: false, patch: NO_PATCH, group: null });
    for (const dialect of Object.values(DIALECTS))
      expect(effectiveDialect(dialect, { passport: nothing })).toEqual(dialect);
  });

  it.each([
    [{ chunkAccepted: 40, chunkRefused: 41 }, 40],
    [{ chunkAccepted: 300, chunkRefused: 301 }, 300],
    [{ chunkAccepted: 16, chunkRefused: null }, 100],
    [{ chunkAccepted: 500, chunkRefused: null }, 500],
    [{ chunkAccepted: 0, chunkRefused: 1 }, 100],
  ])("takes the members of a PATCH from what was accepted and refused: %j", (group, memberChunkMax) => {
    expect(effectiveDialect(DIALECTS.rfc, { passport: passport({ group }) })).toMatchObject({ memberChunkMax });
  });

  it("judges the filter that is really used: the one that a switch names", () => {
    const measured = { ...passport({}), filters: { ...NO_FILTERS, externalId: true } };
    const byExternalId = { passport: measured, switches: { lookupAttribute: "externalId" } } as const;
    expect(effectiveDialect(DIALECTS.rfc, byExternalId)).toMatchObject({ lookupBy: "FILTER" });
    const byEmail = { passport: measured, switches: { lookupAttribute: "emails.value" } } as const;
    expect(effectiveDialect(DIALECTS.rfc, byEmail)).toMatchObject({ lookupBy: "LIST" });
  });

  it("lets a person's switch have the last word", () => {
    const measured = passport({ patch: NO_PATCH });
    expect(
      effectiveDialect(DIALECTS.rfc, { passport: measured, switches: { userUpdate: "PATCH", memberChunkMax: 7 } }),
    ).toMatchObject({
      userUpdate: "PATCH",
      userLifecycle: "PUT",
      memberChunkMax: 7,
    });
  });
});
