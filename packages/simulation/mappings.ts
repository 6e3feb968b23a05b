/** The attribute mappings that a simulated app changes between, each with what it must come to: computed here, not by the directory. */
import type { MappingRow, Profile } from "@lockstep/directory-app/simulation";
import { ENTERPRISE_USER_URN, type JsonObject } from "@lockstep/scim";

/** What the target must hold at a SCIM attribute for a person; null = nothing. */
export interface MappedAttribute {
  readonly mapping: MappingRow;
  /** The value as the target holds it. */
  readonly read: (account: JsonObject) => unknown;
  readonly expected: (profile: Profile) => string | null;
}

function textOf(profile: Profile, name: string): string | null {
  const value = profile[name];
  return typeof value === "string" ? value : null;
}

const core = (attribute: string, expression: string, expected: MappedAttribute["expected"]): MappedAttribute => ({
  mapping: { attribute, expression, pushStatus: "PUSH" },
  read: (account) => account[attribute] ?? null,
  expected,
});
const name = (sub: "givenName" | "familyName", profileName: string): MappedAttribute => ({
  mapping: { attribute: `name.${sub}`, expression: `user.${profileName}`, pushStatus: "PUSH" },
  read: (account) => (account["name"] as JsonObject | undefined)?.[sub] ?? null,
  expected: (profile) => textOf(profile, profileName),
});
const enterprise = (attribute: string, profileName: string): MappedAttribute => ({
  mapping: { attribute: `${ENTERPRISE_USER_URN}:${attribute}`, expression: `user.${profileName}`, pushStatus: "PUSH" },
  read: (account) => (account[ENTERPRISE_USER_URN] as JsonObject | undefined)?.[attribute] ?? null,
  expected: (profile) => textOf(profile, profileName),
});
const workEmail: MappedAttribute = {
  mapping: { attribute: 'emails[type eq "work"].value', expression: "user.email", pushStatus: "PUSH" },
  read: (account) =>
    ((account["emails"] ?? []) as JsonObject[]).find((email) => email["type"] === "work")?.["value"] ?? null,
  expected: (profile) => textOf(profile, "email"),
};
const displayName = core(
  "displayName",
  "user.firstName + ' ' + user.lastName",
  (profile) => `${profile["firstName"]} ${profile["lastName"]}`,
);

const NAMES = [name("givenName", "firstName"), name("familyName", "lastName"), displayName, workEmail];

/** The first one is what an app starts with. */
export const MAPPING_SETS: readonly (readonly MappedAttribute[])[] = [
  [
    ...NAMES,
    core("title", "user.title", (profile) => textOf(profile, "title")),
    enterprise("department", "department"),
  ],
  [
    ...NAMES,
    core("title", "user.department", (profile) => textOf(profile, "department")),
    enterprise("costCenter", "title"),
  ],
  [...NAMES, enterprise("department", "department")],
];

/** A mapping that counts at creation only: what it gave is never compared. */
export const CREATE_ONLY: MappingRow = { attribute: "nickName", expression: "user.firstName", pushStatus: "DONT_PUSH" };
