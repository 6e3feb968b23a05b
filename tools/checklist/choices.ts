/** Where the RFCs leave a choice, or clients and RFCs differ: what the service does. */

/** One choice, with the rows that it is about. */
export interface Choice {
  readonly rows: readonly string[];
  readonly topic: string;
  readonly choice: string;
}

type Entry = readonly [rows: string, topic: string, choice: string];

const ENTRIES: readonly Entry[] = [
  [
    "D-03",
    "Discovery without a credential",
    "401: schemas and resource types may differ between accounts, and the credential names the account.",
  ],
  [
    "D-10",
    "A filter on discovery",
    "403 on `/Schemas` and `/ResourceTypes`; ignored on `/ServiceProviderConfig`, which is one object.",
  ],
  ["H-01", "Media type of answers", "`application/scim+json` without a charset."],
  [
    "H-12",
    "TLS",
    "The listeners speak plain HTTP. On an address that other machines reach they do so only behind a proxy: the public URL is `https:`, or `LOCKSTEP_TRUST_PROXY=on`. Else the start is refused.",
  ],
  [
    "R-15 N-03",
    "`externalId`",
    "Case exact and not unique: RFC 7643 §3.1 leaves its uniqueness to the client. Look-ups stay within the account.",
  ],
  [
    "R-23",
    "`addresses.country`",
    "Kept as sent, code or name: identity providers send names, and compare what comes back.",
  ],
  [
    "R-24",
    "Nested groups in `User.groups`",
    "The groups that name the user, `type` `direct`. Groups that hold those groups are not listed.",
  ],
  ["R-25 C-04", "Group names", "Unique in the account, in any letter case: a group is linked by its name."],
  ["R-26", "Unknown members", "400 `invalidValue`, which names the first one; nothing is changed."],
  ["R-27", "A manager who is not there yet", "Accepted: a directory sends people in any order."],
  ["R-30", "Unknown attributes", "Ignored and counted; 400 `invalidSyntax` under `interop`."],
  [
    "R-31",
    "Preparation of user names",
    "UsernameCaseMapped without its bans: full-width and half-width characters become plain ones, letter case is folded, NFC. The same form rules uniqueness, filters and sign-in; what was sent is what comes back. The bans of the profile (blanks, symbols, mixed directions) are not enforced: user names come from directories that have them. Passwords: OpaqueString.",
  ],
  ["C-14", "`attributes` and `excludedAttributes` at once", "400 `invalidValue`."],
  ["C-15", "`schemas` under a projection", "Always there, like `id`."],
  ["F-04", "A result larger than a page", "A page of at most 1,000 with the whole `totalResults`; never `tooMany`."],
  [
    "F-12",
    "`ne` on several values",
    "True when some value differs, and when there is none. `not (… eq …)` means that no value is equal.",
  ],
  [
    "F-16",
    "Empty strings",
    "A value like any other, so `pr` is true; a credential with the switch `emptyStrings` takes them for unassigned.",
  ],
  [
    "F-26",
    "A filter on an attribute that no schema has",
    "400 `invalidFilter`, which names it: under `not` a mistyped name would select everybody. The profiles of known clients count it as absent, as RFC 7644 §3.4.2.1 says for queries over all types; there `eq` selects nothing.",
  ],
  ["F-25 S-15", "Filters on secrets", "400 `invalidFilter`, for GET and POST alike, before any data is read."],
  ["S-04", "A sort key that does not exist", "400 `invalidValue`, which names it."],
  ["S-05", "Order without `sortBy`", "Creation, then id."],
  ["U-09", "PUT without `active`", "Keeps the current value; a user who is made without it is active."],
  [
    "U-10",
    "PUT of a group without `members`",
    "Empties it, as the RFC says; a credential with the switch `protectMembers` leaves them.",
  ],
  ["U-03", "PUT without `password`", "Keeps the password."],
  [
    "P-05",
    "Answer to a PATCH",
    "200 with the resource; 204 when it touched members only and no `attributes` were asked for.",
  ],
  [
    "P-14 P-26",
    "A filter in a path that selects nothing",
    "400 `noTarget` under `rfc` and `interop`; all other profiles make the value from the `eq` terms of the filter.",
  ],
  ["P-07", "An unknown attribute in a path", "400 `invalidPath`."],
  ["P-21", "`remove` of members with a list", "The listed ones, for every credential. No list ever empties a group."],
  ["P-24", "`replace` of a complex value", "Merges, as RFC 7644 says."],
  ["Z-01", "`status` in an error", "Text."],
];

/** All choices, in the order of the checklist's chapters. */
export const CHOICES: readonly Choice[] = ENTRIES.map(([rows, topic, choice]) => ({
  rows: rows.split(" "),
  topic,
  choice,
}));
