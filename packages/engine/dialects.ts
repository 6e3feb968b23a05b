/** The dialects as one table: a new target is a new row, never a branch in the plan. */
import type { Dialect, DialectName } from "./types.ts";

const OKTA_RATE_LIMIT = { rateLimitFirstDelayMs: 300_000, rateLimitHonoursDates: false } as const;

/** Verbs and quirks by name. */
export const DIALECTS: Readonly<Record<DialectName, Dialect>> = {
  /** Okta's integration from its catalogue: PUT for profiles, path-less PATCH for everything else. */
  "okta-catalogue": {
    name: "okta-catalogue",
    userUpdate: "PUT",
    userLifecycle: "PATCH_PATHLESS",
    password: "PATCH_PATHLESS",
    group: "PATCH",
    groupRename: "PATCH_PATHLESS",
    memberChunkMax: 100,
    lookupAttribute: "userName",
    placeholderPassword: true,
    ...OKTA_RATE_LIMIT,
  },
  /** An app made with Okta's integration wizard: reads, then PUTs the whole resource. */
  "okta-wizard": {
    name: "okta-wizard",
    userUpdate: "PUT",
    userLifecycle: "PUT",
    password: "PUT",
    group: "PUT",
    groupRename: "PATCH_PATHLESS",
    memberChunkMax: 100,
    lookupAttribute: "userName",
    placeholderPassword: true,
    ...OKTA_RATE_LIMIT,
  },
  /** The smallest PATCH with paths, as RFC 7644 §3.5.2 has it. */
  rfc: {
    name: "rfc",
    userUpdate: "PATCH",
    userLifecycle: "PATCH",
    password: "PATCH",
    group: "PATCH",
    groupRename: "PATCH",
    memberChunkMax: 100,
    lookupAttribute: "userName",
    placeholderPassword: false,
    rateLimitFirstDelayMs: 1_000,
    rateLimitHonoursDates: true,
  },
};
