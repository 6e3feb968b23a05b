import { describe, expect, test } from "vitest";
import { COMMON_ATTRIBUTES } from "./common-attributes.ts";
import { ENTERPRISE_USER_SCHEMA } from "./enterprise-user.ts";
import { GROUP_SCHEMA } from "./group.ts";
import type { AttributeDefinition } from "./types.ts";
import { USER_SCHEMA } from "./user.ts";

/** One line for each attribute: its name and whatever differs from a readWrite, optional, single string. */
function lines(attributes: readonly AttributeDefinition[], prefix = ""): string[] {
  return attributes.flatMap((attribute) => {
    const marks = [
      attribute.type === "string" ? "" : attribute.type,
      attribute.multiValued ? "multi" : "",
      attribute.required ? "required" : "",
      attribute.caseExact ? "exact" : "",
      attribute.mutability === "readWrite" ? "" : attribute.mutability,
      attribute.returned === "default" ? "" : attribute.returned,
      attribute.uniqueness === "none" ? "" : attribute.uniqueness,
      attribute.canonicalValues === undefined ? "" : `{${attribute.canonicalValues.join(" ")}}`,
      attribute.referenceTypes === undefined ? "" : `->${attribute.referenceTypes.join("|")}`,
    ].filter((mark) => mark !== "");
    const line = [`${prefix}${attribute.name}`, ...marks].join(" ");
    return [line, ...lines(attribute.subAttributes ?? [], `${prefix}${attribute.name}.`)];
  });
}

function plural(name: string, value: string, types: string): string[] {
  return [
    `${name} complex multi`,
    `${name}.value${value}`,
    `${name}.display`,
    `${name}.type${types}`,
    `${name}.primary boolean`,
  ];
}

describe("the schema catalogue", () => {
  test("D-07: User is as in RFC 7643 §8.7.1 with errata 6001, 6004 and 8471", () => {
    expect(lines(USER_SCHEMA.attributes)).toEqual([
      "userName required server",
      "name complex",
      "name.formatted",
      "name.familyName",
      "name.givenName",
      "name.middleName",
      "name.honorificPrefix",
      "name.honorificSuffix",
      "displayName",
      "nickName",
      "profileUrl reference exact ->external",
      "title",
      "userType",
      "preferredLanguage",
      "locale",
      "timezone",
      "active boolean",
      "password writeOnly never",
      ...plural("emails", "", " {work home other}"),
      ...plural("phoneNumbers", "", " {work home mobile fax pager other}"),
      ...plural("ims", "", " {aim gtalk icq xmpp msn skype qq yahoo}"),
      ...plural("photos", " reference exact ->external", " {photo thumbnail}"),
      "addresses complex multi",
      "addresses.formatted",
      "addresses.streetAddress",
      "addresses.locality",
      "addresses.region",
      "addresses.postalCode",
      "addresses.country",
      "addresses.type {work home other}",
      "addresses.primary boolean",
      "groups complex multi readOnly",
      "groups.value readOnly",
      "groups.$ref reference exact readOnly ->Group",
      "groups.display readOnly",
      "groups.type readOnly {direct indirect}",
      ...plural("entitlements", "", ""),
      ...plural("roles", "", ""),
      ...plural("x509Certificates", " binary exact", ""),
    ]);
  });

  test("D-07: Group is as in RFC 7643 §8.7.1 with errata 5368 and 6011, and its name is unique", () => {
    expect(lines(GROUP_SCHEMA.attributes)).toEqual([
      "displayName required server",
      "members complex multi",
      "members.value immutable",
      "members.$ref reference exact immutable ->User|Group",
      "members.type immutable {User Group}",
      "members.display readOnly",
    ]);
  });

  test("D-07: EnterpriseUser is as in RFC 7643 §8.7.1 with erratum 8472", () => {
    expect(lines(ENTERPRISE_USER_SCHEMA.attributes)).toEqual([
      "employeeNumber",
      "costCenter",
      "organization",
      "division",
      "department",
      "manager complex",
      "manager.value exact",
      "manager.$ref reference exact ->User",
      "manager.displayName readOnly",
    ]);
  });

  test("R-14, R-15, R-16: the common attributes are as in RFC 7643 §3.1", () => {
    expect(lines(COMMON_ATTRIBUTES)).toEqual([
      "schemas reference multi required readOnly always ->uri",
      "id required exact readOnly always server",
      "externalId exact",
      "meta complex readOnly",
      "meta.resourceType exact readOnly",
      "meta.created dateTime readOnly",
      "meta.lastModified dateTime readOnly",
      "meta.location reference exact readOnly ->uri",
      "meta.version exact readOnly",
    ]);
  });
});
