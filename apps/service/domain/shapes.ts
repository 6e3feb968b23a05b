/** The resource types of the service: those of the core, users with the extensions for enterprises and organisations. */
import {
  createShape,
  ENTERPRISE_USER_SCHEMA,
  GROUP_RESOURCE_TYPE,
  GROUP_SCHEMA,
  USER_RESOURCE_TYPE,
  USER_SCHEMA,
} from "@lockstep/scim";
import { ORGANISATION_SCHEMA, ORGANISATION_URN } from "./organisation-extension.ts";

export const USER_SHAPE = createShape(
  {
    ...USER_RESOURCE_TYPE,
    schemaExtensions: [...USER_RESOURCE_TYPE.schemaExtensions, { schema: ORGANISATION_URN, required: false }],
  },
  [USER_SCHEMA, ENTERPRISE_USER_SCHEMA, ORGANISATION_SCHEMA],
);
export const GROUP_SHAPE = createShape(GROUP_RESOURCE_TYPE, [GROUP_SCHEMA]);
/** The resource types that every account has. */
export const SERVICE_SHAPES = [USER_SHAPE, GROUP_SHAPE];

/** Path of the SCIM base URI. */
export const SCIM_BASE_PATH = "/SCIM/v2";
