/** Bulk requests whose operations are outdated by changes of definitions as soon as they have written (docs/adr/0051). */
import { StaleShapesError } from "@lockstep/scim-server";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Answered, createServedStore, PATCH_URN, type ServedStore, USER_URN } from "./testing/served-store.ts";

const BULK_URN = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
/** So often an operation is attempted. */
const ATTEMPTS = 20;

describe("an operation of a bulk request that is outdated again and again", () => {
  let served: ServedStore;
  /** How many changes are still to come within the write that leaves a user of this name, and how it writes. */
  const changes = new Map<string, number>();

  beforeAll(async () => {
    served = await createServedStore(
      {},
      {
        afterWrite: async (_trx, { kind, after }) => {
          const write = `${kind} ${after?.attributes["userName"]}`;
          const left = changes.get(write) ?? 0;
          changes.set(write, left - 1);
          if (left > 0) throw new StaleShapesError();
        },
      },
    );
  });
  beforeEach(() => {
    changes.clear();
    served.newAccount();
  });
  afterAll(() => served.close());

  const send = (operations: readonly object[]) =>
    served.ask("POST", "/Bulk", { schemas: [BULK_URN], Operations: operations });
  const user = (userName: string, more: object = {}) => ({
    method: "POST",
    path: "/Users",
    bulkId: userName,
    data: { schemas: [USER_URN], userName, ...more },
  });
  const managedBy = (bulkId: string) => ({ [ENTERPRISE]: { manager: { value: `bulkId:${bulkId}` } } });
  const resultsOf = ({ body }: Answered) =>
    body["Operations"] as readonly { status: string; location?: string; response?: { detail: string } }[];
  const outcomeOf = (answer: Answered) => [
    answer.status,
    answer.headers.get("retry-after"),
    ...resultsOf(answer).map(({ status }) => status),
  ];
  const amountOf = async (table: "resource" | "event" | "unique_value", accountId: string) =>
    (await served.test.asOwner(`select 1 from ${table} where account_id = $1`, [accountId])).length;

  it("is done while there are attempts left", async () => {
    changes.set("created b", ATTEMPTS - 1);
    expect(outcomeOf(await send([user("a"), user("b"), user("c")]))).toEqual([200, null, "201", "201", "201"]);
  });

  it("is 503 after the last one, leaves nothing behind, holds up no other, and may be sent again", async () => {
    const { accountId } = served.newAccount();
    changes.set("created b", ATTEMPTS);
    const answer = await send([user("a"), user("b"), user("c")]);
    expect(outcomeOf(answer)).toEqual([200, "1", "201", "503", "201"]);
    expect(resultsOf(answer)[1]?.response?.detail).toContain("try again");
    expect(await amountOf("resource", accountId)).toBe(2);
    expect(await amountOf("event", accountId)).toBe(2);
    expect(outcomeOf(await send([user("b")]))).toEqual([200, null, "201"]);
  });

  it("changes nothing of what is there", async () => {
    const id = await served.createUser({ userName: "a", title: "Before" });
    const { body: before } = await served.ask("GET", `/Users/${id}`);
    changes.set("replaced a", ATTEMPTS);
    const data = { schemas: [PATCH_URN], Operations: [{ op: "replace", path: "title", value: "After" }] };
    expect(outcomeOf(await send([{ method: "PATCH", path: `/Users/${id}`, data }]))).toEqual([200, "1", "503"]);
    expect((await served.ask("GET", `/Users/${id}`)).body).toEqual(before);
  });

  it("closes no circle: what was to be completed goes again, as with every other reason", async () => {
    const { accountId } = served.newAccount();
    // The second one is made first, and waits for its manager.
    changes.set("replaced b", ATTEMPTS);
    const answer = await send([user("a", managedBy("b")), user("b", managedBy("a"))]);
    expect(outcomeOf(answer)).toEqual([200, null, "201", "409"]);
    expect(resultsOf(answer)[1]?.response?.detail).toMatch(/was not kept.*kept changing/);
    expect(resultsOf(answer)[1]).not.toHaveProperty("location");
    expect(await amountOf("resource", accountId)).toBe(1);
  });
});
