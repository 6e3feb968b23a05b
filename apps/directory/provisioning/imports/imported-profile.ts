/** A SCIM user of an app as a person's profile (okta-client §1.4): mappings over the app's user, the primary element of several counts. */
import type { ImportedUser } from "@lockstep/engine";
import type { Attributes, ExpressionScope } from "@lockstep/expression";
import { ENTERPRISE_USER_URN, type Json, type JsonObject, readAttribute, ScimError } from "@lockstep/scim";
import type { ImportMapping, ProfileValue } from "../../contract.ts";
import { attributesOfApp, shapeOfApp } from "../../domain/app-schema.ts";
import { SOURCE_ALIASES } from "../../domain/default-import-mappings.ts";
import { factsAsked } from "../../domain/facts-asked.ts";
import { foldLogin } from "../../domain/person-row.ts";
import { type ProfileProblem, profileText, readProfile } from "../../domain/profile.ts";
import type { ProfileAttribute, ProfileSchema } from "../../domain/profile-schema/attribute.ts";
import { valueProblem } from "../../domain/profile-schema/check-value.ts";
import type { CustomAttribute, Profile } from "../../domain/tables.ts";
import { mappedValue } from "../attribute-mapping.ts";
import { computeUserName } from "../user-name.ts";

/** What profiles of imported people are made by. */
export interface ImportMapper {
  readonly mappings: readonly ImportMapping[];
  /** User name format of imported people. */
  readonly userNameTemplate: string;
  readonly customAttributes: readonly CustomAttribute[];
  readonly schema: ProfileSchema;
  readonly app: { readonly label: string; readonly name: string; readonly userNameSuffix: string | null };
  /** Milliseconds since 1970, for expressions that ask for the time. */
  readonly now: number;
}

/** What the mappings give for one account. */
export interface MappedProfile {
  /** Values by attribute; null: the app holds nothing there. What could not be computed or breaks a rule is left out. */
  readonly values: Readonly<Record<string, ProfileValue | null>>;
  /** The values that there are. */
  readonly profile: Profile;
  /** Why values were left out. */
  readonly problems: readonly ProfileProblem[];
}

/** The profile of an account. `person`: whom it belongs to, as `user` in expressions. `appUser`: values in place of the app's own. Pure. */
export function mapAccount(
  mapper: ImportMapper,
  account: ImportedUser,
  more: { readonly person?: Profile; readonly appUser?: Readonly<Record<string, unknown>> } = {},
): MappedProfile {
  const scope = scopeOf(mapper, account, more);
  const values: Record<string, ProfileValue | null> = {};
  // Perf: filled beside them, since most values of most accounts are none.
  const profile: Record<string, ProfileValue> = {};
  const problems: ProfileProblem[] = [];
  const login = computeUserName({ type: "CUSTOM", template: mapper.userNameTemplate }, scope);
  const take = (attribute: string, value: Json) => {
    const definition = mapper.schema.byName.get(attribute);
    if (definition === undefined) return;
    const typed = typedBy(definition, value);
    if (typed === null) {
      values[attribute] = null;
      if (Object.hasOwn(profile, attribute)) delete profile[attribute];
      return;
    }
    const message = valueProblem(definition, typed);
    if (message === undefined) values[attribute] = profile[attribute] = typed as ProfileValue;
    else problems.push({ attribute, message });
  };
  take("login", login.ok ? login.userName : account.userName);
  for (const mapping of mapper.mappings) {
    const result = mappedValue(mapping, scope);
    if (result.ok) take(mapping.attribute, result.value);
    else problems.push({ attribute: mapping.attribute, message: result.problem.message });
  }
  return { values, profile, problems };
}

/** The profile as a new person may have it, or what is missing and wrong. */
export function completeProfile(
  schema: ProfileSchema,
  mapped: Pick<MappedProfile, "profile" | "problems">,
): { readonly ok: true; readonly profile: Profile } | { readonly ok: false; readonly reason: string } {
  const result = readProfile(schema, mapped.profile, { isNew: true });
  if (result.ok) return result;
  const words = result.problems.map(({ attribute, message }) => {
    const why = mapped.problems.find((problem) => problem.attribute === attribute);
    return `${attribute}: ${why?.message ?? message}`;
  });
  return { ok: false, reason: `No person can be made of the account. ${words.join("; ")}` };
}

/** Why no person can be made of an account, or undefined. The values are checked already, as `mapAccount` and the hook's answers are. */
export function whyIncomplete(
  schema: ProfileSchema,
  mapped: Pick<MappedProfile, "profile" | "problems">,
): string | undefined {
  // Perf: nothing but a value that is missing is left to be found; the words are made where one is.
  if (!requiredOf(schema).some((name) => profileText(mapped.profile, name) === "")) return undefined;
  const complete = completeProfile(schema, mapped);
  return complete.ok ? undefined : complete.reason;
}

const required = new WeakMap<ProfileSchema, readonly string[]>();

function requiredOf(schema: ProfileSchema): readonly string[] {
  const found =
    required.get(schema) ??
    schema.attributes.flatMap((attribute) =>
      attribute.required === true && attribute.default === undefined ? [attribute.name] : [],
    );
  required.set(schema, found);
  return found;
}

/** What people are found by, as the database compares it (migrations/0028-accounts-as-they-were.sql). */
export function keysOf(profile: Profile): readonly string[] {
  const names = ["email", "lastName", "firstName"].map((name) => profileText(profile, name).toLowerCase());
  return [foldLogin(profileText(profile, "login")), ...names];
}

const ALIASES: ReadonlyMap<string, string> = new Map(Object.entries(SOURCE_ALIASES));

/** Of `source`, an expression sees the app's own names and those of the profile that stand for them. */
const sourceNames = new WeakMap<ImportMapper, readonly string[]>();

function sourceNamesOf(mapper: ImportMapper): readonly string[] {
  const { userNameTemplate: userName, mappings } = mapper;
  const found =
    sourceNames.get(mapper) ??
    factsAsked({ userName, mappings: mappings.map(({ expression }) => expression) }).attributes;
  sourceNames.set(mapper, found);
  return found;
}

function scopeOf(
  mapper: ImportMapper,
  account: ImportedUser,
  { person = {}, appUser = {} }: { readonly person?: Profile; readonly appUser?: Readonly<Record<string, unknown>> },
): ExpressionScope {
  const appuser = { ...appUserAttributes(account, mapper.customAttributes), ...appUser } as Attributes;
  // Perf: an import maps each account anew, so that only what some expression names is filled in, and in place: all of it was most of the mapping.
  const source: Record<string, unknown> = {};
  for (const name of sourceNamesOf(mapper)) {
    const own = Object.hasOwn(appuser, name) ? name : ALIASES.get(name);
    if (own !== undefined) source[name] = appuser[own] ?? null;
  }
  return {
    user: person,
    appuser,
    source: source as Attributes,
    app: { label: mapper.app.label, name: mapper.app.name },
    instance: { userSuffix: mapper.app.userNameSuffix },
    now: mapper.now,
  };
}

/** The app's user under the names of its user schema. */
export function appUserAttributes(
  { resource: row, userName, active, id }: ImportedUser,
  custom: readonly CustomAttribute[],
) {
  const resource = row as JsonObject;
  const attributes: Record<string, Json> = readBase(resource);
  const own = custom.length === 0 ? [] : attributesOfApp(custom).filter(({ isBase }) => !isBase);
  const shape = own.length === 0 ? undefined : shapeOfApp(custom);
  const read = (path: string): Json => {
    try {
      return (shape === undefined ? undefined : readAttribute(shape, resource, path)) ?? null;
    } catch (error) {
      if (error instanceof ScimError) return null;
      throw error;
    }
  };
  for (const { name, path } of own) attributes[name] = read(path);
  const externalId = resource["externalId"] ?? null;
  return Object.assign(attributes, { id, externalId, userName, active }) as Attributes;
}

/** Text is trimmed; numbers and truth values are read from it where the profile schema asks for them. */
function typedBy(definition: ProfileAttribute, value: Json): unknown {
  if (value === null || value === "") return null;
  if (Array.isArray(value))
    return definition.type === "array" ? (value.length === 0 ? null : value) : (value[0] ?? null);
  if (definition.type === "array") return [value];
  if (definition.type === "string")
    return typeof value === "string" ? value.trim() || null : typeof value === "object" ? value : String(value);
  if (typeof value !== "string") return value;
  if (definition.type === "boolean") return value === "true" ? true : value === "false" ? false : value;
  return value.trim() !== "" && Number.isFinite(Number(value)) ? Number(value) : value;
}

function readBase(resource: JsonObject): Record<string, Json> {
  const name = objectAt(resource, "name");
  const enterprise = objectAt(resource, ENTERPRISE_USER_URN);
  const address = primaryOf(resource["addresses"]);
  const phones = resource["phoneNumbers"];
  const emails = resource["emails"];
  return {
    givenName: scalarOf(name["givenName"]),
    familyName: scalarOf(name["familyName"]),
    middleName: scalarOf(name["middleName"]),
    honorificPrefix: scalarOf(name["honorificPrefix"]),
    honorificSuffix: scalarOf(name["honorificSuffix"]),
    email: scalarOf(primaryOf(emails)["value"]),
    secondEmail: scalarOf(elementOf(emails, "other")["value"]),
    displayName: scalarOf(resource["displayName"]),
    nickName: scalarOf(resource["nickName"]),
    title: scalarOf(resource["title"]),
    userType: scalarOf(resource["userType"]),
    preferredLanguage: scalarOf(resource["preferredLanguage"]),
    locale: scalarOf(resource["locale"]),
    timezone: scalarOf(resource["timezone"]),
    profileUrl: scalarOf(resource["profileUrl"]),
    mobilePhone: scalarOf(elementOf(phones, "mobile")["value"]),
    primaryPhone: scalarOf(elementOf(phones, "work")["value"]),
    streetAddress: scalarOf(address["streetAddress"]),
    locality: scalarOf(address["locality"]),
    region: scalarOf(address["region"]),
    postalCode: scalarOf(address["postalCode"]),
    country: scalarOf(address["country"]),
    formatted: scalarOf(address["formatted"]),
    employeeNumber: scalarOf(enterprise["employeeNumber"]),
    costCenter: scalarOf(enterprise["costCenter"]),
    organization: scalarOf(enterprise["organization"]),
    division: scalarOf(enterprise["division"]),
    department: scalarOf(enterprise["department"]),
    managerValue: scalarOf(objectAt(enterprise, "manager")["value"]),
    managerDisplayName: scalarOf(objectAt(enterprise, "manager")["displayName"]),
  };
}

function scalarOf(value: Json | undefined): Json {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
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
