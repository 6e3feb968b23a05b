import type { Context } from "hono";
import { invalidField } from "../domain/error.ts";

/** A query parameter that is true or false; E0000001 for anything else. */
export function queryFlag(context: Context, name: string, byDefault: boolean): boolean {
  const text = context.req.query(name)?.toLowerCase() ?? "";
  if (text === "") return byDefault;
  if (text !== "true" && text !== "false") throw invalidField(name, "Must be true or false");
  return text === "true";
}
