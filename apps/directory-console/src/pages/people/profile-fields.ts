/** The profile attributes that the forms offer, in groups; each person may have more, which are kept as they are. */
import type { DirectoryUser } from "@lockstep/directory-app/contract";
import { profileText } from "../../api/people.ts";
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

/** The form's values for a person, or empty ones for a new person. */
export function profileValues(person: DirectoryUser | undefined): Record<string, string> {
  return Object.fromEntries(FIELDS.map(({ name }) => [name, profileText(person, name)]));
}

/** What is missing or malformed, by field. */
export function profileProblems(values: Readonly<Record<string, string>>): Record<string, string> {
  const problems: Record<string, string> = {};
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
): Record<string, string | null> {
  const changed: Record<string, string | null> = {};
  for (const { name } of FIELDS) {
    const value = (values[name] ?? "").trim();
    if (value !== profileText(person, name)) changed[name] = value === "" ? null : value;
  }
  return changed;
}
