import { requireFilter } from "@lockstep/scim";
import { describe, expect, it } from "vitest";
import { assertNotSensitive } from "./sensitive-filter.ts";

const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const SENSITIVE = new Set(["emails", "name.familyname", `${ENTERPRISE}:employeenumber`.toLowerCase()]);

describe("a filter in a URL [S-15]", () => {
  it.each([
    'emails eq "a@x"',
    'EMAILS.value eq "a@x"',
    'emails[type eq "work"]',
    'urn:ietf:params:scim:schemas:core:2.0:User:emails.value eq "a"',
    'not (userName pr or name.familyName eq "x")',
    `${ENTERPRISE}:employeeNumber eq "7"`,
  ])("must not be %s", (text) => {
    expect(() => assertNotSensitive(requireFilter(text), SENSITIVE)).toThrow(
      expect.objectContaining({ code: "sensitive", status: 403, scimType: "sensitive" }),
    );
  });

  it.each(['userName eq "emails"', 'name.givenName eq "x"', "name pr", `${ENTERPRISE}:department pr`])(
    "may be %s",
    (text) => {
      assertNotSensitive(requireFilter(text), SENSITIVE);
    },
  );
});
