/** RFC 7643 §4.3 and §8.7.1 with erratum 8472 (manager.value is case exact). */
import { attribute } from "./attribute.ts";
import type { SchemaDefinition } from "./types.ts";
import { ENTERPRISE_USER_URN } from "./urn.ts";

/** The enterprise extension of User. */
export const ENTERPRISE_USER_SCHEMA: SchemaDefinition = {
  id: ENTERPRISE_USER_URN,
  name: "EnterpriseUser",
  description: "Enterprise User",
  attributes: [
    attribute("employeeNumber", "The identifier that the organisation gives to the user."),
    attribute("costCenter", "The name of the cost centre."),
    attribute("organization", "The name of the organisation."),
    attribute("division", "The name of the division."),
    attribute("department", "The name of the department."),
    attribute("manager", "The user's manager.", {
      type: "complex",
      subAttributes: [
        attribute("value", "The identifier of the manager's User resource.", { caseExact: true }),
        attribute("$ref", "The URI of the manager's User resource.", {
          type: "reference",
          referenceTypes: ["User"],
          caseExact: true,
        }),
        attribute("displayName", "The display name of the manager.", { mutability: "readOnly" }),
      ],
    }),
  ],
};
