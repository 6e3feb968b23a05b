import { requireFilter } from "@lockstep/scim";
import { describe, expect, it } from "vitest";
import { assertNotSensitive } from "./sensitive-filter.ts";

const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const SENSITIVE = new Set([
  "emails",
  "phonenumbers.value",
  "name.familyname",
  `${ENTERPRISE}:employeenumber`.toLowerCase(),
]);

describe("a filter in a URL [S-15]", () => {
  it.each([
    'emails eq "a@x"',
    'EMAILS.value eq "a@x"',
    'emails[type eq "work"]',
    'urn:ietf:params:scim:schemas:core:2.0:User:emails.value eq "a"',
    'not (userName pr or name.familyName eq "x")',
    `${ENTERPRISE}:employeeNumber eq "7"`,
    'phoneNumbers[VALUE eq "1"]',
    'phoneNumbers[type eq "work" and not (value sw "1")]',
    'phoneNumbers eq "1"',
    'urn:ietf:params:scim:schemas:core:2.0:User:phoneNumbers[value eq "1"]',
  ])("must not be %s", (text) => {
    expect(() => assertNotSensitive(requireFilter(text), SENSITIVE)).toThrow(
      expect.objectContaining({ code: "sensitive", status: 403, scimType: "sensitive" }),
    );
  });

  it.each([
    'phoneNumbers[type eq "work"]',
    "phoneNumbers pr",
    'userName eq "emails"',
    'name.givenName eq "x"',
    "name pr",
    `${ENTERPRISE}:department pr`,
  ])("may be %s", (text) => {
    assertNotSensitive(requireFilter(text), SENSITIVE);
  });
});
