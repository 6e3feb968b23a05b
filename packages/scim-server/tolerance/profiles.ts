/** The table profile x switch, and what follows from it for one credential. */
import type { Tolerance, ToleranceProfileName } from "../ports.ts";
import { TOLERANCE_SWITCHES, type ToleranceSwitch } from "./switches.ts";

/** One profile: whom it is for, and the switches that are on. */
export interface ProfileDefinition {
  readonly name: ToleranceProfileName;
  /** One sentence. */
  readonly meaning: string;
  readonly on: ReadonlySet<ToleranceSwitch>;
}

/**
 * On in the strict profile too: what the RFCs say or allow. RFC 7643 §2.5: null is unassigned; RFC 7644 §3.3: what no schema
 * knows may be ignored; §3.5.1: what a PUT leaves out may be kept. A `remove` that lists values empties nothing in any profile.
 */
const RFC: readonly ToleranceSwitch[] = [
  "opLetterCase",
  "unknownAttributes",
  "nullValues",
  "listedRemove",
  "removeAllMembers",
  "keepActive",
];

/** What reads a request as its client meant it, without taking anything away from another client. */
const LENIENT: readonly ToleranceSwitch[] = [
  ...RFC,
  "messageLetterCase",
  "missingSchemas",
  "legacySchemas",
  "unknownSchemas",
  "stringBooleans",
  "wrappedBooleans",
  "liftedValues",
  "bareValues",
  "expandedKeys",
  "bareNames",
  "singleQuotes",
  "unquotedValues",
  "filterBlanks",
  "subAttributeAfterBrackets",
  "createMissingByAdd",
  "createMissingByReplace",
];

/**
 * For a client that is known: an administrator chose what it looks people up by, and a look-up that finds nobody is what it expects.
 * Whoever is not known learns of a mistyped attribute, since under `not` it would select everybody.
 */
const KNOWN: readonly ToleranceSwitch[] = [...LENIENT, "unknownFilterAttributes"];

const ENTRA: readonly ToleranceSwitch[] = [...KNOWN, "unknownPaths", "jsonInStrings", "groupPatch204"];

function profile(
  name: ToleranceProfileName,
  meaning: string,
  on: readonly ToleranceSwitch[],
): ProfileDefinition & { readonly name: ToleranceProfileName } {
  return { name, meaning, on: new Set(on) };
}

/** Every profile, in the order of the documents. */
export const TOLERANCE_PROFILES: readonly ProfileDefinition[] = [
  profile("generic", "The default: understands every client whose requests can be read in one way only.", [
    ...LENIENT,
    "managerExternalId",
    "bracketPrefixes",
    "collectionPut",
    "resourceTypeByUrn",
  ]),
  profile("rfc", "RFC 7643 and RFC 7644 with their errata, and nothing else.", RFC),
  profile("okta", "Okta's provisioning client, catalogue and wizard apps.", [...KNOWN, "emptyStrings"]),
  profile("entra", "Microsoft Entra ID as it is today.", ENTRA),
  profile("entra-optscim", "Microsoft Entra ID with `aadOptscim062020` in its URL.", ENTRA),
  profile("onelogin", "OneLogin's SCIM provisioner with its edited templates.", [...KNOWN, "emptyStrings"]),
  profile("jumpcloud", "JumpCloud's custom SCIM identity management.", KNOWN),
  profile("interop", "The SCIM interoperability profile draft: stricter than the RFCs.", [
    "opLetterCase",
    "nullValues",
    "listedRemove",
    "removeAllMembers",
    "keepActive",
    "pathRequired",
    "wholeReplace",
    "narrowPaths",
    "canonicalTypes",
  ]),
];

/** What a credential without a tolerance of its own has. */
export const DEFAULT_TOLERANCE: Tolerance = { profile: "generic" };

/** The switches that are on for a tolerance. Throws an `Error` for a profile that does not exist. */
export function effectiveSwitches(tolerance: Tolerance = DEFAULT_TOLERANCE): ReadonlySet<ToleranceSwitch> {
  const found = TOLERANCE_PROFILES.find(({ name }) => name === tolerance.profile);
  if (found === undefined) throw new Error(`There is no tolerance profile "${tolerance.profile}".`);
  const { overrides } = tolerance;
  if (overrides === undefined || Object.keys(overrides).length === 0) return found.on;
  const names = TOLERANCE_SWITCHES.map(({ name }) => name);
  return new Set(names.filter((name) => overrides[name] ?? found.on.has(name)));
}
