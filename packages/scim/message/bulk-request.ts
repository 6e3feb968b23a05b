/** Reads a bulk request (RFC 7644 §3.7). */
import { ScimError } from "../error.ts";
import { isJsonArray, isJsonObject, type Json, type JsonObject, ownValueAnyCase } from "../json.ts";
import { requireMessage } from "./schemas.ts";

/** RFC 7644 §3.7: the URN of a bulk request. */
export const BULK_REQUEST_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
/** RFC 7644 §3.7: the URN of the answer to one. */
export const BULK_RESPONSE_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";

/** Longest `bulkId`. */
const BULK_ID_LENGTH_MAX = 200;

/** One operation as the client sent it. */
export interface BulkOperation {
  readonly method: "POST" | "PUT" | "PATCH" | "DELETE";
  /** Present in each POST. */
  readonly bulkId: string | undefined;
  /** Acts as If-Match. */
  readonly version: string | undefined;
  /** Relative to the SCIM base URI. */
  readonly path: string;
  readonly data: Json | undefined;
}

/** A bulk request; `failOnErrors` is undefined when no number of errors ends it. */
export interface BulkRequest {
  readonly operations: readonly BulkOperation[];
  readonly failOnErrors: number | undefined;
}

/**
 * The operations of a bulk request. Throws `ScimError`: `tooLarge` above `operationsMax`, `invalidSyntax` for what is no bulk
 * request, and `invalidValue` for a `bulkId` that a POST lacks or two of them share: then nothing is done.
 */
export function readBulkRequest(body: unknown, operationsMax: number): BulkRequest {
  const message = requireMessage(body, BULK_REQUEST_SCHEMA);
  const listed = ownValueAnyCase(message, "Operations");
  if (!isJsonArray(listed) || listed.length === 0) {
    throw new ScimError("invalidSyntax", '"Operations" must be an array with at least one operation.');
  }
  if (listed.length > operationsMax) {
    throw new ScimError(
      "tooLarge",
      `The bulk request has ${listed.length} operations; the most is ${operationsMax} (maxOperations).`,
    );
  }
  const operations = listed.map((operation, index) => readOperation(operation, `Operations[${index}]`));
  assertBulkIds(operations);
  return { operations, failOnErrors: readFailOnErrors(ownValueAnyCase(message, "failOnErrors")) };
}

function readFailOnErrors(value: Json | undefined): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number" && Number.isInteger(value) && value >= 1) return value;
  throw new ScimError("invalidValue", '"failOnErrors" must be an integer of at least 1.');
}

function readOperation(operation: Json, where: string): BulkOperation {
  if (!isJsonObject(operation)) throw new ScimError("invalidSyntax", `${where} must be an object.`);
  const method = readMethod(ownValueAnyCase(operation, "method"), where);
  const bulkId = readText(operation, "bulkId", where);
  if (bulkId !== undefined && bulkId.length > BULK_ID_LENGTH_MAX) {
    throw new ScimError("invalidValue", `${where}: "bulkId" is longer than ${BULK_ID_LENGTH_MAX} characters.`);
  }
  const path = readText(operation, "path", where);
  if (path === undefined) throw new ScimError("invalidSyntax", `${where}: "path" is missing.`);
  return {
    method,
    bulkId,
    version: readText(operation, "version", where),
    path,
    data: ownValueAnyCase(operation, "data") ?? undefined,
  };
}

function readMethod(value: Json | undefined, where: string): BulkOperation["method"] {
  const method = typeof value === "string" ? value.toUpperCase() : "";
  if (method === "POST" || method === "PUT" || method === "PATCH" || method === "DELETE") return method;
  throw new ScimError("invalidSyntax", `${where}: "method" must be POST, PUT, PATCH or DELETE.`);
}

function readText(operation: JsonObject, name: string, where: string): string | undefined {
  const value = ownValueAnyCase(operation, name);
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string" && value !== "") return value;
  throw new ScimError("invalidSyntax", `${where}: "${name}" must be a text that is not empty.`);
}

/** RFC 7644 §3.7.2: what is made in the request is named by its `bulkId`, so each POST has one of its own. */
function assertBulkIds(operations: readonly BulkOperation[]): void {
  const seen = new Set<string>();
  for (const [index, { method, bulkId }] of operations.entries()) {
    if (method !== "POST") continue;
    if (bulkId === undefined) throw new ScimError("invalidValue", `Operations[${index}]: a POST needs a "bulkId".`);
    if (seen.has(bulkId)) {
      throw new ScimError("invalidValue", `Operations[${index}]: the bulkId ${JSON.stringify(bulkId)} is used twice.`);
    }
    seen.add(bulkId);
  }
}
