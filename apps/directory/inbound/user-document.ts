/**
 * A person as a SCIM user, both ways. The document is kept as the client sent it; the profile follows from it, and what is changed in
 * the directory is written back into it. What the directory requires and a client does not send is derived: the e-mail address from the
 * user name, the names from the display name or the part before the @; the same where what was sent breaks the directory's rules. Derived
 * values stand in the profile only.
 */
import { ENTERPRISE_USER_URN, type Json, type JsonObject } from "@lockstep/scim";
import type { PersonStatus } from "../contract.ts";
import { readProfile } from "../domain/profile.ts";
import type { ProfileSchema } from "../domain/profile-schema/attribute.ts";
import type { Profile } from "../domain/tables.ts";

type Doc = Record<string, Json>;

/** Where one attribute of the profile stands in a SCIM user. */
interface Place {
  readonly get: (doc: JsonObject) => Json | undefined;
  readonly set: (doc: Doc, value: string | undefined) => void;
}

const PLACES: Readonly<Record<string, Place>> = {
  login: plain("userName"),
  firstName: inside("name", "givenName"),
  lastName: inside("name", "familyName"),
  middleName: inside("name", "middleName"),
  honorificPrefix: inside("name", "honorificPrefix"),
  honorificSuffix: inside("name", "honorificSuffix"),
  displayName: plain("displayName"),
  nickName: plain("nickName"),
  title: plain("title"),
  userType: plain("userType"),
  preferredLanguage: plain("preferredLanguage"),
  locale: plain("locale"),
  timezone: plain("timezone"),
  profileUrl: plain("profileUrl"),
  email: element("emails", "value", undefined),
  mobilePhone: element("phoneNumbers", "value", "mobile"),
  primaryPhone: element("phoneNumbers", "value", "work"),
  streetAddress: element("addresses", "streetAddress", undefined),
  city: element("addresses", "locality", undefined),
  state: element("addresses", "region", undefined),
  zipCode: element("addresses", "postalCode", undefined),
  countryCode: element("addresses", "country", undefined),
  employeeNumber: inside(ENTERPRISE_USER_URN, "employeeNumber"),
  costCenter: inside(ENTERPRISE_USER_URN, "costCenter"),
  organization: inside(ENTERPRISE_USER_URN, "organization"),
  division: inside(ENTERPRISE_USER_URN, "division"),
  department: inside(ENTERPRISE_USER_URN, "department"),
};

/** Attributes of the profile that a SCIM user has. */
export const MAPPED_ATTRIBUTES: readonly string[] = Object.keys(PLACES);

/** The profile that follows from a document. Optional values that break the directory's rules are left out. */
export function profileOf(schema: ProfileSchema, doc: JsonObject): Profile {
  const found: Record<string, string> = {};
  for (const [name, place] of Object.entries(PLACES)) {
    const value = place.get(doc);
    if (typeof value === "string" && value.trim() !== "") found[name] = value;
  }
  const result = readProfile(schema, found);
  if (result.ok) return result.profile;
  const faulty = new Set(result.problems.map(({ attribute }) => attribute));
  const sound = Object.entries(found).filter(([name]) => !faulty.has(name) || name === "login");
  const missing = Object.entries(derived(found)).filter(([name]) => schema.byName.get(name)?.required === true);
  return { ...Object.fromEntries(missing), ...Object.fromEntries(sound) };
}

/** What every person has. */
function derived(found: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const login = found["login"] ?? "";
  const named = wordsOf(found["displayName"] ?? "");
  const words = named.length > 0 ? named : wordsOf(login.split("@")[0] ?? "");
  const last = words.at(-1) ?? "";
  const first = words.slice(0, -1).join(" ");
  return { email: login, firstName: (first === "" ? last : first).slice(0, 50), lastName: last.slice(0, 50) };
}

/** Without what the directory cannot keep in a name: control characters, and what lies beyond the BMP. */
function wordsOf(text: string): readonly string[] {
  const kept = text.replaceAll(/[\p{Cc}\u{10000}-\u{10ffff}]/gu, " ");
  return kept.split(/\s+/).filter((word) => word !== "");
}

/** Whether a SCIM user is active: what is not said is yes. */
export function isActiveIn(doc: JsonObject): boolean {
  return doc["active"] !== false;
}

/** Whether a person of this status counts as active. */
export function isActiveStatus(status: PersonStatus): boolean {
  return !["STAGED", "SUSPENDED", "DEPROVISIONED"].includes(status);
}

/** The document of a person: as it was sent, with what has changed in the directory since. */
export function documentOf(
  schema: ProfileSchema,
  person: { readonly profile: Profile; readonly status: PersonStatus },
  sent: JsonObject | null,
): JsonObject {
  const doc = structuredClone(sent ?? {}) as Doc;
  const implied: Profile = sent === null ? {} : profileOf(schema, sent);
  for (const [name, place] of Object.entries(PLACES)) {
    const value = person.profile[name];
    if (value !== implied[name]) place.set(doc, typeof value === "string" ? value : undefined);
  }
  const isActive = isActiveStatus(person.status);
  if (sent === null || isActive !== isActiveIn(doc)) doc["active"] = isActive;
  return doc;
}

function plain(attribute: string): Place {
  return {
    get: (doc) => doc[attribute],
    set: (doc, value) => {
      if (value === undefined) delete doc[attribute];
      else doc[attribute] = value;
    },
  };
}

function inside(attribute: string, sub: string): Place {
  return {
    get: (doc) => toObject(doc[attribute])[sub],
    set: (doc, value) => {
      const { [sub]: _before, ...rest } = toObject(doc[attribute]);
      const next = value === undefined ? rest : { ...rest, [sub]: value };
      if (Object.keys(next).length === 0) delete doc[attribute];
      else doc[attribute] = next;
    },
  };
}

/** A sub-attribute of one element: that of the type, or without a type the primary one, else the first. */
function element(attribute: string, sub: string, type: string | undefined): Place {
  const indexIn = (elements: readonly JsonObject[]) => {
    if (type !== undefined) return elements.findIndex((item) => item["type"] === type);
    const primary = elements.findIndex((item) => item["primary"] === true);
    return primary === -1 && elements.length > 0 ? 0 : primary;
  };
  return {
    get: (doc) => {
      const elements = toList(doc[attribute]);
      return elements[indexIn(elements)]?.[sub];
    },
    set: (doc, value) => {
      const elements = [...toList(doc[attribute])];
      const index = indexIn(elements);
      const { [sub]: _before, ...rest } = elements[index] ?? newElement(type);
      if (value !== undefined) elements.splice(index === -1 ? elements.length : index, 1, { ...rest, [sub]: value });
      else if (Object.keys(rest).some((key) => key !== "type" && key !== "primary")) elements.splice(index, 1, rest);
      else if (index !== -1) elements.splice(index, 1);
      if (elements.length === 0) delete doc[attribute];
      else doc[attribute] = elements;
    },
  };
}

function newElement(type: string | undefined): JsonObject {
  return type === undefined ? { type: "work", primary: true } : { type };
}

function toList(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.map(toObject) : [];
}

function toObject(value: Json | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
