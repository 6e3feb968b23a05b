/** The filter of push groups: from the query of a list, or from the body of a bulk action. */
import type { Context } from "hono";
import { z } from "zod";
import { invalidField } from "../../domain/error.ts";
import type { PushGroupFilter } from "../../domain/push-groups/list-push-groups.ts";
import { requireShape } from "../read-body.ts";

const TEXT_LENGTH_MAX = 200;

/** A filter as JSON. */
export const pushFilterSchema = z.object({
  status: z.enum(["ACTIVE", "INACTIVE", "ERROR", "UNLINKING"]).optional(),
  by: z.enum(["NAME", "RULE"]).optional(),
  ruleId: z.string().optional(),
  clash: z.boolean().optional(),
  q: z.string().max(TEXT_LENGTH_MAX).optional(),
});

/** The filter as the rules want it. */
export function toPushFilter({ q, ...filter }: z.infer<typeof pushFilterSchema>): PushGroupFilter {
  return { ...filter, text: q };
}

/** The filter of a list's query. E0000001 for a value that is not known. */
export function readPushFilter(context: Context): PushGroupFilter {
  const clash = context.req.query("clash")?.toLowerCase() || undefined;
  if (clash !== undefined && clash !== "true" && clash !== "false")
    throw invalidField("clash", "Must be true or false");
  const given = {
    status: context.req.query("status")?.toUpperCase() || undefined,
    by: context.req.query("by")?.toUpperCase() || undefined,
    ruleId: context.req.query("ruleId") || undefined,
    clash: clash === undefined ? undefined : clash === "true",
    q: readText(context),
  };
  return toPushFilter(requireShape(pushFilterSchema, given));
}

/** The text that is looked for. */
export function readText(context: Context): string | undefined {
  const text = context.req.query("q") || undefined;
  if (text !== undefined && text.length > TEXT_LENGTH_MAX) {
    throw invalidField("q", `Must be at most ${TEXT_LENGTH_MAX} characters long`);
  }
  return text;
}
