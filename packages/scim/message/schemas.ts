/** What all messages from clients have in common (RFC 7644 §3.1). */
import { ScimError } from "../error.ts";
import { isJsonArray, isJsonObject, type JsonObject, ownValueAnyCase } from "../json.ts";
import { equalUrn } from "../schema/find.ts";

/** The body as an object whose `schemas` names the message. Throws `ScimError` `invalidSyntax`. */
export function requireMessage(body: unknown, urn: string): JsonObject {
  if (!isJsonObject(body)) throw new ScimError("invalidSyntax", "The request body must be a JSON object.");
  const schemas = ownValueAnyCase(body, "schemas");
  const urns = isJsonArray(schemas) ? schemas : [];
  if (!urns.some((item) => typeof item === "string" && equalUrn(item, urn))) {
    throw new ScimError("invalidSyntax", `"schemas" must contain "${urn}".`);
  }
  return body;
}
