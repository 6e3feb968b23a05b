/** A JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
/** A JSON object. Read own properties only (`Object.hasOwn`): keys come from outside. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}
