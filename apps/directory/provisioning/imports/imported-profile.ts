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

/** What the mappings give for one account. What could not be computed or breaks a rule is left out. */
export interface MappedProfile {
  /** Attributes that are taken from the app. */
  readonly taken: ReadonlySet<string>;
  /** The values that there are. */
  readonly profile: Profile;
  /** Why values were left out. */
  readonly problems: readonly ProfileProblem[];
}

/** The value of an attribute; null: the app holds nothing there. Undefined: it is not taken from the app, or was left out. */
export function valueMapped(
  { taken, profile, problems }: MappedProfile,
  attribute: string,
): ProfileValue | null | undefined {
  if (Object.hasOwn(profile, attribute)) return profile[attribute];
  const isKnown = taken.has(attribute) && !problems.some((problem) => problem.attribute === attribute);
  return isKnown ? null : undefined;
}

/** The profile of an account. `person`: whom it belongs to, as `user` in expressions. `appUser`: values in place of the app's own. Pure. */
export function mapAccount(
  mapper: ImportMapper,
  account: ImportedUser,
  more: { readonly person?: Profile; readonly appUser?: Readonly<Record<string, unknown>> } = {},
): MappedProfile {
  const { taken, steps } = planOf(mapper);
  const scope = scopeOf(mapper, account, more);
  const profile: Record<string, ProfileValue> = {};
  const problems: ProfileProblem[] = [];
  const login = computeUserName({ type: "CUSTOM", template: mapper.userNameTemplate }, scope);
  const into = { profile, problems };
  take(mapper.schema.byName.get("login"), login.ok ? login.userName : account.userName, into);
  for (const { mapping, definition, plainName } of steps) {
    // Perf: most mappings name one attribute of the app's user, and most accounts have none there.
    if (plainName !== undefined && more.appUser === undefined) {
      take(definition, (scope.appuser?.[plainName] ?? null) as Json, into);
      continue;
    }
    const result = mappedValue(mapping, scope);
    if (result.ok) take(definition, result.value, into);
    else problems.push({ attribute: mapping.attribute, message: result.problem.message });
  }
  return { taken, profile, problems };
}

function take(
  definition: ProfileAttribute | undefined,
  value: Json,
  { profile, problems }: { readonly profile: Record<string, ProfileValue>; readonly problems: ProfileProblem[] },
): void {
  if (definition === undefined) return;
  const { name } = definition;
  const typed = typedBy(definition, value);
  if (typed === null) {
    if (Object.hasOwn(profile, name)) delete profile[name];
    return;
  }
  const message = valueProblem(definition, typed);
  if (message === undefined) profile[name] = typed as ProfileValue;
  else problems.push({ attribute: name, message });
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
  const text = (name: string) => profileText(profile, name);
  return [
    foldLogin(text("login")),
    text("email").toLowerCase(),
    text("lastName").toLowerCase(),
    text("firstName").toLowerCase(),
  ];
}

/** No attribute of the app's own takes their place. */
const OWN_NAMES: ReadonlySet<string> = new Set(["id", "externalId", "userName", "active"]);

const NOTHING: JsonObject = {};

const ALIASES: ReadonlyMap<string, string> = new Map(Object.entries(SOURCE_ALIASES));

/** What is the same for all accounts of a mapper. */
interface MappingPlan {
  readonly taken: ReadonlySet<string>;
  readonly steps: readonly MappingStep[];
  /** Names of `source` that some expression reads: the app's own, and those of the profile that stand for them. */
  readonly sourceNames: readonly string[];
  readonly app: NonNullable<ExpressionScope["app"]>;
  readonly instance: NonNullable<ExpressionScope["instance"]>;
}

interface MappingStep {
  readonly mapping: ImportMapping;
  /** Undefined: the profile schema has no such attribute. */
  readonly definition: ProfileAttribute | undefined;
  /** The attribute of the app's user that the mapping names and nothing else, which holds text, a number or a truth value, or nothing. */
  readonly plainName: string | undefined;
}

const plans = new WeakMap<ImportMapper, MappingPlan>();

function planOf(mapper: ImportMapper): MappingPlan {
  const found = plans.get(mapper) ?? makePlan(mapper);
  plans.set(mapper, found);
  return found;
}

function makePlan({ mappings, userNameTemplate: userName, customAttributes, schema, app }: ImportMapper): MappingPlan {
  const steps = mappings.map((mapping) => ({
    mapping,
    definition: schema.byName.get(mapping.attribute),
    plainName: plainNameOf(mapping.expression, customAttributes),
  }));
  const names = ["login", ...mappings.map(({ attribute }) => attribute)];
  return {
    taken: new Set(names.filter((name) => schema.byName.has(name))),
    steps,
    sourceNames: factsAsked({ userName, mappings: mappings.map(({ expression }) => expression) }).attributes,
    app: { label: app.label, name: app.name },
    instance: { userSuffix: app.userNameSuffix },
  };
}

function plainNameOf(expression: string, custom: readonly CustomAttribute[]): string | undefined {
  const name = /^appuser\.(\w+)$/.exec(expression.trim())?.[1] ?? "";
  return PLAIN_NAMES.has(name) && !custom.some((attribute) => attribute.name === name) ? name : undefined;
}

function scopeOf(
  mapper: ImportMapper,
  account: ImportedUser,
  { person = {}, appUser }: { readonly person?: Profile; readonly appUser?: Readonly<Record<string, unknown>> },
): ExpressionScope {
  const { sourceNames, app, instance } = planOf(mapper);
  const own = appUserAttributes(account, mapper.customAttributes);
  const appuser = appUser === undefined ? own : ({ ...own, ...appUser } as Attributes);
  // Perf: an import maps each account anew, so that only what some expression names is filled in, and in place: all of it was most of the mapping.
  const source: Record<string, unknown> = {};
  for (const name of sourceNames) {
    const held = Object.hasOwn(appuser, name) ? name : ALIASES.get(name);
    if (held !== undefined) source[name] = appuser[held] ?? null;
  }
  return { user: person, appuser, source: source as Attributes, app, instance, now: mapper.now };
}

/** The app's user under the names of its user schema. */
export function appUserAttributes(user: ImportedUser, custom: readonly CustomAttribute[]): Attributes {
  const attributes: Record<string, Json> = readBase(user);
  if (custom.length === 0) return attributes as Attributes;
  const resource = user.resource as JsonObject;
  const own = attributesOfApp(custom).filter(({ isBase }) => !isBase);
  const shape = own.length === 0 ? undefined : shapeOfApp(custom);
  const read = (path: string): Json => {
    try {
      return (shape === undefined ? undefined : readAttribute(shape, resource, path)) ?? null;
    } catch (error) {
      if (error instanceof ScimError) return null;
      throw error;
    }
  };
  for (const { name, path } of own) if (!OWN_NAMES.has(name)) attributes[name] = read(path);
  return attributes as Attributes;
}

/** Text is trimmed; numbers and truth values are read from it where the profile schema asks for them. */
function typedBy(definition: ProfileAttribute, value: Json): unknown {
  if (value === null || value === "") return null;
  if (Array.isArray(value))
    return definition.type === "array" ? (value.length === 0 ? null : value) : (value[0] ?? null);
  if (definition.type === "array") return [value];
  if (definition.type === "string")
    return typeof value === "string" ? trimmed(value) || null : typeof value === "object" ? value : String(value);
  if (typeof value !== "string") return value;
  if (definition.type === "boolean") return value === "true" ? true : value === "false" ? false : value;
  return value.trim() !== "" && Number.isFinite(Number(value)) ? Number(value) : value;
}

/** Perf: hardly any text has something to be trimmed, and trimming copies all of it. */
function trimmed(text: string): string {
  return isVisible(text.charCodeAt(0)) && isVisible(text.charCodeAt(text.length - 1)) ? text : text.trim();
}

/** A visible character of ASCII. */
function isVisible(code: number): boolean {
  return code > 0x20 && code < 0x7f;
}

function readBase(user: ImportedUser): Record<string, Json> {
  const resource = user.resource as JsonObject;
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
    id: user.id,
    externalId: resource["externalId"] ?? null,
    userName: user.userName,
    active: user.active,
  };
}

/** Names of the app's user whose values are text, a number or a truth value, whatever the app sends. */
const PLAIN_NAMES: ReadonlySet<string> = new Set(
  Object.keys(readBase({ id: "", userName: "", active: true, resource: {} })).filter((name) => name !== "externalId"),
);

function scalarOf(value: Json | undefined): Json {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}

function objectAt(resource: JsonObject, key: string): JsonObject {
  return toObject(Object.hasOwn(resource, key) ? resource[key] : undefined);
}

function toObject(value: Json | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : NOTHING;
}

function primaryOf(value: Json | undefined): JsonObject {
  return elementWith(value, "primary", true) ?? toObject(Array.isArray(value) ? value[0] : undefined);
}

function elementOf(value: Json | undefined, type: string): JsonObject {
  return elementWith(value, "type", type) ?? NOTHING;
}

/** Perf: without lists of its own, since four are looked through for each account. */
function elementWith(value: Json | undefined, name: string, wanted: Json): JsonObject | undefined {
  if (!Array.isArray(value)) return undefined;
  for (const element of value as readonly Json[]) if (toObject(element)[name] === wanted) return toObject(element);
  return undefined;
}
