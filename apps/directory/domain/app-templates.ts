/** Templates of apps: what a new app starts with. Any number of apps may be made from each. */
import { ENTERPRISE_USER_URN } from "@lockstep/scim";
import type { AppTemplate, Mapping } from "../contract.ts";
import { DEFAULT_MAPPINGS } from "./default-mappings.ts";

const push = (attribute: string, expression: string): Mapping => ({ attribute, expression, pushStatus: "PUSH" });

/** The default list of Okta's SCIM apps (okta-client §1.10). An empty value is left out of the request. */
const SCIM_MAPPINGS: readonly Mapping[] = [
  push("name.givenName", "user.firstName"),
  push("name.familyName", "user.lastName"),
  push("name.middleName", "user.middleName"),
  push("name.honorificPrefix", "user.honorificPrefix"),
  push("name.honorificSuffix", "user.honorificSuffix"),
  push('emails[type eq "work"].value', "user.email"),
  push('emails[type eq "work"].primary', "true"),
  push("title", "user.title"),
  push("displayName", "user.displayName"),
  push("nickName", "user.nickName"),
  push("profileUrl", "user.profileUrl"),
  push('phoneNumbers[type eq "work"].value', "user.primaryPhone"),
  push('addresses[type eq "work"].streetAddress', "user.streetAddress"),
  push('addresses[type eq "work"].locality', "user.city"),
  push('addresses[type eq "work"].region', "user.state"),
  push('addresses[type eq "work"].postalCode', "user.zipCode"),
  push('addresses[type eq "work"].country', "user.countryCode"),
  push("preferredLanguage", "user.preferredLanguage"),
  push("locale", "user.locale"),
  push("timezone", "user.timezone"),
  push("userType", "user.userType"),
  push(`${ENTERPRISE_USER_URN}:employeeNumber`, "user.employeeNumber"),
  push(`${ENTERPRISE_USER_URN}:costCenter`, "user.costCenter"),
  push(`${ENTERPRISE_USER_URN}:organization`, "user.organization"),
  push(`${ENTERPRISE_USER_URN}:division`, "user.division"),
  push(`${ENTERPRISE_USER_URN}:department`, "user.department"),
];

const SCIM = {
  dialect: "okta-catalogue",
  userNameTemplate: `\${source.login}`,
  userNamePush: "PUSH",
  renameAppGroups: true,
  mappings: SCIM_MAPPINGS,
} as const;

/** In the order in which they are offered. */
export const APP_TEMPLATES: readonly AppTemplate[] = [
  {
    name: "lockstep_service",
    displayName: "Lockstep service",
    description: "The Lockstep service, or another application that follows its guide: user name and password.",
    authScheme: "BASIC",
    ...SCIM,
    mappings: DEFAULT_MAPPINGS,
  },
  {
    name: "scim2testapp_basic",
    displayName: "SCIM 2.0 (Basic)",
    description: "Any SCIM 2.0 server that takes a user name and password.",
    authScheme: "BASIC",
    ...SCIM,
  },
  {
    name: "scim2headerauth",
    displayName: "SCIM 2.0 (HTTP header)",
    description: "Any SCIM 2.0 server that takes a token in a header.",
    authScheme: "HEADER",
    ...SCIM,
  },
  {
    name: "scim2testapp_oauth",
    displayName: "SCIM 2.0 (OAuth 2.0)",
    description: "Any SCIM 2.0 server that takes access tokens of OAuth 2.0 client credentials.",
    authScheme: "OAUTH",
    ...SCIM,
  },
];

/** The template of a name; undefined when it is none of them. */
export function findAppTemplate(name: string): AppTemplate | undefined {
  return APP_TEMPLATES.find((template) => template.name === name);
}
