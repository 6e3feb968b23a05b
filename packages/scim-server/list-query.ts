/** The parameters of a list (RFC 7644 §3.4.2). Unknown parameters are ignored. */
import { requireFilter, ScimError } from "@lockstep/scim";
import type { ResourceQuery } from "./ports.ts";

/** Bounds of a page. */
export interface PageLimits {
  readonly pageSizeDefault: number;
  readonly pageSizeMax: number;
}

/** What a list asks for, without the parts that the projection decides. Throws `ScimError` `invalidFilter` or `invalidValue`. */
export function readListQuery(parameters: URLSearchParams, limits: PageLimits): Omit<ResourceQuery, "include"> {
  const filter = parameters.get("filter");
  return {
    filter: filter === null ? undefined : requireFilter(filter),
    sortBy: parameters.get("sortBy")?.trim() || undefined,
    sortOrder: readSortOrder(parameters.get("sortOrder")),
    // RFC 7644 §3.4.2.4: below 1 counts as 1, a negative count as 0; above the maximum it is capped.
    startIndex: Math.max(1, readInteger("startIndex", parameters.get("startIndex")) ?? 1),
    count: Math.min(
      limits.pageSizeMax,
      Math.max(0, readInteger("count", parameters.get("count")) ?? limits.pageSizeDefault),
    ),
  };
}

function readSortOrder(text: string | null): ResourceQuery["sortOrder"] {
  const order = text?.trim().toLowerCase() || "ascending";
  if (order === "ascending" || order === "descending") return order;
  throw new ScimError("invalidValue", '"sortOrder" must be "ascending" or "descending".');
}

function readInteger(name: string, text: string | null): number | undefined {
  const trimmed = text?.trim() ?? "";
  if (trimmed === "") return undefined;
  if (!/^[+-]?\d+$/.test(trimmed)) throw new ScimError("invalidValue", `"${name}" must be an integer.`);
  return Math.max(-1, Math.min(Number(trimmed), Number.MAX_SAFE_INTEGER));
}
