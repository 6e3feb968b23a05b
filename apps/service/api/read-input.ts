/** Reads what a request brings and names the field and the remedy when it does not fit. */
import type { Context } from "hono";
import { z } from "zod";
import { ApiFault } from "../api-fault.ts";

const UUID = z.uuid();

/** The body as `schema` says. Throws `ApiFault`. */
export async function readBody<Schema extends z.ZodType>(context: Context, schema: Schema): Promise<z.output<Schema>> {
  const type = context.req.header("content-type") ?? "";
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    throw new ApiFault(
      415,
      "unsupportedMediaType",
      "Send the body as JSON with the header Content-Type: application/json.",
    );
  }
  const text = await context.req.text();
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new ApiFault(400, "invalidJson", "The body is not valid JSON; check its quotes, commas and braces.");
  }
  return parse(schema, body);
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
  const issue = result.error.issues[0];
  const field = issue?.path.join(".") ?? "";
  const message = issue?.message ?? "The value is not valid.";
  if (field === "") throw new ApiFault(400, "invalidBody", `The request does not fit: ${message}`);
  throw new ApiFault(400, "invalidField", `${field}: ${message}`, { field });
}
