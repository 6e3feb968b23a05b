import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PersonStatus } from "../../contract.ts";
import { MOVES, STATUSES } from "../../domain/lifecycle-table.ts";
import { addPerson, startTestDirectory, type TestDirectory } from "../testing/test-directory.ts";
import { addPersonWith, PASSWORD, setPolicy } from "../testing/test-people.ts";

let directory: TestDirectory;
beforeAll(async () => {
  directory = await startTestDirectory();
  await setPolicy(directory, { lockout: { maxAttempts: 1, autoUnlockMinutes: 0 } });
});
afterAll(() => directory.close());

/**
 * What Okta's reference says of each operation (rows) from each status (columns): the status afterwards, or the code of the
 * refusal without its zeros. Written out by hand, so that the table of the program is held against something.
 */
const EXPECTED = `
                                    STAGED        PROVISIONED   ACTIVE            RECOVERY      PASSWORD_EXPIRED LOCKED_OUT    SUSPENDED     DEPROVISIONED
activate                            ACTIVE        E38           E16               E38           E38              E38           E38           PROVISIONED
reactivate                          E38           PROVISIONED   E38               RECOVERY      E38              E38           E38           E38
deactivate                          DEPROVISIONED DEPROVISIONED DEPROVISIONED     DEPROVISIONED DEPROVISIONED    DEPROVISIONED DEPROVISIONED E38
suspend                             E1            E1            SUSPENDED         E1            E1               E1            E1            E1
unsuspend                           E1            E1            E1                E1            E1               E1            ACTIVE        E1
unlock                              E32           E32           E32               E32           E32              ACTIVE        E32           E32
expire_password                     E38           E38           PASSWORD_EXPIRED  E38           E38              E38           E38           E38
expire_password_with_temp_password  E38           E38           PASSWORD_EXPIRED  E38           E38              E38           E38           E38
reset_password                      E17           RECOVERY      RECOVERY          RECOVERY      RECOVERY         RECOVERY      E17           E17
`;

interface Case {
  readonly operation: string;
  readonly from: PersonStatus;
  readonly expected: string;
}

const [head = "", ...lines] = EXPECTED.trim().split("\n");
const columns = head.trim().split(/\s+/) as PersonStatus[];
const CASES: readonly Case[] = lines.flatMap((line) => {
  const [operation = "", ...cells] = line.trim().split(/\s+/);
  return columns.map((from, index) => ({ operation, from, expected: cells[index] ?? "" }));
});

const statusOf = async (id: string) => (await directory.ok<{ status: string }>("GET", `/api/v1/users/${id}`)).status;
const move = (id: string, operation: string) =>
  directory.call("POST", `/api/v1/users/${id}/lifecycle/${operation}?sendEmail=false`);

describe("lifecycle operations", () => {
  it("the expectation names every status and every operation", () => {
    expect([...columns].sort()).toEqual([...STATUSES].sort());
    expect([...new Set(CASES.map(({ operation }) => operation))].sort()).toEqual(Object.keys(MOVES).sort());
  });

  it.each(CASES)("$operation from $from: $expected", async ({ operation, from, expected }) => {
    const id = await addPersonWith(directory, from);
    expect(await statusOf(id)).toBe(from);
    const answer = await move(id, operation);
    const refusal = /^E(\d+)$/.exec(expected)?.[1];
    if (refusal === undefined) {
      expect([answer.status, await statusOf(id)]).toEqual([200, expected]);
      return;
    }
    const code = `E${refusal.padStart(7, "0")}`;
    expect([answer.status, answer.body["errorCode"]]).toEqual([code === "E0000001" ? 400 : 403, code]);
    expect(await statusOf(id)).toBe(from);
  });

  it("the page of reference shows the same table", () => {
    const page = readFileSync(new URL("../../../../docs/reference/directory-api.md", import.meta.url), "utf8");
    const rows = page.split("\n").flatMap((line) => {
      const cells = line.split("|").map((cell) => cell.trim().replaceAll("`", ""));
      return Object.hasOwn(MOVES, cells[1] ?? "") && cells.length === columns.length + 3 ? [cells.slice(1, -1)] : [];
    });
    const shown = rows.flatMap(([operation = "", ...cells]) =>
      columns.map((from, index) => ({ operation, from, expected: cells[index] ?? "" })),
    );
    expect(shown).toEqual(CASES);
  });

  it("people who are verified elsewhere come back ACTIVE, and have no password that could expire or be reset", async () => {
    const body = { credentials: { provider: { type: "FEDERATION", name: "Corp" } } };
    const id = await addPerson(directory, body, "?provider=true");
    expect(await statusOf(id)).toBe("ACTIVE");
    for (const operation of ["expire_password", "expire_password_with_temp_password", "reset_password"]) {
      const answer = await move(id, operation);
      expect([answer.status, answer.body["errorCauses"]]).toEqual([
        403,
        [{ errorSummary: "The person's password is kept elsewhere." }],
      ]);
    }
    await move(id, "deactivate");
    expect((await move(id, "activate")).body).toEqual({});
    expect(await statusOf(id)).toBe("ACTIVE");
  });

  it("unlocking leads back to the status that the lock-out found", async () => {
    const id = await addPersonWith(directory, "PASSWORD_EXPIRED");
    await directory.call("POST", `/api/v1/users/${id}/credentials/change_password`, {
      oldPassword: { value: "wrong" },
      newPassword: { value: "Another-Secret-12" },
    });
    expect(await statusOf(id)).toBe("LOCKED_OUT");
    await move(id, "unlock");
    expect(await statusOf(id)).toBe("PASSWORD_EXPIRED");
  });
});

describe("answers of lifecycle operations", () => {
  it("expire_password answers the user, with tempPassword a password that works until it is changed", async () => {
    const id = await addPersonWith(directory, "ACTIVE");
    expect((await move(id, "expire_password")).body).toMatchObject({ id, status: "PASSWORD_EXPIRED" });
    const other = await addPersonWith(directory, "ACTIVE");
    const path = `/api/v1/users/${other}/lifecycle/expire_password?tempPassword=true`;
    const { tempPassword, ...rest } = await directory.ok<{ tempPassword: string }>("POST", path);
    expect([tempPassword.length, rest]).toEqual([8, {}]);
    await directory.refused("POST", `/api/v1/users/${other}/credentials/change_password`, {
      status: 403,
      code: "E0000014",
      body: { oldPassword: { value: tempPassword }, newPassword: { value: PASSWORD } },
    });
    await directory.ok("POST", `/api/v1/users/${other}/credentials/change_password`, {
      oldPassword: { value: tempPassword },
      newPassword: { value: "Another-Secret-12" },
    });
    expect(await statusOf(other)).toBe("ACTIVE");
  });

  it.each([
    ["activate", "STAGED"],
    ["reset_password", "ACTIVE"],
  ] as const)("%s answers nothing when a mail is asked for", async (operation, from) => {
    const id = await addPersonWith(directory, from);
    expect(await directory.ok("POST", `/api/v1/users/${id}/lifecycle/${operation}?sendEmail=true`)).toEqual({});
  });

  it("refuses sendEmail that is neither true nor false, and reset_password without it", async () => {
    const id = await addPersonWith(directory, "ACTIVE");
    const path = `/api/v1/users/${id}/lifecycle`;
    await directory.refused("POST", `${path}/deactivate?sendEmail=perhaps`, { status: 400, code: "E0000001" });
    await directory.refused("POST", `${path}/reset_password`, { status: 400, code: "E0000028" });
    expect(await statusOf(id)).toBe("ACTIVE");
  });

  it("the links of a user are the operations that its status permits, and each of them works", async () => {
    for (const status of STATUSES) {
      const id = await addPersonWith(directory, status);
      const { _links: links } = await directory.ok<{ _links: Record<string, { href: string; method?: string }> }>(
        "GET",
        `/api/v1/users/${id}`,
      );
      const lifecycle = Object.values(links).filter(({ href }) => href.includes("/lifecycle/"));
      const permitted = CASES.filter(
        ({ from, expected, operation }) => from === status && !/^E\d/.test(expected) && !operation.includes("temp"),
      );
      expect(lifecycle.map(({ href }) => href.split("/").at(-1)).sort()).toEqual(
        permitted.map(({ operation }) => operation).sort(),
      );
      for (const { href, method } of lifecycle) {
        const again = await addPersonWith(directory, status);
        const path = new URL(href).pathname.replace(id, again);
        expect((await directory.call(method ?? "GET", `${path}?sendEmail=false`)).status, href).toBe(200);
      }
    }
  });
});
