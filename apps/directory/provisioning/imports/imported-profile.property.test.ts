/** A mapping that names one attribute of the app's user gives what the language gives for it, and what it does not name is as it was. */
import { ENTERPRISE_USER_URN } from "@lockstep/scim";
import fc from "fast-check";
import { expect, it } from "vitest";
import { DEFAULT_IMPORT_MAPPINGS } from "../../domain/default-import-mappings.ts";
import { BASE_ATTRIBUTES } from "../../domain/profile-schema/base-attributes.ts";
import { schemaOf } from "../../domain/profile-schema/load-schema.ts";
import { type ImportMapper, mapAccount, valueMapped } from "./imported-profile.ts";

const scalar = fc.oneof(
  fc.constantFrom("", " ", "Jane", " Jane\u00a0", "\u2003", "jane@example.com", "true"),
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.constant({ value: "nested" }),
);
const element = fc.record(
  { value: scalar, type: fc.constantFrom("work", "other", "mobile"), primary: fc.boolean() },
  { requiredKeys: [] },
);
const several = fc.oneof(fc.array(fc.oneof(element, fc.constant(null)), { maxLength: 3 }), scalar);
const resource = fc.record(
  {
    name: fc.oneof(fc.record({ givenName: scalar, familyName: scalar }, { requiredKeys: [] }), scalar),
    displayName: scalar,
    title: scalar,
    externalId: scalar,
    emails: several,
    phoneNumbers: several,
    addresses: several,
    [ENTERPRISE_USER_URN]: fc.record({ department: scalar, employeeNumber: scalar }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);
const expression = fc.constantFrom(
  "appuser.title",
  " appuser.title ",
  "appuser.externalId",
  "appuser.toString",
  "title",
);

it("whatever the app sends", () => {
  fc.assert(
    fc.property(resource, expression, (sent, own) => {
      const mapper: ImportMapper = {
        mappings: [...DEFAULT_IMPORT_MAPPINGS, { attribute: "userType", expression: own }],
        userNameTemplate: `\${source.email}`,
        customAttributes: [],
        schema: schemaOf(BASE_ATTRIBUTES),
        app: { label: "App", name: "app", userNameSuffix: null },
        now: 0,
      };
      const account = { id: "1", userName: "jane", active: true, resource: sent as never };
      const mapped = mapAccount(mapper, account);
      // With values of the hook, even none, each expression is evaluated.
      expect(mapped).toEqual(mapAccount(mapper, account, { appUser: {} }));
      for (const { attribute } of DEFAULT_IMPORT_MAPPINGS) {
        const isLeftOut = mapped.problems.some((problem) => problem.attribute === attribute);
        const value = Object.hasOwn(mapped.profile, attribute)
          ? mapped.profile[attribute]
          : isLeftOut
            ? undefined
            : null;
        expect(valueMapped(mapped, attribute)).toEqual(value);
        if (typeof value === "string") expect(value).toBe(value.trim());
      }
      expect(valueMapped(mapped, "nickname of nobody")).toBeUndefined();
    }),
    { numRuns: 1_000 },
  );
});
