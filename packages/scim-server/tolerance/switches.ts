/**
 * The closed list of what a credential's client may do besides the RFCs, as data. `docs/reference/tolerance.md` is generated
 * from it. Nothing in the server asks which client it talks to: it asks whether a switch is on.
 */

/** One switch: what it means when it is on, and who needs it. */
export interface SwitchDefinition {
  readonly name: string;
  /** One sentence. */
  readonly meaning: string;
  /** Clients or documents that need it. */
  readonly neededBy: string;
}

/** Every switch, in the order of the documents. */
export const TOLERANCE_SWITCHES = [
  // How messages are written.
  {
    name: "opLetterCase",
    meaning: 'The `op` of a PATCH operation is read in any letter case, such as `"Replace"`.',
    neededBy: "Entra",
  },
  {
    name: "messageLetterCase",
    meaning: "The names `Operations`, `op`, `path` and `value` of a PATCH message are read in any letter case.",
    neededBy: "Entra, own scripts",
  },
  {
    name: "missingSchemas",
    meaning: "A body without `schemas`, or without the URN of its type or message, is read as if it had it.",
    neededBy: "Entra, OneLogin",
  },
  {
    name: "legacySchemas",
    meaning:
      "URNs of SCIM 1.x and of drafts, and URNs that lack the colon before their last part, mean today's ones in `schemas`, keys, paths and filters.",
    neededBy: "OneLogin, Entra, Declaree",
  },
  {
    name: "unknownSchemas",
    meaning: "URNs in `schemas` that the type does not have are left out instead of refused.",
    neededBy: "Entra",
  },
  {
    name: "unknownAttributes",
    meaning: "Attributes that no schema knows are left out of bodies instead of refused (400 `invalidSyntax`).",
    neededBy: "every client with a mapping of its own",
  },
  {
    name: "unknownPaths",
    meaning:
      "A PATCH operation whose path names an unknown attribute does nothing instead of failing (400 `invalidPath`).",
    neededBy: "Entra",
  },
  // How values are written.
  {
    name: "stringBooleans",
    meaning: '`"True"`, `"false"` and the like are booleans, in values and in comparisons with a boolean attribute.',
    neededBy: "Entra, Declaree, Keycloak extensions",
  },
  {
    name: "wrappedBooleans",
    meaning: "A boolean in an array of one, such as `[false]`, is that boolean.",
    neededBy: "Okta (reported)",
  },
  {
    name: "liftedValues",
    meaning:
      "A lone value where an array belongs is an array of one, and an array of one where a value belongs is that value.",
    neededBy: "OneLogin, Entra",
  },
  {
    name: "bareValues",
    meaning: "A plain value where a complex one belongs is its `value`, such as a manager or a member given as an id.",
    neededBy: "Entra, Declaree",
  },
  {
    name: "nullValues",
    meaning:
      "null is read as unassigned (RFC 7643 §2.5), also as `$ref` or `value` of an operation; off: 400 `invalidValue`.",
    neededBy: "OneLogin, Entra, Keycloak extensions",
  },
  {
    name: "emptyStrings",
    meaning: "An empty string means unassigned, except for a required attribute or a boolean.",
    neededBy: "OneLogin, Okta (reported)",
  },
  {
    name: "jsonInStrings",
    meaning: "A `value` of `roles` or `entitlements` that holds the text of a JSON object is that object.",
    neededBy: "Entra",
  },
  {
    name: "managerExternalId",
    meaning:
      "`manager.managerId` names the manager by `externalId` and becomes `manager.value`, the id of that user; a name that nobody has stays as it is.",
    neededBy: "Declaree",
  },
  // How attributes are named.
  {
    name: "expandedKeys",
    meaning:
      'Keys such as `"name.givenName"` or a full URN in the value of a PATCH operation without a path are paths.',
    neededBy: "Entra (optscim)",
  },
  {
    name: "bareNames",
    meaning:
      "A path may leave out the attribute before a sub-attribute (`familyName`), or the URN before an extension's attribute, where one alone fits.",
    neededBy: "Declaree",
  },
  {
    name: "bracketPrefixes",
    meaning: "Names in brackets may repeat the attribute: `emails[email.type eq …]`.",
    neededBy: "Declaree",
  },
  // How filters are written.
  {
    name: "singleQuotes",
    meaning: "Texts in filters may stand in single quotes.",
    neededBy: "Declaree",
  },
  {
    name: "unquotedValues",
    meaning: "Texts in filters may stand without quotes: `externalId eq jyoung`.",
    neededBy: "Entra",
  },
  {
    name: "filterBlanks",
    meaning: "Doubled, leading and trailing blanks and tabs in filters are read as one blank or none.",
    neededBy: "Entra (reported)",
  },
  {
    name: "unknownFilterAttributes",
    meaning:
      "An attribute in a filter that no schema knows counts as unassigned instead of being refused (400 `invalidFilter`).",
    neededBy: "every client with a mapping of its own",
  },
  {
    name: "subAttributeAfterBrackets",
    meaning: 'A filter may compare a sub-attribute after brackets: `emails[type eq "work"].value eq "…"`.',
    neededBy: "Entra",
  },
  // What operations mean.
  {
    name: "createMissingByAdd",
    meaning:
      "An `add` at a value path that selects nothing creates the value from the path's `eq` terms; off: 400 `noTarget`.",
    neededBy: "Entra",
  },
  {
    name: "createMissingByReplace",
    meaning: "The same for a `replace`.",
    neededBy: "Entra",
  },
  {
    name: "listedRemove",
    meaning:
      "A `remove` with a list of values, or an object of sub-attributes, removes no more than these; off: 400 `invalidValue`.",
    neededBy: "Entra, JumpCloud, authentik",
  },
  {
    name: "removeAllMembers",
    meaning: "A `remove` of `members` without value and filter empties the group, with a warning; off: 400 `noTarget`.",
    neededBy: "RFC 7644 §3.5.2.2, Keycloak extensions",
  },
  {
    name: "mergeMembers",
    meaning: "A `replace` of `members` adds instead of replacing.",
    neededBy: "Entra with a mistaken mapping (reported)",
  },
  {
    name: "keepActive",
    meaning: "A PUT without `active` keeps the current value; off: it becomes true.",
    neededBy: "OneLogin",
  },
  {
    name: "protectMembers",
    meaning: "A PUT of a group without `members` leaves membership alone; off: it empties the group.",
    neededBy: "clients that PUT a group's name alone",
  },
  // Where requests go and how they are answered.
  {
    name: "collectionPut",
    meaning:
      "PUT on a collection replaces the resource that the body names by `id`, else `externalId`, else `userName`.",
    neededBy: "Declaree",
  },
  {
    name: "resourceTypeByUrn",
    meaning: "`/ResourceTypes/{id}` also takes the URN of the type's schema.",
    neededBy: "Declaree",
  },
  {
    name: "groupPatch204",
    meaning:
      "Every PATCH of a group is answered 204 unless `attributes` was given; off: only one that touched nothing but members.",
    neededBy: "Entra",
  },
  {
    name: "memberPatchBody",
    meaning: "A PATCH of members only is answered 200 with the group, without its members, instead of 204.",
    neededBy: "clients that expect a body",
  },
  {
    name: "jsonMediaType",
    meaning: "Answers are typed `application/json`.",
    neededBy: "OneLogin (old), Google",
  },
  // Stricter than the RFCs.
  {
    name: "pathRequired",
    meaning: "Stricter: every PATCH operation needs a `path` (400 `invalidSyntax`).",
    neededBy: "interoperability profile draft",
  },
  {
    name: "wholeReplace",
    meaning: "Stricter: a `replace` of a complex attribute sets it whole instead of merging.",
    neededBy: "interoperability profile draft",
  },
  {
    name: "narrowPaths",
    meaning:
      "Stricter: a path with a filter must end in a sub-attribute (400 `invalidPath`) and select one value (400 `invalidFilter`).",
    neededBy: "interoperability profile draft",
  },
  {
    name: "canonicalTypes",
    meaning: "Stricter: a `type` must be one of the schema's canonical values (400 `invalidValue`).",
    neededBy: "interoperability profile draft",
  },
] as const satisfies readonly SwitchDefinition[];

/** The name of a switch. */
export type ToleranceSwitch = (typeof TOLERANCE_SWITCHES)[number]["name"];

/** True for the name of a switch. */
export function isToleranceSwitch(name: string): name is ToleranceSwitch {
  return TOLERANCE_SWITCHES.some((known) => known.name === name);
}
