/** The To App mappings that a new app starts with: profile attribute to SCIM attribute. */
import { ENTERPRISE_USER_URN } from "@lockstep/scim";
import type { Mapping } from "../contract.ts";

const ENTERPRISE = ENTERPRISE_USER_URN;

/** In the order in which they are shown. An empty value is left out of the request. */
export const DEFAULT_MAPPINGS: readonly Mapping[] = [
  { attribute: "name.givenName", expression: "user.firstName", pushStatus: "PUSH" },
  { attribute: "name.familyName", expression: "user.lastName", pushStatus: "PUSH" },
  {
    attribute: "displayName",
    expression: "user.displayName != null ? user.displayName : user.firstName + ' ' + user.lastName",
    pushStatus: "PUSH",
  },
  { attribute: 'emails[type eq "work"].value', expression: "user.email", pushStatus: "PUSH" },
  { attribute: 'emails[type eq "work"].primary', expression: "true", pushStatus: "PUSH" },
  { attribute: "title", expression: "user.title", pushStatus: "PUSH" },
  { attribute: "locale", expression: "user.locale", pushStatus: "PUSH" },
  { attribute: `${ENTERPRISE}:employeeNumber`, expression: "user.employeeNumber", pushStatus: "PUSH" },
  { attribute: `${ENTERPRISE}:costCenter`, expression: "user.costCenter", pushStatus: "PUSH" },
  { attribute: `${ENTERPRISE}:organization`, expression: "user.organization", pushStatus: "PUSH" },
  { attribute: `${ENTERPRISE}:division`, expression: "user.division", pushStatus: "PUSH" },
  { attribute: `${ENTERPRISE}:department`, expression: "user.department", pushStatus: "PUSH" },
];
