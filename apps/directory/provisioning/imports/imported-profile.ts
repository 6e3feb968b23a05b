/** A SCIM user of an app as a person's profile (okta-client §1.4): the primary element of a multi-valued attribute counts. */
import type { ImportedUser } from "@lockstep/engine";
import { ENTERPRISE_USER_URN, type Json, type JsonObject } from "@lockstep/scim";
import { readProfile } from "../../domain/profile.ts";
import type { ProfileSchema } from "../../domain/profile-schema/attribute.ts";
import type { Profile } from "../../domain/tables.ts";
import { computeUserName } from "../user-name.ts";

/** The profile that a person created from this account would have; attributes that break the directory's rules are left out. */
export function importedProfile(
  user: ImportedUser,
  userNameTemplate: string,
  schema: ProfileSchema,
): Readonly<Record<string, string>> {
  const found = readFields(user.resource as JsonObject);
  const source = { ...found, userName: user.userName, login: user.userName };
  const computed = computeUserName({ type: "CUSTOM", template: userNameTemplate }, { user: source, source });
  const profile: Record<string, string> = { login: computed.ok ? computed.userName : user.userName, ...found };
  return withoutFaults(schema, profile);
}

/** The profile as a person may have it, or undefined when required attributes are missing. */
export function completeProfile(schema: ProfileSchema, profile: Readonly<Record<string, string>>): Profile | undefined {
  const result = readProfile(schema, profile, { isNew: true });
  return result.ok ? result.profile : undefined;
}

function withoutFaults(
  schema: ProfileSchema,
  profile: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const result = readProfile(schema, profile);
  if (result.ok) return profile;
  const faulty = new Set(
    result.problems.map(({ attribute }) => attribute).filter((name) => schema.byName.get(name)?.required !== true),
  );
  return Object.fromEntries(Object.entries(profile).filter(([name]) => !faulty.has(name)));
}

function readFields(resource: JsonObject): Record<string, string> {
  const name = objectAt(resource, "name");
  const enterprise = objectAt(resource, ENTERPRISE_USER_URN);
  const address = primaryOf(resource["addresses"]);
  const phones = resource["phoneNumbers"];
  const fields: Record<string, Json | undefined> = {
    firstName: name["givenName"],
    lastName: name["familyName"],
    middleName: name["middleName"],
    honorificPrefix: name["honorificPrefix"],
    honorificSuffix: name["honorificSuffix"],
    email: primaryOf(resource["emails"])["value"],
    displayName: resource["displayName"],
    nickName: resource["nickName"],
    title: resource["title"],
    userType: resource["userType"],
    preferredLanguage: resource["preferredLanguage"],
    locale: resource["locale"],
    timezone: resource["timezone"],
    profileUrl: resource["profileUrl"],
    mobilePhone: elementOf(phones, "mobile")["value"],
    primaryPhone: elementOf(phones, "work")["value"],
    streetAddress: address["streetAddress"],
    city: address["locality"],
    state: address["region"],
    zipCode: address["postalCode"],
    countryCode: address["country"],
    employeeNumber: enterprise["employeeNumber"],
    costCenter: enterprise["costCenter"],
    organization: enterprise["organization"],
    division: enterprise["division"],
    department: enterprise["department"],
  };
  return Object.fromEntries(
    Object.entries(fields).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string" && entry[1].trim() !== "",
    ),
  );
}

function objectAt(resource: JsonObject, key: string): JsonObject {
  return toObject(Object.hasOwn(resource, key) ? resource[key] : undefined);
}

function toObject(value: Json | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

function primaryOf(value: Json | undefined): JsonObject {
  const elements = Array.isArray(value) ? value.map(toObject) : [];
  return elements.find((element) => element["primary"] === true) ?? elements[0] ?? {};
}

function elementOf(value: Json | undefined, type: string): JsonObject {
  const elements = Array.isArray(value) ? value.map(toObject) : [];
  return elements.find((element) => element["type"] === type) ?? {};
}
