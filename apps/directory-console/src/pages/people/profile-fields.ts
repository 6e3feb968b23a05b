/** The profile attributes that the forms offer, in groups; each person may have more, which are kept as they are. */
import type { DirectoryUser, ProfileValue } from "@lockstep/directory-app/contract";
import { profileText } from "../../api/people.ts";
import type { SchemaAttribute } from "../../api/profile-schema.ts";
import { messages } from "../../messages.ts";

/** One attribute of the form. */
export interface ProfileField {
  readonly name: string;
  readonly label: string;
  readonly description?: string;
  readonly isRequired?: boolean;
  readonly placeholder?: string;
}

const t = messages.profileFields;
const NUMBER = /^-?\d+(\.\d+)?$/;

/** Groups of fields, in the order of the form. */
export const PROFILE_GROUPS: readonly { readonly title: string; readonly fields: readonly ProfileField[] }[] = [
  {
    title: t.identity,
    fields: [
      { name: "firstName", label: t.firstName, isRequired: true },
      { name: "lastName", label: t.lastName, isRequired: true },
      { name: "login", label: t.login, description: t.loginDetail, isRequired: true },
      { name: "email", label: t.email, description: t.emailDetail, isRequired: true },
      { name: "displayName", label: t.displayName },
      { name: "mobilePhone", label: t.mobilePhone },
    ],
  },
  {
    title: t.work,
    fields: [
      { name: "title", label: t.title },
      { name: "department", label: t.department },
      { name: "division", label: t.division },
      { name: "organization", label: t.organization },
      { name: "costCenter", label: t.costCenter },
      { name: "employeeNumber", label: t.employeeNumber },
      { name: "managerId", label: t.managerId, description: t.managerDetail },
      { name: "manager", label: t.manager },
    ],
  },
  {
    title: t.language,
    fields: [
      { name: "locale", label: t.locale, placeholder: "en_US" },
      { name: "preferredLanguage", label: t.preferredLanguage, placeholder: "en-US" },
      { name: "timezone", label: t.timezone, placeholder: "Europe/Amsterdam" },
      { name: "city", label: t.city },
      { name: "countryCode", label: t.countryCode, placeholder: "NL" },
    ],
  },
];

const FIELDS = PROFILE_GROUPS.flatMap((group) => group.fields);

/** The form's values for a person, or empty ones for a new person; `custom` are the directory's own attributes. */
export function profileValues(
  person: DirectoryUser | undefined,
  custom: readonly SchemaAttribute[],
): Record<string, string> {
  return Object.fromEntries([...FIELDS, ...custom].map(({ name }) => [name, profileText(person, name)]));
}

/** What is missing or malformed, by field. */
export function profileProblems(
  values: Readonly<Record<string, string>>,
  custom: readonly SchemaAttribute[],
): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const { name, title, type, required } of custom) {
    const text = (values[name] ?? "").trim();
    if (required === true && text === "") problems[name] = t.missing(title);
    else if (text !== "" && (type === "number" || type === "integer") && !NUMBER.test(text))
      problems[name] = t.noNumber;
  }
  for (const { name, label, isRequired } of FIELDS) {
    if (isRequired === true && (values[name] ?? "").trim() === "") problems[name] = t.missing(label);
  }
  for (const name of ["login", "email"]) {
    if (problems[name] === undefined && !(values[name] ?? "").includes("@")) problems[name] = t.notAnAddress;
  }
  return problems;
}

/** The attributes that differ from a person's, as they are written; null clears one. */
export function changedProfile(
  values: Readonly<Record<string, string>>,
  person: DirectoryUser | undefined,
  custom: readonly SchemaAttribute[],
): Record<string, ProfileValue | null> {
  const changed: Record<string, ProfileValue | null> = {};
  for (const attribute of custom) {
    const text = (values[attribute.name] ?? "").trim();
    if (text === profileText(person, attribute.name)) continue;
    changed[attribute.name] = text === "" ? null : typedValue(attribute, text);
  }
  for (const { name } of FIELDS) {
    const value = (values[name] ?? "").trim();
    if (value !== profileText(person, name)) changed[name] = value === "" ? null : value;
  }
  return changed;
}

/** What was typed, as the attribute's type; lists have their values between commas. */
function typedValue({ type, items }: SchemaAttribute, text: string): ProfileValue {
  const scalar = (of: string | undefined, value: string) =>
    of === "number" || of === "integer" ? Number(value) : of === "boolean" ? value === "true" : value;
  if (type !== "array") return scalar(type, text);
  return text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "")
    .map((item) => scalar(items?.type, item));
}
