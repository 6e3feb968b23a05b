/** Which held values a profile update would replace or clear: what the budget counts, and what a plan's summary names. */
import { isJsonObject, isUnassigned, type JsonObject, ownValueAnyCase } from "@lockstep/scim";
import { sameValue } from "./same.ts";

/**
 * The attributes whose value in `held` is replaced or cleared by `wanted`, as paths (`title`, `name.givenName`, `urn:…:User:department`).
 * An attribute that `wanted` leaves out stays as it is, unless the directory had put it there (`known`). Filling what is empty overwrites nothing.
 */
export function overwrittenAttributes(
  held: JsonObject,
  wanted: JsonObject,
  known: JsonObject | undefined,
): readonly string[] {
  return overwrittenIn(held, wanted, { known: known ?? {}, prefix: "" });
}

function overwrittenIn(
  held: JsonObject,
  wanted: JsonObject,
  place: { readonly known: JsonObject; readonly prefix: string },
): readonly string[] {
  const names: string[] = [];
  for (const key of new Set([...Object.keys(wanted), ...Object.keys(place.known)])) {
    const current = ownValueAnyCase(held, key);
    if (current === undefined || current === "" || isUnassigned(current)) continue;
    const next = Object.hasOwn(wanted, key) ? wanted[key] : undefined;
    const before = Object.hasOwn(place.known, key) ? place.known[key] : undefined;
    if (isJsonObject(current) && (isJsonObject(next) || (next === undefined && isJsonObject(before)))) {
      const inner = {
        known: isJsonObject(before) ? before : {},
        prefix: `${place.prefix}${key}${key.includes(":") ? ":" : "."}`,
      };
      names.push(...overwrittenIn(current, isJsonObject(next) ? next : {}, inner));
    } else if (!sameValue(current, next ?? undefined)) names.push(`${place.prefix}${key}`);
  }
  return names;
}
