/** Reads what a request brings and names the field and the remedy when it does not fit. */
import { BoundedBytes } from "@lockstep/ports";
import type { Context } from "hono";
import { z } from "zod";
import { ApiFault } from "../api-fault.ts";

/** Largest body of the console's API. */
const BODY_BYTES_MAX = 64 * 1024;
const UUID = z.uuid();

const LIMIT_MAX = 200;
const LIMIT_HINT = `give a whole number from 1 to ${LIMIT_MAX}`;
/** Query parameter `limit` of the records: rows of a page. */
export const PageLimit = z.coerce
  .number(LIMIT_HINT)
  .int(LIMIT_HINT)
  .min(1, LIMIT_HINT)
  .max(LIMIT_MAX, LIMIT_HINT)
  .default(50);
/** Query parameter `traceId` (W3C Trace Context). */
export const TraceQuery = z
  .string()
  .regex(/^[\da-f]{32}$/, "give 32 lower-case hexadecimal digits")
  .optional();

/** The body as `schema` says. Throws `ApiFault`. */
export async function readBody<Schema extends z.ZodType>(context: Context, schema: Schema): Promise<z.output<Schema>> {
  return parse(schema, await readJsonBody(context, BODY_BYTES_MAX));
}

/** The body as JSON of at most `bytesMax`. Throws `ApiFault`. */
export async function readJsonBody(context: Context, bytesMax: number): Promise<unknown> {
  const type = context.req.header("content-type") ?? "";
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    throw new ApiFault(
      415,
      "unsupportedMediaType",
      "Send the body as JSON with the header Content-Type: application/json.",
    );
  }
  return parseJson(await readBytes(context, bytesMax));
}

/** The raw body; what comes after the limit is not read. Throws `ApiFault`. */
export async function readBytes(context: Context, bytesMax = BODY_BYTES_MAX): Promise<Uint8Array> {
  if (Number(context.req.header("content-length") ?? "0") > bytesMax) throw tooLarge(bytesMax);
  const bounded = new BoundedBytes(bytesMax);
  for await (const chunk of context.req.raw.body ?? []) {
    if (!bounded.add(chunk)) throw tooLarge(bytesMax);
  }
  return bounded.bytes();
}

function tooLarge(bytesMax: number): ApiFault {
  return new ApiFault(413, "tooLarge", `The body is larger than ${bytesMax / 1024} KiB; send less at once.`);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes), requireStorable);
  } catch (error) {
    if (error instanceof ApiFault) throw error;
    throw new ApiFault(400, "invalidJson", "The body is not valid JSON in UTF-8; check its quotes, commas and braces.");
  }
}

/** PostgreSQL stores neither U+0000 nor half a surrogate pair. */
function requireStorable(_key: string, value: unknown): unknown {
  if (typeof value !== "string" || (!value.includes("\u0000") && value.isWellFormed())) return value;
  throw new ApiFault(
    400,
    "invalidBody",
    "The body holds a character that cannot be stored (NUL or half a surrogate pair).",
  );
}

/** The query's parameters as `schema` says. Throws `ApiFault`. */
export function readQuery<Schema extends z.ZodType>(context: Context, schema: Schema): z.output<Schema> {
  return parse(schema, context.req.query());
}

/** The `id` of the path; anything but a UUID is an id that does not exist. */
export function readId(context: Context, noun: string): string {
  const id = context.req.param("id");
  if (!UUID.safeParse(id).success || id === undefined) throw notFound(noun);
  return id;
}

/** 404 for one thing of a kind. */
export function notFound(noun: string): ApiFault {
  return new ApiFault(
    404,
    "notFound",
    `This ${noun} does not exist in your account; go back to the list and choose another.`,
  );
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw toInputFault(result.error);
}

/** What does not fit, with the name of its field. */
export function toInputFault(error: z.ZodError): ApiFault {
  const issue = error.issues[0];
  const field = issue?.path.join(".") ?? "";
  const message = issue?.message ?? "The value is not valid.";
  if (field === "") return new ApiFault(400, "invalidBody", `The request does not fit: ${message}`);
  return new ApiFault(400, "invalidField", `${field}: ${message}`, { field });
}
