import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PROBE_EXTENSION_URN, PROBE_URN, probeShape } from "../scim/testing/shapes.ts";
import { GROUP_SHAPE, USER_SHAPE } from "../scim-server/testing/shapes.ts";
import { BASE, createServedStore, GROUP_URN, type ServedStore, USER_URN } from "./testing/served-store.ts";

const BULK_URN = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
const SEARCH_URN = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";

/** A type of an operator's own takes part in what goes over types. */
describe("three types at once", () => {
  let served: ServedStore;

  beforeAll(async () => {
    served = await createServedStore({ shapes: [USER_SHAPE, GROUP_SHAPE, probeShape] });
    const probe = (bulkId: string, data: object) => ({
      method: "POST",
      path: "/Probes",
      bulkId,
      data: {
        schemas: [PROBE_URN, PROBE_EXTENSION_URN],
        identifier: bulkId,
        [PROBE_EXTENSION_URN]: { extRequired: "bulkId:anna", extString: "x" },
        ...data,
      },
    });
    const Operations = [
      probe("p1", { referenceAttr: `${BASE}/Probes/bulkId:p2`, integerAttr: 10 }),
      probe("p2", { referenceAttr: `${BASE}/Probes/bulkId:p1`, integerAttr: 9 }),
      { method: "POST", path: "/Users", bulkId: "anna", data: { schemas: [USER_URN], userName: "anna" } },
      { method: "POST", path: "/Groups", bulkId: "g", data: { schemas: [GROUP_URN], displayName: "g" } },
    ];
    const { body } = await served.ask("POST", "/Bulk", { schemas: [BULK_URN], Operations });
    expect(body["Operations"]).toMatchObject(Operations.map(() => ({ status: "201" })));
  });
  afterAll(() => served.close());

  const search = async (members: object) => {
    const { body } = await served.ask("POST", "/.search", { schemas: [SEARCH_URN], ...members });
    return body as { totalResults: number; nextCursor?: string; Resources: Record<string, unknown>[] };
  };
  const namesIn = ({ Resources }: { readonly Resources: readonly Record<string, unknown>[] }) =>
    Resources.map(({ identifier, userName, displayName }) => identifier ?? userName ?? displayName);

  it("refer to one another in bulk, also in a circle of URIs and in an extension [B-04] [B-05]", async () => {
    const { Resources } = await search({ filter: "identifier pr", sortBy: "identifier" });
    const anna = (await search({ filter: 'userName eq "anna"' })).Resources[0]?.["id"];
    expect(Resources).toMatchObject([
      { referenceAttr: `${BASE}/Probes/${Resources[1]?.["id"]}`, [PROBE_EXTENSION_URN]: { extRequired: anna } },
      { referenceAttr: `${BASE}/Probes/${Resources[0]?.["id"]}`, [PROBE_EXTENSION_URN]: { extRequired: anna } },
    ]);
  });

  it("stand in one list, filtered and sorted by what only one of them has [F-03] [S-04] [T-01]", async () => {
    expect(namesIn(await search({ filter: 'integerAttr lt 10 or userName sw "a"', sortBy: "identifier" }))).toEqual([
      "p2",
      "anna",
    ]);
    const sorted = await search({ sortBy: "integerAttr", filter: `not (displayName pr)` });
    expect(namesIn(sorted)).toEqual(["p2", "p1", "anna"]);
    expect(sorted.totalResults).toBe(3);
    expect(namesIn(await search({ filter: `${PROBE_EXTENSION_URN}:extString eq "X"` })).sort()).toEqual(["p1", "p2"]);
  });

  it("are paged by cursor in the order of a number, to the end [S-14]", async () => {
    const names: unknown[] = [];
    for (let cursor: string | undefined = ""; cursor !== undefined; ) {
      const page = await search({ cursor, count: 1, sortBy: "integerAttr", sortOrder: "descending" });
      names.push(...namesIn(page));
      cursor = page.nextCursor;
    }
    expect(names).toHaveLength(4);
    expect(names.slice(2)).toEqual(["p1", "p2"]);
    expect(new Set(names).size).toBe(4);
  });
});
