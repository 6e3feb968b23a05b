/** The resource types that every account has. */
import {
  type Catalogue,
  createShape,
  ENTERPRISE_USER_SCHEMA,
  GROUP_RESOURCE_TYPE,
  GROUP_SCHEMA,
  type ResourceShape,
  USER_RESOURCE_TYPE,
  USER_SCHEMA,
} from "@lockstep/scim";
import { ORGANISATION_SCHEMA, ORGANISATION_URN } from "./organisation-extension.ts";

/** Users with the enterprise extension and the one that names the organisation. */
export const USER_SHAPE: ResourceShape = createShape(
  {
    ...USER_RESOURCE_TYPE,
    schemaExtensions: [...USER_RESOURCE_TYPE.schemaExtensions, { schema: ORGANISATION_URN, required: false }],
  },
  [USER_SCHEMA, ENTERPRISE_USER_SCHEMA, ORGANISATION_SCHEMA],
);

/** Users and groups. */
export const BUILT_IN: Catalogue = {
  schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA, ORGANISATION_SCHEMA, GROUP_SCHEMA],
  shapes: [USER_SHAPE, createShape(GROUP_RESOURCE_TYPE, [GROUP_SCHEMA])],
};
