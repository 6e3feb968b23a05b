/** Okta's base profile attributes and their rules (okta-management-api §6.2). All are strings; unset ones are left out. */
import type { Profile } from "./tables.ts";

/** How one attribute is checked. */
interface AttributeRule {
  readonly name: string;
  readonly required?: true;
  readonly lengthMin?: number;
  readonly lengthMax: number;
  readonly form?: keyof typeof FORMS;
}

const TEXT_MAX = 1024;

/** A mail address as people have them (RFC 5322 without comments and quoted parts): one @, no blanks, a name on both sides. */
const EMAIL = /^[^\s@<>(),;:"[\]\\]+@[^\s@<>(),;:"[\]\\]+$/;

const FORMS = {
  login: { pattern: EMAIL, words: "Username must be in the form of an email address" },
  email: { pattern: EMAIL, words: "Does not match required pattern" },
  country: {
    pattern: /^[A-Z]{2}$/,
    words: "Must be a country code of two capital letters (ISO 3166-1 alpha-2), such as NL",
  },
  language: {
    pattern: /^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$/,
    words: "Must be a language tag (RFC 5646), such as nl-NL",
  },
  locale: { pattern: /^[a-z]{2,3}([_-][A-Z]{2})?$/, words: "Must be a locale, such as en_US" },
} as const;

/** Rules in the order in which they are shown. */
const RULES: readonly AttributeRule[] = [
  { name: "login", required: true, lengthMin: 5, lengthMax: 100, form: "login" },
  { name: "email", required: true, lengthMin: 5, lengthMax: 100, form: "email" },
  { name: "firstName", required: true, lengthMin: 1, lengthMax: 50 },
  { name: "lastName", required: true, lengthMin: 1, lengthMax: 50 },
  { name: "middleName", lengthMax: TEXT_MAX },
  { name: "honorificPrefix", lengthMax: TEXT_MAX },
  { name: "honorificSuffix", lengthMax: TEXT_MAX },
  { name: "displayName", lengthMax: TEXT_MAX },
  { name: "nickName", lengthMax: TEXT_MAX },
  { name: "title", lengthMax: TEXT_MAX },
  { name: "secondEmail", lengthMin: 5, lengthMax: 100, form: "email" },
  { name: "mobilePhone", lengthMax: 100 },
  { name: "primaryPhone", lengthMax: 100 },
  { name: "streetAddress", lengthMax: 1024 },
  { name: "city", lengthMax: 128 },
  { name: "state", lengthMax: 128 },
  { name: "zipCode", lengthMax: 50 },
  { name: "postalAddress", lengthMax: 4096 },
  { name: "countryCode", lengthMax: 2, form: "country" },
  { name: "preferredLanguage", lengthMax: TEXT_MAX, form: "language" },
  { name: "locale", lengthMax: TEXT_MAX, form: "locale" },
  { name: "timezone", lengthMax: TEXT_MAX },
  { name: "profileUrl", lengthMax: TEXT_MAX },
  { name: "userType", lengthMax: TEXT_MAX },
  { name: "employeeNumber", lengthMax: TEXT_MAX },
  { name: "costCenter", lengthMax: TEXT_MAX },
  { name: "organization", lengthMax: TEXT_MAX },
  { name: "division", lengthMax: TEXT_MAX },
  { name: "department", lengthMax: TEXT_MAX },
  { name: "managerId", lengthMax: TEXT_MAX },
  { name: "manager", lengthMax: TEXT_MAX },
];

const RULE_BY_NAME = new Map(RULES.map((rule) => [rule.name, rule]));

/** Names of the base attributes, in the order in which they are shown. */
export const PROFILE_ATTRIBUTES: readonly string[] = RULES.map((rule) => rule.name);

/** Names of the attributes that every person has. */
export const REQUIRED_ATTRIBUTES: readonly string[] = RULES.filter((rule) => rule.required).map((rule) => rule.name);

/** One thing that is wrong with a profile. */
export interface ProfileProblem {
  readonly attribute: string;
  readonly message: string;
}

/** A profile that keeps the rules, or all that is wrong with it. */
export type ProfileResult =
  | { readonly ok: true; readonly profile: Profile }
  | { readonly ok: false; readonly problems: readonly ProfileProblem[] };

/**
 * Checks a profile. `null` and "" unset an attribute. With `current`, attributes that are not given stay as they are
 * (partial update); without it they are unset (create, replace).
 */
export function readProfile(input: Readonly<Record<string, unknown>>, current?: Profile): ProfileResult {
  const problems: ProfileProblem[] = [];
  const profile = new Map(Object.entries(current ?? {}));
  for (const [name, value] of Object.entries(input)) {
    const rule = RULE_BY_NAME.get(name);
    if (rule === undefined) {
      problems.push({ attribute: name, message: `Property name '${name}' is not a profile attribute` });
    } else if (value === null || value === undefined || value === "") {
      profile.delete(name);
    } else {
      const problem = checkValue(rule, value);
      if (problem !== undefined) problems.push({ attribute: name, message: problem });
      else profile.set(name, String(value));
    }
  }
  for (const name of REQUIRED_ATTRIBUTES) {
    const isReported = problems.some((problem) => problem.attribute === name);
    if (!profile.has(name) && !isReported)
      problems.push({ attribute: name, message: "The field cannot be left blank" });
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, profile: inOrder(profile) };
}

/** What is wrong with one value of one attribute, or undefined. */
function checkValue(rule: AttributeRule, value: unknown): string | undefined {
  if (typeof value !== "string")
    return `Must be a string, not ${Array.isArray(value) ? "an array" : `a ${typeof value}`}`;
  if (hasForbiddenCharacter(value))
    return "Contains control characters or characters outside the Basic Multilingual Plane";
  if (rule.required && value.trim() === "") return "The field cannot be left blank";
  if (rule.form === "login" && !EMAIL.test(value)) return FORMS.login.words;
  if (value.length < (rule.lengthMin ?? 0) || value.length > rule.lengthMax) {
    return rule.lengthMin === undefined
      ? `Must be at most ${rule.lengthMax} characters long`
      : `Must be between ${rule.lengthMin} and ${rule.lengthMax} characters long`;
  }
  if (rule.name === "timezone" && !isTimeZone(value)) return "Must be an IANA time zone, such as Europe/Amsterdam";
  if (rule.name === "profileUrl" && !URL.canParse(value)) return "Must be a URL";
  if (rule.form !== undefined && !FORMS[rule.form].pattern.test(value)) return FORMS[rule.form].words;
  return undefined;
}

/** Control characters other than line breaks and tabs, and (as at Okta) surrogates. PostgreSQL cannot store U+0000 at all. */
function hasForbiddenCharacter(value: string): boolean {
  for (let index = 0; index < value.length; index += 1) {
    const code = value.charCodeAt(index);
    if ((code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) || code === 0x7f) return true;
    if (code >= 0xd800 && code <= 0xdfff) return true;
  }
  return false;
}

/** Whether the runtime knows the time zone. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function inOrder(profile: ReadonlyMap<string, string>): Profile {
  const ordered: Record<string, string> = {};
  for (const name of PROFILE_ATTRIBUTES) {
    const value = profile.get(name);
    if (value !== undefined) ordered[name] = value;
  }
  return ordered;
}

/** What a person is called in lists and logs: display name, else first and last name, else login. */
export function displayNameOf(profile: Profile): string {
  const name = profile["displayName"] ?? [profile["firstName"], profile["lastName"]].filter(Boolean).join(" ");
  return name === "" ? (profile["login"] ?? "") : name;
}
