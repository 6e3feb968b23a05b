/** Versions as weak entity tags (RFC 7644 §3.14, RFC 9110 §8.8.3). */

/** The tag of a version, as in `meta.version` and the ETag header. */
export function formatEntityTag(version: number): string {
  return `W/"${version}"`;
}

/**
 * The versions that an `If-Match` or `If-None-Match` header names: "*" for any, undefined for no header. Tags are compared weakly;
 * a tag that is not ours names no version, so a header of such tags alone gives an empty list, which matches nothing.
 */
export function readEntityTags(header: string | null): readonly number[] | "*" | undefined {
  if (header === null) return undefined;
  const tags = header.split(",").map((tag) => tag.trim());
  if (tags.includes("*")) return "*";
  return tags.flatMap((tag) => {
    const version = /^(?:W\/)?"([1-9]\d{0,14})"$/.exec(tag)?.[1];
    return version === undefined ? [] : [Number(version)];
  });
}

/** True when the header names this version. */
export function matchesVersion(tags: readonly number[] | "*" | undefined, version: number): boolean {
  return tags === "*" || (tags?.includes(version) ?? false);
}
