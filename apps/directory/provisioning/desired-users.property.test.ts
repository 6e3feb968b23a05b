import { DIALECTS } from "@lockstep/engine";
import type { PersonId } from "@lockstep/ports";
import { ENTERPRISE_USER_URN } from "@lockstep/scim";
import fc from "fast-check";
import { expect, it } from "vitest";
import { DEFAULT_MAPPINGS } from "../domain/default-mappings.ts";
import type { CustomAttribute } from "../domain/tables.ts";
import { desiredUser } from "./desired-user.ts";
import { createDesiredUsers, desiredOfSeveral } from "./desired-users.ts";
import type { MappingRow, UserSubject } from "./user-subject.ts";

const COST_CENTER = `${ENTERPRISE_USER_URN}:costCenter`;
const NAMESPACE = "urn:example:custom:2.0:User";
const NOW = Date.UTC(2026, 0, 1);
/** Of each kind that has rules of its own. */
const CUSTOM: readonly CustomAttribute[] = [
  custom("badge", { maxLength: 6 }),
  custom("seats", { type: "integer", maximum: 10 }),
  custom("remote", { type: "boolean" }),
  custom("sites", { type: "array", items: "string", union: true }),
];
const EXTRA: readonly MappingRow[] = [
  { attribute: 'phoneNumbers[type eq "mobile"].value', expression: "user.mobilePhone", pushStatus: "PUSH" },
  { attribute: "nickName", expression: "toUpperCase(user.nickName)", pushStatus: "PUSH" },
  { attribute: "preferredLanguage", expression: "user.nickName == 'x' ? 'en' : null", pushStatus: "PUSH" },
  { attribute: "x509Certificates", expression: "user.nickName", pushStatus: "PUSH" },
  { attribute: "shoeSize", expression: "user.title", pushStatus: "PUSH" },
  { attribute: 'emails[type eq "home"].primary', expression: "user.nickName", pushStatus: "PUSH" },
  { attribute: "displayName", expression: "user.missing.deep", pushStatus: "PUSH" },
  { attribute: "userType", expression: "Employee", pushStatus: "PUSH", source: "CONSTANT" },
  { attribute: "active", expression: "true", pushStatus: "PUSH", source: "CONSTANT" },
  { attribute: "costCenter", expression: "", pushStatus: "PUSH", source: "GROUP" },
  { attribute: COST_CENTER, expression: "", pushStatus: "PUSH", source: "GROUP" },
  { attribute: "timezone", expression: "user.locale", pushStatus: "DONT_PUSH" },
  { attribute: 'addresses[type eq "work"].locality', expression: "user.department", pushStatus: "DONT_PUSH" },
  {
    attribute: "profileUrl",
    expression: "String.join(',', isMemberOfGroupName('Sales'), user.title)",
    pushStatus: "PUSH",
  },
  { attribute: "locale", expression: "manager.lastName", pushStatus: "PUSH" },
  { attribute: "preferredLanguage", expression: "appuser.title", pushStatus: "PUSH" },
  { attribute: `${NAMESPACE}:badge`, expression: "user.nickName", pushStatus: "PUSH" },
  { attribute: `${NAMESPACE}:seats`, expression: "user.title", pushStatus: "PUSH" },
  { attribute: `${NAMESPACE}:remote`, expression: "user.displayName", pushStatus: "PUSH" },
  { attribute: `${NAMESPACE}:sites`, expression: "user.department", pushStatus: "PUSH" },
];

const text = fc.oneof(
  fc.constantFrom("", "true", "false", "x", "lockstep text 0", "7", "__proto__"),
  fc.string({ maxLength: 12 }),
);
const names = [
  "firstName",
  "lastName",
  "displayName",
  "email",
  "title",
  "locale",
  "department",
  "nickName",
  "mobilePhone",
];
const profile = fc.dictionary(fc.constantFrom(...names), text);
const app = fc.record({
  base: fc.subarray([...DEFAULT_MAPPINGS]),
  extra: fc.subarray([...EXTRA]),
  push: fc.boolean(),
  hasCustom: fc.boolean(),
});
const granted = fc.dictionary(
  fc.constantFrom("title", COST_CENTER, "timezone", "nickName", `${NAMESPACE}:badge`),
  text,
);
const sites = fc.record({
  [`${NAMESPACE}:sites`]: fc.array(fc.constantFrom("a", "b", "c", "lockstep text 0"), { maxLength: 3 }),
});
const person = fc.record({
  profile,
  override: fc.option(text),
  userName: fc.option(fc.string({ minLength: 1 })),
  assigned: fc.boolean(),
  groupValues: fc.array(fc.oneof(granted, sites), { maxLength: 3 }),
  known: fc.option(fc.dictionary(fc.constantFrom("title", "timezone", "nickName"), text)),
  isInSales: fc.boolean(),
  manager: fc.option(text),
});
type Person = typeof person extends fc.Arbitrary<infer Value> ? Value : never;

it("many people at once are computed as each alone, whatever their values, mappings, groups, facts and overrides", () => {
  fc.assert(
    fc.property(app, fc.array(person, { minLength: 1, maxLength: 12 }), ({ base, extra, push, hasCustom }, people) => {
      const desiredOf = createDesiredUsers(NOW);
      const rows: readonly MappingRow[] = [...base, ...extra].map((mapping, index) =>
        !push && index === 0 ? { ...mapping, pushStatus: "DONT_PUSH" } : mapping,
      );
      const shared = subjectOf(0, { rows, customAttributes: hasCustom ? CUSTOM : [] }, people[0] as Person).app;
      for (const [index, each] of people.entries()) {
        const subject = subjectOf(index, { rows, customAttributes: hasCustom ? CUSTOM : [] }, each);
        expect(desiredOf(subject)).toEqual(desiredUser(subject, { isNew: false, maybeCreated: false, now: NOW }));
        for (const isNew of [true, false]) {
          const asked = { isNew, maybeCreated: isNew, now: NOW };
          expect(desiredOfSeveral({ ...subject, app: shared }, asked)).toEqual(desiredUser(subject, asked));
        }
      }
    }),
    { numRuns: 400 },
  );
});

function custom(name: string, change: Partial<CustomAttribute>): CustomAttribute {
  const bounds = { minLength: null, maxLength: null, minimum: null, maximum: null, enum: null, items: null };
  const words = { name, title: name, description: null, externalName: name, externalNamespace: NAMESPACE };
  return { ...bounds, ...words, type: "string", required: false, scope: "NONE", union: false, ...change };
}

function subjectOf(
  index: number,
  {
    rows,
    customAttributes,
  }: { readonly rows: readonly MappingRow[]; readonly customAttributes: readonly CustomAttribute[] },
  each: Person,
): UserSubject {
  const subject: Partial<UserSubject> = {
    assigned: each.assigned,
    userNameOverride: each.userName,
    profileOverride: each.override === null ? {} : { title: each.override },
    groupValues: each.groupValues,
    facts: {
      groups: each.isInSales ? [{ id: "00g1", name: "Sales", type: "OKTA_GROUP" }] : [],
      apps: {},
      related: each.manager === null ? {} : { manager: { lastName: each.manager } },
    },
    externalId: `r${index}`,
    known: each.known,
    userName: "old",
    passwordPending: false,
    passwordSealed: null,
    references: [],
    person: { id: `00u${index}` as PersonId, status: "ACTIVE", profile: each.profile },
    app: {
      mappings: rows,
      label: "Declaree",
      name: "declaree",
      userNameSuffix: null,
      customAttributes,
      userName: { type: "BUILT_IN", template: `\${source.email}`, push: "PUSH" },
      features: { createUsers: true, updateUserAttributes: true, deactivateUsers: true, syncPassword: false },
      passwordSeed: "RANDOM",
      suspendedPeople: "IGNORE",
      dialect: DIALECTS["okta-catalogue"],
    } as unknown as UserSubject["app"],
  };
  return subject as UserSubject;
}
