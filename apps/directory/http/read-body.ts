/** Request bodies: bounded, well-formed, of the right types. */
import { BoundedBytes } from "@lockstep/ports";
import type { Context } from "hono";
import { type ZodType, z } from "zod";
import { DirectoryError, invalidField } from "../domain/error.ts";

/** JSON bodies are at most 1 MiB. */
export const BODY_BYTES_MAX = 1024 * 1024;

/** The JSON body in the shape of `schema`. An empty body counts as `{}`. E0000003 when malformed, E0000001 with a cause per wrong type. */
export async function readJson<Shape>(context: Context, schema: ZodType<Shape>): Promise<Shape> {
  const bytes = await readBytes(context, BODY_BYTES_MAX);
  if (bytes.byteLength > 0) requireJsonType(context);
  return requireShape(schema, bytes.byteLength === 0 ? {} : parseJson(bytes));
}

/** The raw body. 413 when it is larger than `bytesMax`; what comes after that is not read. */
export async function readBytes(context: Context, bytesMax: number): Promise<Uint8Array> {
  const declared = Number(context.req.header("content-length") ?? "0");
  if (declared > bytesMax) throw tooLarge(bytesMax);
  const bounded = new BoundedBytes(bytesMax);
  for await (const chunk of context.req.raw.body ?? []) {
    if (!bounded.add(chunk)) throw tooLarge(bytesMax);
  }
  return bounded.bytes();
}

function tooLarge(bytesMax: number): DirectoryError {
  return new DirectoryError("LS000413", { causes: [`The body is larger than ${bytesMax / 1024 / 1024} MiB.`] });
}

function requireJsonType(context: Context): void {
  const type = context.req.header("content-type");
  if (type === undefined || /^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type)) return;
  throw new DirectoryError("E0000021", {
    causes: [`Send the body as application/json, not as ${type.slice(0, 100)}.`],
  });
}

function parseJson(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new DirectoryError("E0000003", { causes: ["The body is not UTF-8."], cause });
  }
  try {
    const value: unknown = JSON.parse(text);
    if (MAY_BE_UNSTORABLE.test(text)) assertStorable(value, "");
    return value;
  } catch (cause) {
    if (cause instanceof DirectoryError) throw cause;
    const words = cause instanceof Error ? cause.message.slice(0, 200) : "";
    throw new DirectoryError("E0000003", { causes: words === "" ? [] : [words], cause });
  }
}

/** An escape of U+0000 or of a surrogate; clear text cannot hold either. */
const MAY_BE_UNSTORABLE = /\\u(0000|d[89a-f])/i;

/** PostgreSQL stores neither U+0000 nor half a surrogate pair. */
export function isStorable(text: string): boolean {
  return !text.includes("\u0000") && text.isWellFormed();
}

function assertStorable(value: unknown, field: string): void {
  if (typeof value === "string" && !isStorable(value)) {
    throw invalidField(field === "" ? "body" : field, "Contains a character that cannot be stored");
  }
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    assertStorable(key, field);
    assertStorable(item, field === "" ? key : `${field}.${key}`);
  }
}

/** `value` in the shape of `schema`; E0000001 with one cause per problem otherwise. */
export function requireShape<Shape>(schema: ZodType<Shape>, value: unknown): Shape {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const causes = result.error.issues.map((issue) => `${fieldOf(issue.path)}: ${issue.message}`);
  const field = fieldOf(result.error.issues[0]?.path ?? []);
  throw new DirectoryError("E0000001", { summary: `Api validation failed: ${field}`, causes });
}

function fieldOf(path: readonly PropertyKey[]): string {
  return path.length === 0 ? "body" : path.map(String).join(".");
}

/** A path of text that Okta's clients may also leave out or send as null. */
export const optionalText = z.string().nullish();
