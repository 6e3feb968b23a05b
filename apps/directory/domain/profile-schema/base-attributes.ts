/** Okta's base profile attributes as data (okta-management-api §6.2). All are text. */
import type { ProfileAttribute, TextFormat } from "./attribute.ts";

/** Free text without a length of its own. */
const TEXT_MAX = 1024;

interface BaseRule {
  readonly required?: true;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly format?: TextFormat;
}

/** Names, titles and rules in the order in which they are shown. */
const RULES: readonly (readonly [name: string, title: string, rule: BaseRule])[] = [
  ["login", "Username", { required: true, minLength: 5, maxLength: 100 }],
  ["email", "Primary email", { required: true, minLength: 5, maxLength: 100, format: "email" }],
  ["firstName", "First name", { required: true, minLength: 1, maxLength: 50 }],
  ["lastName", "Last name", { required: true, minLength: 1, maxLength: 50 }],
  ["middleName", "Middle name", {}],
  ["honorificPrefix", "Honorific prefix", {}],
  ["honorificSuffix", "Honorific suffix", {}],
  ["displayName", "Display name", {}],
  ["nickName", "Nickname", {}],
  ["title", "Title", {}],
  ["secondEmail", "Secondary email", { minLength: 5, maxLength: 100, format: "email" }],
  ["mobilePhone", "Mobile phone", { maxLength: 100 }],
  ["primaryPhone", "Primary phone", { maxLength: 100 }],
  ["streetAddress", "Street address", { maxLength: 1024 }],
  ["city", "City", { maxLength: 128 }],
  ["state", "State", { maxLength: 128 }],
  ["zipCode", "Zip code", { maxLength: 50 }],
  ["postalAddress", "Postal address", { maxLength: 4096 }],
  ["countryCode", "Country code", { maxLength: 2, format: "country-code" }],
  ["preferredLanguage", "Preferred language", { format: "language-code" }],
  ["locale", "Locale", { format: "locale" }],
  ["timezone", "Time zone", { format: "timezone" }],
  ["profileUrl", "Profile URL", { format: "uri" }],
  ["userType", "User type", {}],
  ["employeeNumber", "Employee number", {}],
  ["costCenter", "Cost center", {}],
  ["organization", "Organization", {}],
  ["division", "Division", {}],
  ["department", "Department", {}],
  ["managerId", "Manager id", {}],
  ["manager", "Manager", {}],
];

/** The base attributes as they are before anybody changes them. */
export const BASE_ATTRIBUTES: readonly ProfileAttribute[] = RULES.map(([name, title, rule]) => ({
  name,
  kind: "base",
  title,
  type: "string",
  maxLength: TEXT_MAX,
  ...rule,
  mutability: "READ_WRITE",
  scope: "NONE",
  permissions: [{ principal: "SELF", action: "READ_WRITE" }],
  master: { type: "PROFILE_MASTER" },
}));
