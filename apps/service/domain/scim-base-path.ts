/** Path of the SCIM base URI. */
export const SCIM_BASE_PATH = "/SCIM/v2";
