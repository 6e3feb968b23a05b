import { requireFilter, ScimError } from "@lockstep/scim";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { groupShape, userShape } from "../scim/testing/shapes.ts";
import { compileFilter } from "./index.ts";
import { createResourceTable, LAYOUT, type ResourceTable } from "./testing/resource-table.ts";

const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const ANNA = "00000000-0000-7000-8000-00000000000a";
const BERT = "00000000-0000-7000-8000-00000000000b";
const CARL = "00000000-0000-7000-8000-00000000000c";
const SALES = "00000000-0000-7000-8000-0000000000a0";
const STAFF = "00000000-0000-7000-8000-0000000000b0";
const NAMES: Readonly<Record<string, string>> = {
  [ANNA]: "anna",
  [BERT]: "bert",
  [CARL]: "carl",
  [SALES]: "sales",
  [STAFF]: "staff",
};

interface Golden {
  readonly filter: string;
  readonly text: string;
  readonly params: readonly string[];
  readonly finds: readonly string[];
}

const EMAILS =
  "jsonb_array_elements(case jsonb_typeof(r.doc->'emails') when 'array' then r.doc->'emails' else '[]' end)";

const USERS: readonly Golden[] = [
  { filter: 'userName eq "ANNA@x"', text: "r.user_name_key = $1", params: ["anna@x"], finds: ["anna"] },
  {
    filter: 'urn:ietf:params:scim:schemas:core:2.0:User:USERNAME sw "Be"',
    text: "starts_with(r.user_name_key, $1)",
    params: ["be"],
    finds: ["bert"],
  },
  { filter: 'externalId eq "e-1"', text: "r.external_id = $1", params: ["e-1"], finds: [] },
  { filter: 'externalId eq "E-1"', text: "r.external_id = $1", params: ["E-1"], finds: ["anna"] },
  { filter: `id eq "${BERT}"`, text: "r.id = $1::uuid", params: [BERT], finds: ["bert"] },
  { filter: 'id eq "b"', text: "false", params: [], finds: [] },
  { filter: 'id ne "b"', text: "true", params: [], finds: ["anna", "bert", "carl"] },
  { filter: 'id sw "0000"', text: "starts_with(r.id::text, $1)", params: ["0000"], finds: ["anna", "bert", "carl"] },
  {
    filter: 'name.familyName co "ÖSS"',
    text: "strpos(fold_case(r.doc->'name'->>'familyName'), $1) > 0",
    params: ["öss"],
    finds: ["anna"],
  },
  {
    filter: 'name.familyName ew "r"',
    text: "right(fold_case(r.doc->'name'->>'familyName'), length($1::text)) = $1",
    params: ["r"],
    finds: ["anna", "bert"],
  },
  {
    filter: 'title gt "b"',
    text: `(fold_case(r.doc->>'title')) collate "C" > $1`,
    params: ["b"],
    finds: ["bert"],
  },
  {
    filter: 'title ne "boss"',
    text: "coalesce(fold_case(r.doc->>'title') <> $1, true)",
    params: ["boss"],
    finds: ["anna", "carl"],
  },
  { filter: "active eq true", text: "r.doc->'active' = 'true'::jsonb", params: [], finds: ["anna"] },
  {
    filter: "active ne true",
    text: "coalesce(r.doc->'active' <> 'true'::jsonb, true)",
    params: [],
    finds: ["bert", "carl"],
  },
  {
    filter: "not (active eq true)",
    text: "not coalesce(r.doc->'active' = 'true'::jsonb, false)",
    params: [],
    finds: ["bert", "carl"],
  },
  {
    filter: "title pr",
    text: "r.doc->'title' not in ('null'::jsonb, '[]'::jsonb, '{}'::jsonb)",
    params: [],
    finds: ["anna", "bert"],
  },
  {
    filter: "title eq null",
    text: "not coalesce(r.doc->'title' not in ('null'::jsonb, '[]'::jsonb, '{}'::jsonb), false)",
    params: [],
    finds: ["carl"],
  },
  { filter: "userName ne null", text: "r.user_name_key is not null", params: [], finds: ["anna", "bert", "carl"] },
  {
    filter: 'emails eq "A@HOME"',
    text: `exists (select 1 from ${EMAILS} as e(value) where fold_case(e.value->>'value') = $1)`,
    params: ["a@home"],
    finds: ["anna"],
  },
  {
    filter: 'emails.type eq "work" and emails.value eq "a@home"',
    text: `(exists (select 1 from ${EMAILS} as e(value) where fold_case(e.value->>'type') = $1) and exists (select 1 from ${EMAILS} as e(value) where fold_case(e.value->>'value') = $2))`,
    params: ["work", "a@home"],
    finds: ["anna"],
  },
  {
    filter: 'emails[type eq "work" and value eq "a@home"]',
    text: `exists (select 1 from ${EMAILS} as e(value) where (fold_case(e.value->>'type') = $1 and fold_case(e.value->>'value') = $2))`,
    params: ["work", "a@home"],
    finds: [],
  },
  {
    filter: 'emails[not (type eq "work")]',
    text: `exists (select 1 from ${EMAILS} as e(value) where not coalesce(fold_case(e.value->>'type') = $1, false))`,
    params: ["work"],
    finds: ["anna"],
  },
  {
    filter: 'emails.value ne "a@work"',
    text: `coalesce((select bool_or(fold_case(e.value->>'value') <> $1) from ${EMAILS} as e(value)), true)`,
    params: ["a@work"],
    finds: ["anna", "bert", "carl"],
  },
  {
    filter: `${ENTERPRISE}:department eq "r&d"`,
    text: `fold_case(r.doc->'${ENTERPRISE}'->>'department') = $1`,
    params: ["r&d"],
    finds: ["bert"],
  },
  {
    filter: `${ENTERPRISE}:manager eq "${ANNA}"`,
    text: `r.doc->'${ENTERPRISE}'->'manager'->>'value' = $1`,
    params: [ANNA],
    finds: ["bert"],
  },
  {
    filter: `${ENTERPRISE}:manager[value eq "${ANNA}"]`,
    text: `exists (select 1 from (values (r.doc->'${ENTERPRISE}'->'manager')) as e(value) where e.value is not null and e.value->>'value' = $1)`,
    params: [ANNA],
    finds: ["bert"],
  },
  {
    filter: `schemas eq "${ENTERPRISE}"`,
    text: `exists (select 1 from unnest(array['${userShape.core.id}', case when r.doc ? '${ENTERPRISE}' then '${ENTERPRISE}' end]) as e(value) where fold_case(e.value) = $1)`,
    params: [ENTERPRISE.toLowerCase()],
    finds: ["bert"],
  },
  {
    filter: 'meta.lastModified ge "2026-02-01T01:00:00+01:00"',
    text: "r.modified_at >= to_instant($1)",
    params: ["2026-02-01T01:00:00+01:00"],
    finds: ["bert"],
  },
  { filter: 'meta.resourceType eq "User"', text: "'User' = $1", params: ["User"], finds: ["anna", "bert", "carl"] },
  {
    filter: 'meta.version eq "W/\\"7\\""',
    text: `('W/"' || r.version || '"') = $1`,
    params: ['W/"7"'],
    finds: ["carl"],
  },
  {
    filter: 'userName eq "anna@x" or title eq "boss" or externalId eq "nope"',
    text: "(r.user_name_key = $1 or fold_case(r.doc->>'title') = $2 or r.external_id = $3)",
    params: ["anna@x", "boss", "nope"],
    finds: ["anna", "bert"],
  },
  {
    filter: `groups.value eq "${SALES.toUpperCase()}"`,
    text: "exists (select 1 from membership m where m.member_id = r.id and m.group_id = $1::uuid)",
    params: [SALES],
    finds: ["anna", "bert"],
  },
  {
    filter: 'groups.display eq "staff"',
    text: "exists (select 1 from membership m join resource x on x.id = m.group_id where m.member_id = r.id and fold_case(display_name(x.doc)) = $1)",
    params: ["staff"],
    finds: ["bert"],
  },
  {
    filter: "not (groups pr)",
    text: "not coalesce(exists (select 1 from membership m where m.member_id = r.id and m.group_id is not null), false)",
    params: [],
    finds: ["carl"],
  },
];

const GROUPS: readonly Golden[] = [
  { filter: 'displayName eq "SALES"', text: "r.display_name_key = $1", params: ["sales"], finds: ["sales"] },
  {
    filter: `members.value eq "${ANNA}"`,
    text: "exists (select 1 from membership m where m.group_id = r.id and m.member_id = $1::uuid)",
    params: [ANNA],
    finds: ["sales"],
  },
  {
    filter: `members eq "${BERT}"`,
    text: "exists (select 1 from membership m where m.group_id = r.id and m.member_id = $1::uuid)",
    params: [BERT],
    finds: ["sales", "staff"],
  },
  {
    filter: `members[value eq "${BERT}" and type eq "User"]`,
    text: "exists (select 1 from membership m join resource x on x.id = m.member_id where m.group_id = r.id and (m.member_id = $1::uuid and fold_case(x.type) = $2))",
    params: [BERT, "user"],
    finds: ["sales", "staff"],
  },
  {
    filter: `members.value ne "${BERT}"`,
    text: "coalesce((select bool_or(m.member_id <> $1::uuid) from membership m where m.group_id = r.id), true)",
    params: [BERT],
    finds: ["sales"],
  },
  { filter: 'members.value eq "nobody"', text: "false", params: [], finds: [] },
];

describe("compileFilter", () => {
  let table: ResourceTable;

  beforeAll(async () => {
    table = await createResourceTable();
    await table.insert(userShape, [
      {
        id: ANNA,
        attributes: {
          userName: "Anna@X",
          externalId: "E-1",
          name: { familyName: "Mössner" },
          title: "Aide",
          active: true,
          emails: [
            { value: "a@work", type: "work" },
            { value: "a@home", type: "home" },
          ],
        },
      },
      {
        id: BERT,
        attributes: {
          userName: "bert@x",
          name: { familyName: "Müller" },
          title: "Boss",
          active: false,
          [ENTERPRISE]: { department: "R&D", manager: { value: ANNA } },
        },
        createdAt: "2026-01-02T00:00:00.000Z",
        modifiedAt: "2026-02-01T00:00:00.000Z",
      },
      { id: CARL, attributes: { userName: "carl@x" }, createdAt: "2026-01-03T00:00:00.000Z", version: 7 },
    ]);
    await table.insert(groupShape, [
      { id: SALES, attributes: { displayName: "Sales" } },
      { id: STAFF, attributes: { displayName: "Staff" }, createdAt: "2026-01-02T00:00:00.000Z" },
    ]);
    await table.join(SALES, [ANNA, BERT]);
    await table.join(STAFF, [BERT]);
  });
  afterAll(() => table.drop());

  for (const [shape, list] of [
    [userShape, USERS],
    [groupShape, GROUPS],
  ] as const) {
    for (const { filter, text, params, finds } of list) {
      it(`compiles ${filter}`, async () => {
        expect(compileFilter(shape, requireFilter(filter), LAYOUT)).toEqual({ text, params });
        const ids = await table.select(shape, requireFilter(filter));
        expect(ids.map((id) => NAMES[id])).toEqual(finds);
      });
    }
  }

  it("counts placeholders from the parameter it is told", () => {
    const filter = requireFilter('title eq "a" and title eq "b"');
    expect(compileFilter(userShape, filter, LAYOUT, 7)).toEqual({
      text: "(fold_case(r.doc->>'title') = $7 and fold_case(r.doc->>'title') = $8)",
      params: ["a", "b"],
    });
  });

  it("puts nothing that a client wrote into the text", () => {
    const hostile = "'; drop table resource; --";
    const { text, params } = compileFilter(userShape, requireFilter(`title co "${hostile}"`), LAYOUT);
    expect(text).not.toContain("drop");
    expect(params).toEqual([hostile]);
  });

  it("compiles a long chain without nesting", () => {
    const filter = requireFilter(Array.from({ length: 150 }, (_, index) => `title eq "${index}"`).join(" or "));
    const { text, params } = compileFilter(userShape, filter, LAYOUT);
    expect(params).toHaveLength(150);
    expect(text.startsWith("(fold_case")).toBe(true);
  });

  const REFUSED: readonly [filter: string, detail: RegExp][] = [
    ['shoeSize eq "44"', /shoeSize/],
    ['name eq "x"', /"name" is complex/],
    ['password eq "x"', /"password" cannot be used/],
    ['name.shoeSize eq "x"', /name\.shoeSize/],
    ['emails[shoeSize eq "x"]', /shoeSize/],
    ["active gt true", /does not apply to "active"/],
    ['active eq "true"', /"active" \(boolean\) cannot be compared/],
    ['meta.created gt "yesterday"', /"meta\.created"/],
    ['meta.location eq "x"', /position 0: "meta\.location" cannot be compared/],
    ['meta[resourceType eq "User"]', /"meta" cannot be followed by brackets/],
    ['groups.$ref eq "x"', /"groups\.\$ref" cannot be compared/],
    ['groups[$ref eq "x"]', /"\$ref" cannot be compared within "groups/],
  ];

  it.each(["a\0b", "\ud800"])("refuses a text that the parser would not have let through", (value) => {
    const path = { schemaUrn: undefined, name: "title", subName: undefined };
    const filter = { kind: "compare", path, operator: "eq", value, position: 0 } as const;
    expect(() => compileFilter(userShape, filter, LAYOUT)).toThrow("a character that no stored text can hold");
  });

  for (const [filter, detail] of REFUSED) {
    it(`refuses ${filter}`, () => {
      let error: unknown;
      try {
        compileFilter(userShape, requireFilter(filter), LAYOUT);
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toBeInstanceOf(ScimError);
      expect(error).toMatchObject({ code: "invalidFilter", detail: expect.stringMatching(detail) });
    });
  }
});
