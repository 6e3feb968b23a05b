/** The dialects as one table: a new target is a new row, never a branch in the plan. */
import { ENTERPRISE_USER_URN } from "@lockstep/scim";
import type { Dialect, DialectName } from "./dialect.ts";

const OKTA_RATE_LIMIT = { rateLimitFirstDelayMs: 300_000, rateLimitHonoursDates: false } as const;
const OWN_RATE_LIMIT = { rateLimitFirstDelayMs: 1_000, rateLimitHonoursDates: true } as const;

/** A target that does all that the RFCs ask for. */
const WHOLE = {
  deactivation: "ACTIVE",
  memberChunkMax: 100,
  memberRemoval: "FILTER",
  membersReplaceable: true,
  membersReturned: true,
  patchFilters: true,
  lookupAttribute: "userName",
  lookupBy: "FILTER",
  filterCase: "IGNORED",
  conflictStatus: 409,
  neverSent: [],
  neverReturned: [],
  required: [],
  valuesMax: 0,
  booleans: "JSON",
  references: "id",
  referenceAttributes: [],
} as const;

/** The smallest PATCH with paths, as RFC 7644 §3.5.2 has it. */
const BY_THE_BOOK = {
  ...WHOLE,
  userUpdate: "PATCH",
  userLifecycle: "PATCH",
  password: "PATCH",
  group: "PATCH",
  groupRename: "PATCH",
  placeholderPassword: false,
  ...OWN_RATE_LIMIT,
} as const;

/** Verbs and quirks by name. */
export const DIALECTS: Readonly<Record<DialectName, Dialect>> = {
  /** Okta's integration from its catalogue: PUT for profiles, path-less PATCH for everything else. */
  "okta-catalogue": {
    ...WHOLE,
    name: "okta-catalogue",
    userUpdate: "PUT",
    userLifecycle: "PATCH_PATHLESS",
    password: "PATCH_PATHLESS",
    group: "PATCH",
    groupRename: "PATCH_PATHLESS",
    placeholderPassword: true,
    ...OKTA_RATE_LIMIT,
  },
  /** An app made with Okta's integration wizard: reads, then PUTs the whole resource. */
  "okta-wizard": {
    ...WHOLE,
    name: "okta-wizard",
    userUpdate: "PUT",
    userLifecycle: "PUT",
    password: "PUT",
    group: "PUT",
    groupRename: "PATCH_PATHLESS",
    placeholderPassword: true,
    ...OKTA_RATE_LIMIT,
  },
  rfc: { ...BY_THE_BOOK, name: "rfc" },
  /**
   * AWS IAM Identity Center, by the limitations page of its SCIM developer guide: no passwords, one value per attribute, four
   * attributes required, 100 changes of membership per request, none of them "all", and groups without members when read.
   */
  aws: {
    ...BY_THE_BOOK,
    name: "aws",
    membersReplaceable: false,
    membersReturned: false,
    neverSent: [
      "password",
      "ims",
      "photos",
      "x509Certificates",
      "entitlements",
      "roles",
      "emails.display",
      "phoneNumbers.display",
      "addresses.display",
      `${ENTERPRISE_USER_URN}:manager.displayName`,
    ],
    required: ["name.givenName", "name.familyName", "displayName"],
    valuesMax: 1,
  },
  /** GitHub's enterprises with managed users: the whole user by PUT, no filters in the paths of a PATCH, no passwords. */
  github: {
    ...BY_THE_BOOK,
    name: "github",
    userUpdate: "PUT",
    patchFilters: false,
    memberRemoval: "VALUE",
    neverSent: ["password"],
    required: ["displayName", "emails"],
  },
};
