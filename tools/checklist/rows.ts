/**
 * The statements of the SCIM protocol that the service holds: RFC 7643, RFC 7644 with errata, RFC 9865, and what real clients count on
 * beyond them. Each is held by tests that name it in brackets, as in `[H-01]`.
 */

/** One statement. */
export interface Row {
  readonly id: string;
  /** M: a MUST. S: a SHOULD. O: optional. C: no rule of the RFCs, but clients depend on it. */
  readonly level: string;
  readonly statement: string;
}

type Entry = readonly [id: string, level: string, statement: string];

const TRANSPORT: readonly Entry[] = [
  ["H-01", "M/C", "An answer with a body is typed application/scim+json, with no parameter behind it"],
  [
    "H-02",
    "S/C",
    "Bodies typed application/scim+json or application/json are read, in any letter case, with a charset of UTF-8",
  ],
  ["H-03", "M/S", "Any usual Accept header is served; its parameters do not count"],
  ["H-04", "M", "UTF-8 in and out, beyond the basic plane too; other bytes and broken JSON are 400 invalidSyntax"],
  ["H-05", "M", "Without a valid credential: 401, a challenge and a SCIM error"],
  ["H-06", "M/C", "Without the right: 403; an unknown id: 404, and another account's id looks the same"],
  ["H-07", "S/C", "Query parameters that nobody knows, and stray separators, do not matter"],
  ["H-08", "M", "The path names the protocol version; another version is refused"],
  ["H-09", "M/C", "The base URI has no query; a spare slash does not matter"],
  ["H-10", "C", "A method that a resource does not have is 405 or 501 with a SCIM error"],
  ["H-11", "M", "A body above the limit is 413 and the detail names the limit"],
  ["H-12", "M", "Plain HTTP is served on this machine only, or behind a proxy that ends TLS"],
  ["H-13", "M", "Bearer tokens end, can be revoked, and are stored as digests"],
  ["H-14", "C", "Too many requests are 429 with Retry-After and a SCIM error"],
];

const DISCOVERY: readonly Entry[] = [
  ["D-01", "M", "ServiceProviderConfig is one object with every feature block"],
  ["D-02", "M", "Each authentication scheme has type, name and description; one at most is primary"],
  ["D-03", "S", "Discovery without a credential is allowed by policy or answered 401 with a challenge"],
  ["D-04", "M", "Schemas lists every schema in use and no message schema"],
  ["D-05", "M", "A schema is found by its URN, raw or percent-encoded; an unknown one is 404"],
  ["D-06", "M", "Each attribute states all its characteristics"],
  ["D-07", "M", "What Schemas says is what the service enforces"],
  ["D-08", "M/C", "ResourceTypes is a list, and User and Group are found in it by these ids"],
  ["D-09", "M", "A resource type names its endpoint, schema and extensions, and these are in Schemas"],
  [
    "D-10",
    "M/S",
    "Discovery ignores paging, sorting and projection; a filter is 403 on the lists and ignored on ServiceProviderConfig",
  ],
  ["D-11", "M", "Discovery cannot be written to"],
  ["D-12", "C", "The plural ServiceProviderConfigs answers like the singular"],
  ["D-13", "S/C", "Discovery resources carry meta with type and location, and ids"],
  ["D-14", "S", "The pagination block is there when cursors are"],
  ["D-15", "M", "What is off is announced off and refused as a whole"],
];

const REPRESENTATION: readonly Entry[] = [
  ["R-01", "M", "schemas holds the core URN and exactly the extensions that have values, each once"],
  ["R-02", "M/C", "A create without schemas is 400 invalidSyntax for strict credentials; a tolerant one infers them"],
  ["R-03", "M", "Names and URNs are read in any letter case and answered in the schema's spelling"],
  ["R-04", "M", "The order of attributes and of values has no meaning"],
  ["R-05", "M", "null, an empty array and absence are one state, left out of answers"],
  ["R-06", "M/C", "Booleans are JSON booleans; strings that spell one are taken by tolerant credentials only"],
  ["R-07", "M", "Integers have neither fraction nor exponent, and are no strings"],
  ["R-08", "M", "Times are xsd:dateTime with any offset, kept to the millisecond; impossible ones are refused"],
  ["R-09", "M", "Binary values are base64 and compared exactly"],
  ["R-10", "M", "References are absolute or relative to the base URI, and ours lead to the resource"],
  ["R-11", "M", "A schema with complex inside complex is not loaded"],
  ["R-12", "M", "One value at most is primary"],
  ["R-13", "S", "The same value and type is not given twice"],
  ["R-14", "M", "The id is the service's: stable, unique, never taken from a client"],
  ["R-15", "M", "externalId is the client's: exact, and of its own account"],
  ["R-16", "M", "meta is the service's, whatever a client sends"],
  ["R-17", "M/C", "meta.location is the Location header, leads to the resource, and comes from no request header"],
  ["R-18", "M", "meta.version is the ETag"],
  ["R-19", "M", "Extension attributes lie under their URN, which is in schemas"],
  ["R-20", "M", "A required extension must be there on create and replace"],
  ["R-21", "M", "userName is required, not empty, unique in any letter case"],
  ["R-22", "M", "The password comes out nowhere, cannot be filtered, and is stored as a hash"],
  ["R-23", "M/C", "Countries are kept as sent, as a code or as a name"],
  ["R-24", "M", "User.groups is computed and read-only, with ids, kind and $ref"],
  ["R-25", "M", "Group.displayName is required"],
  ["R-26", "M/C", "A member is added or removed, never changed; unknown members are refused"],
  ["R-27", "M/C", "The manager's name is read-only; the manager may come later"],
  ["R-28", "C", "Values come back as they were sent"],
  ["R-29", "M", "caseExact decides how strings are compared; all are kept as sent"],
  ["R-30", "C", "Unknown attributes are ignored and not kept; the interop profile refuses them"],
  ["R-31", "M", "User names and passwords are prepared under PRECIS before they are compared"],
];

const CREATE_READ: readonly Entry[] = [
  ["C-01", "M/S", "A create is 201 with Location and the stored resource"],
  ["C-02", "M", "Read-only attributes of a body are ignored"],
  ["C-03", "M", "A missing required attribute is 400 invalidValue"],
  ["C-04", "M", "A unique value that is taken is 409, also when two come at the same moment"],
  ["C-05", "C", "Unique means within the account"],
  ["C-06", "C", "A create that is repeated makes no second resource"],
  ["C-07", "M", "POST to a resource or an unknown endpoint is 405 or 404"],
  ["C-08", "M", "Projection parameters hold for POST, PUT and PATCH too"],
  ["C-09", "M", "GET gives the resource with its ETag; an unknown id is 404"],
  ["C-10", "C", "Inactive users are read, listed and found"],
  ["C-11", "C", "A group is read with its members"],
  ["C-12", "M", "The characteristic `returned` decides what comes back"],
  ["C-13", "M", "Names in a projection may be plain, dotted or with a URN, in any letter case"],
  ["C-14", "O", "Both projection parameters at once contradict each other"],
  ["C-15", "C", "schemas stays in a projected answer"],
  ["C-16", "C", "Unknown names in a projection are ignored"],
  ["C-17", "M", "An extension's URN in a projection means all of it"],
];

const FILTER: readonly Entry[] = [
  ["F-01", "M/C", "A list is a ListResponse with numbers, and an empty array when nothing is found"],
  ["F-02", "M", "No match is 200 with totalResults 0"],
  ["F-03", "M", "The base URI can be queried over all types"],
  ["F-04", "M/C", "A large result is a capped page with the whole number"],
  ["F-05", "M", "All ten operators, in any letter case"],
  ["F-06", "M", "and, or, not and parentheses, with their precedence"],
  ["F-07", "M", "Attribute names in any letter case, with a URN or without, extensions included"],
  ["F-08", "M", "Strings are compared as caseExact says, beyond ASCII too"],
  ["F-09", "M", "Times are compared as instants"],
  ["F-10", "M", "Booleans and binary values have no order"],
  ["F-11", "M", "A filter that cannot be read is 400 invalidFilter"],
  ["F-12", "M", "Of several values any may match, also for ne"],
  ["F-13", "M", "An attribute of several values means its value"],
  ["F-14", "M", "Brackets bind all conditions to one value"],
  ["F-15", "C", "No nesting, number or length of a filter does harm"],
  ["F-16", "M", "pr is true for what is assigned, an empty string included"],
  ["F-17", "C", "eq null finds the unassigned, ne null the assigned"],
  ["F-18", "M/C", "Numbers are compared as numbers; a boolean as text is read for tolerant credentials only"],
  ["F-19", "M", "schemas can be filtered"],
  ["F-20", "C", "meta.lastModified can be filtered"],
  ["F-21", "M", "Strings have JSON escapes; plus and %20 are blanks in a query"],
  ["F-22", "C", "Extra blanks do not matter"],
  ["F-23", "C", "Tolerant credentials may leave out the quotes"],
  ["F-24", "C", "Tolerant credentials may put a sub-attribute behind brackets"],
  ["F-25", "S", "What is never returned cannot be filtered"],
  [
    "F-26",
    "S/C",
    "An attribute that no schema has counts as absent where the profile says so, and is refused elsewhere, interop included",
  ],
  ["F-27", "C", "$ref is an attribute name in filters and paths"],
  ["F-28", "C", "Members and groups can be looked up from both sides, by an index"],
  ["F-29", "M", "A default is filtered like the value that is returned"],
  ["F-30", "C", "No filter reaches another account"],
];

const SORT_PAGE_SEARCH: readonly Entry[] = [
  ["S-01", "M", "Sorting is ascending by default, can descend, and follows caseExact"],
  ["S-02", "M", "Several values are sorted by the primary one, else the first"],
  ["S-03", "M", "Missing values are last ascending, first descending"],
  ["S-04", "O", "Root queries can be sorted; a sort key that cannot be is refused"],
  ["S-05", "C", "The order is total, so that pages neither skip nor repeat"],
  ["S-06", "M", "startIndex below 1 is 1"],
  ["S-07", "M", "A negative count is 0, and 0 gives the number alone"],
  ["S-08", "M", "A page holds no more than count and the maximum, and tells the truth"],
  ["S-09", "C", "Behind the end a page is empty"],
  ["S-10", "C", "A startIndex or count that is no number is 400 invalidValue"],
  ["S-11", "M", "totalResults counts all matches"],
  ["S-12", "M", "Search by POST takes what a query takes, at the root and at each type"],
  ["S-13", "M", "A search request has its schema; lists of attributes are arrays"],
  ["S-14", "M", "Cursors follow RFC 9865, and grant nothing"],
  ["S-15", "S", "A sensitive filter may be refused in a URL"],
];

const PUT: readonly Entry[] = [
  ["U-01", "M", "A replace is 200 with the whole new resource"],
  ["U-02", "M", "A replace never creates"],
  ["U-03", "M", "What is left out is cleared, but for the password"],
  ["U-04", "M", "null and empty values clear"],
  ["U-05", "M", "Read-only values are ignored"],
  ["U-06", "M", "An immutable value may be repeated or given once, not changed"],
  ["U-07", "M", "Without a required attribute: 400 invalidValue"],
  ["U-08", "M", "A clash is 409 and changes nothing"],
  ["U-09", "C", "Nobody is enabled by leaving `active` out"],
  ["U-10", "M/C", "A group's members become exactly those given, or none"],
  ["U-11", "C", "A replace that changes nothing is no change"],
];

const PATCH: readonly Entry[] = [
  ["P-01", "M/C", "A PATCH has its schema and at least one operation; tolerant credentials may leave the schema out"],
  ["P-02", "M/C", "add, remove and replace in any letter case, and nothing else"],
  ["P-03", "M", "Operations work in order"],
  ["P-04", "M", "All or nothing"],
  ["P-05", "M", "200 with the resource or 204, with the ETag"],
  ["P-06", "M", "The grammar of paths; its faults are invalidPath or invalidFilter"],
  ["P-07", "S", "An unknown attribute in a path is 400 invalidPath"],
  ["P-08", "M", "What is read-only cannot be set; what is immutable, once"],
  ["P-09", "M", "add without a path adds each attribute by its own rule"],
  ["P-10", "M/S", "add appends, and never the same value twice"],
  ["P-11", "M", "add replaces one value and merges a complex one"],
  ["P-12", "M", "A new primary turns the old one off"],
  ["P-13", "M", "schemas follows the extensions that a PATCH adds and removes"],
  ["P-14", "C", "add under a filter that matches nothing: noTarget, or the value is made for tolerant credentials"],
  ["P-15", "C", "Several operations on one absent value make one value"],
  ["P-16", "M", "remove needs a path"],
  ["P-17", "M", "What is required or read-only cannot be removed"],
  ["P-18", "M", "remove takes all values, or those that a filter selects"],
  ["P-19", "M", "remove of a sub-attribute under a filter takes only that"],
  ["P-20", "M/C", "remove of what is absent succeeds and changes nothing"],
  ["P-21", "C", "remove with a list takes the listed values only"],
  ["P-22", "M", "replace without a path replaces each attribute by its own rule"],
  ["P-23", "M", "replace of what is unassigned adds it"],
  ["P-24", "M", "replace of a complex value keeps what it does not name; the interop profile replaces it whole"],
  ["P-25", "M", "replace of several values swaps them all, or changes those that a filter selects"],
  [
    "P-26",
    "M/C",
    "replace under a filter that matches nothing: noTarget, or the value is made for tolerant credentials",
  ],
  ["P-27", "M/C", "replace of members sets them exactly"],
  ["P-28", "C", "replace without a path leaves alone what it does not name"],
  ["P-29", "C", "Tolerant credentials may use dotted and URN-prefixed keys in a value"],
  ["P-30", "C", "A value may repeat the id, not change it"],
  ["P-31", "C", "Tolerant credentials may send booleans as text, or in an array of one"],
  ["P-32", "C", "Tolerant credentials may send one value for an array, and the reverse"],
  ["P-33", "C", "A manager may be text, an object or an array of one, and is cleared by an empty one"],
  ["P-34", "M", "Filters in paths follow caseExact"],
  ["P-35", "M", "A required attribute cannot be emptied"],
  ["P-36", "C", "A thousand members in one PATCH, and many PATCHes of one group at the same moment"],
  ["P-37", "S/C", "A PATCH that changes nothing succeeds and is no event"],
];

const DELETE_BULK_ERRORS: readonly Entry[] = [
  ["X-01", "M", "A delete is 204, and 404 the second time"],
  ["X-02", "M", "What is deleted is found nowhere, and its unique values are free"],
  ["X-03", "C", "A deleted user leaves its groups; a deleted group leaves its users"],
  ["X-04", "O", "A delete obeys If-Match"],
  ["B-01", "O", "Bulk takes all four methods, and failOnErrors"],
  ["B-02", "M", "A bulk answer tells of each operation"],
  ["B-03", "M", "Each POST of a bulk has a bulkId of its own"],
  ["B-04", "M", "A bulkId stands for the new id wherever a reference may stand"],
  ["B-05", "M", "Circular references are made, or refused with 409"],
  ["B-06", "M", "A bulk goes on past errors up to failOnErrors"],
  ["B-07", "M", "Too many or too large operations are 413 and the detail names the limit"],
  ["B-08", "C", "Each operation of a bulk is authorised by itself"],
  ["B-09", "M", "An operation may refer to a later one"],
  ["B-10", "C", "A PATCH in a bulk is a whole PATCH message"],
  ["B-11", "O", "A version in an operation works as If-Match"],
  ["B-12", "C", "A bulk can be repeated without making anything twice"],
  ["E-01", "M", "The ETag is weak and equal to meta.version"],
  ["E-02", "M", "GET under a known tag is 304"],
  ["E-03", "M", "A write under a stale tag is 412; a star and a list of tags are read"],
  ["E-04", "C", "Versions change with each effective write and no other"],
  ["E-05", "C", "No update is lost: checking and writing are one"],
  ["A-01", "M", "/Me is an alias, or says that it is not"],
  ["A-02", "O", "Nobody registers through /Me"],
  ["Z-01", "M", "An error has schema, status as text, detail, and scimType where there is one"],
  ["Z-02", "S", "Errors use the statuses of the RFC and of HTTP only"],
  ["Z-03", "M", "Errors use the scimTypes of RFC 7644 and RFC 9865 only, each where it belongs"],
  ["Z-04", "C", "Errors name the attribute at fault, and no secret, stack or foreign value"],
  ["Z-05", "C", "Failures of router and body reader are SCIM errors too"],
  ["Z-06", "C", "A failed write is not seen in parts"],
  ["Z-07", "C", "After a 5xx the same request gives what it would have given"],
];

const ACCOUNTS: readonly Entry[] = [
  ["N-01", "O", "The credential decides the account"],
  ["N-02", "M", "Locations and references begin with the base URI"],
  ["N-03", "M", "externalId is of one account"],
  ["N-04", "C", "Another account's ids are unknown ids, wherever they stand"],
  ["N-05", "C", "One account's load does not starve another"],
  ["N-06", "C", "Discovery tells each account its own extensions and modes"],
  ["T-01", "C", "Resource types and extensions are data, and obey every rule"],
  ["T-02", "C", "One type has every attribute type and every characteristic"],
];

/** A part of the checklist. */
export interface Chapter {
  readonly title: string;
  readonly rows: readonly Row[];
}

const chapter = (title: string, entries: readonly Entry[]): Chapter => ({
  title,
  rows: entries.map(([id, level, statement]) => ({ id, level, statement })),
});

/** All statements, in chapters. */
export const CHAPTERS: readonly Chapter[] = [
  chapter("Transport, media types, headers", TRANSPORT),
  chapter("Discovery", DISCOVERY),
  chapter("Representation and data types", REPRESENTATION),
  chapter("Create and read", CREATE_READ),
  chapter("Lists and filters", FILTER),
  chapter("Sorting, paging, search", SORT_PAGE_SEARCH),
  chapter("PUT", PUT),
  chapter("PATCH", PATCH),
  chapter("DELETE, Bulk, versions, /Me, errors", DELETE_BULK_ERRORS),
  chapter("Accounts and custom resource types", ACCOUNTS),
];

/** All statements. */
export const ROWS: readonly Row[] = CHAPTERS.flatMap(({ rows }) => rows);
