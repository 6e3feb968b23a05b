import type { Json } from "@lockstep/scim";

/** Nesting that is compared; SCIM itself knows three levels. */
const DEPTH_MAX = 8;

/** Whether `observed` holds all that is known, whatever else it holds. Order of elements carries no meaning; null and absence are one. */
export function holds(observed: unknown, known: Json | undefined, depth = 0): boolean {
  if (known === undefined || known === null) return true;
  if (depth > DEPTH_MAX) return false;
  if (Array.isArray(known)) {
    return Array.isArray(observed) && known.every((item) => observed.some((other) => holds(other, item, depth + 1)));
  }
  if (typeof known !== "object") return observed === known;
  if (typeof observed !== "object" || observed === null || Array.isArray(observed))
    return Object.values(known).every((value) => value === null);
  return Object.entries(known).every(([key, value]) =>
    holds((observed as Record<string, unknown>)[key], value, depth + 1),
  );
}
