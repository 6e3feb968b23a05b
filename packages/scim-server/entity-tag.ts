/** Versions as weak entity tags (RFC 7644 §3.14, RFC 9110 §8.8.3). */
import type { StoredResource } from "./ports.ts";

/** The tag of a version, as in `meta.version` and the ETag header. */
export function formatEntityTag(version: number): string {
  return `W/"${version}"`;
}

/**
 * The tag of a resource as it is shown. A membership changes a group's version and never its members', so a user that is shown
 * with groups has a digest of them behind the version: a cached user with other groups is out of date.
 */
export function entityTagOf({ version, groups }: Pick<StoredResource, "version" | "groups">): string {
  if (groups === undefined || groups.length === 0) return formatEntityTag(version);
  return `W/"${version}-${digestOf(groups.flatMap(({ value, type, display }) => [value, type, display ?? ""]))}"`;
}

/**
 * The versions that an `If-Match` header names: "*" for any, undefined for no header. Of a tag with a digest the version counts:
 * no write touches what the digest covers. A tag that is not ours names no version, so a header of such tags alone matches nothing.
 */
export function readEntityTags(header: string | null): readonly number[] | "*" | undefined {
  if (header === null) return undefined;
  const tags = splitTags(header);
  if (tags.includes("*")) return "*";
  return tags.flatMap((tag) => {
    const version = /^(?:W\/)?"([1-9]\d{0,14})(?:-[\da-z]{1,16})?"$/.exec(tag)?.[1];
    return version === undefined ? [] : [Number(version)];
  });
}

/** True when an `If-None-Match` header names this tag; tags are compared weakly. */
export function namesEntityTag(header: string, tag: string): boolean {
  const wanted = tag.replace(/^W\//, "");
  return splitTags(header).some((named) => named === "*" || named.replace(/^W\//, "") === wanted);
}

function splitTags(header: string): readonly string[] {
  return header.split(",").map((tag) => tag.trim());
}

const FNV_PRIME = 0x01000193;
const FNV_OFFSETS = [0x811c9dc5, 0x9dc5811c] as const;

/** Two 32-bit FNV-1a sums over all texts, each ended by a mark that no text holds. Tells states apart; it protects nothing. */
function digestOf(texts: readonly string[]): string {
  let [first, second] = FNV_OFFSETS as readonly [number, number];
  for (const text of texts) {
    for (let index = 0; index <= text.length; index += 1) {
      const code = index === text.length ? 0xffff : text.charCodeAt(index);
      first = Math.imul(first ^ code, FNV_PRIME);
      second = Math.imul(second ^ (code + index), FNV_PRIME);
    }
  }
  return `${(first >>> 0).toString(36)}${(second >>> 0).toString(36).padStart(7, "0")}`;
}
