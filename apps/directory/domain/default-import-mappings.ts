/** The To Directory mappings that a new app starts with: attribute of the app's user to profile attribute. */
import type { ImportMapping } from "../contract.ts";

const from = (attribute: string, name = attribute): ImportMapping => ({ attribute, expression: `appuser.${name}` });

/** What a new app starts with, in the order in which it is shown. The login comes from the user name format of imported people. */
export const DEFAULT_IMPORT_MAPPINGS: readonly ImportMapping[] = [
  from("firstName", "givenName"),
  from("lastName", "familyName"),
  from("middleName"),
  from("honorificPrefix"),
  from("honorificSuffix"),
  from("email"),
  from("displayName"),
  from("nickName"),
  from("title"),
  from("userType"),
  from("preferredLanguage"),
  from("locale"),
  from("timezone"),
  from("profileUrl"),
  from("mobilePhone"),
  from("primaryPhone"),
  from("streetAddress"),
  from("city", "locality"),
  from("state", "region"),
  from("zipCode", "postalCode"),
  from("countryCode", "country"),
  from("employeeNumber"),
  from("costCenter"),
  from("organization"),
  from("division"),
  from("department"),
];

/** Names of the profile that a template such as `${source.firstName}` may use for the app's own ones. */
export const SOURCE_ALIASES: Readonly<Record<string, string>> = {
  login: "userName",
  ...Object.fromEntries(
    DEFAULT_IMPORT_MAPPINGS.map(({ attribute, expression }) => [attribute, expression.slice("appuser.".length)]),
  ),
};
