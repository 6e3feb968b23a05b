/** People in any status, made through the API alone. */
import type { PersonStatus } from "../../contract.ts";
import { addPerson, type TestDirectory } from "./test-directory.ts";

/** The password of `addPersonWith`. */
export const PASSWORD = "Strong-Secret-12";

/** How a person gets into a status: with which password and query created, then which operations. */
const WAYS: Readonly<Record<PersonStatus, { password: boolean; query: string; operations: readonly string[] }>> = {
  STAGED: { password: true, query: "?activate=false", operations: [] },
  PROVISIONED: { password: false, query: "", operations: [] },
  ACTIVE: { password: true, query: "", operations: [] },
  RECOVERY: { password: true, query: "", operations: ["lifecycle/reset_password?sendEmail=true"] },
  PASSWORD_EXPIRED: { password: true, query: "?nextLogin=changePassword", operations: [] },
  LOCKED_OUT: { password: true, query: "", operations: [] },
  SUSPENDED: { password: true, query: "", operations: ["lifecycle/suspend"] },
  DEPROVISIONED: { password: true, query: "", operations: ["lifecycle/deactivate"] },
};

/** Adds a person in this status. LOCKED_OUT needs a policy that locks out at all. */
export async function addPersonWith(directory: TestDirectory, status: PersonStatus): Promise<string> {
  const { password, query, operations } = WAYS[status];
  const id = await addPerson(directory, password ? { credentials: { password: { value: PASSWORD } } } : {}, query);
  for (const operation of operations) await directory.ok("POST", `/api/v1/users/${id}/${operation}`);
  for (let attempt = 0; status === "LOCKED_OUT" && attempt < 10; attempt += 1) {
    await directory.call("POST", `/api/v1/users/${id}/credentials/change_password`, {
      oldPassword: { value: "wrong" },
      newPassword: { value: "Another-Secret-12" },
    });
    const user = await directory.ok<{ status: string }>("GET", `/api/v1/users/${id}`);
    if (user.status === status) break;
  }
  return id;
}

/** Parts of the policy that a test changes. */
interface PolicyParts {
  readonly complexity?: Readonly<Record<string, unknown>>;
  readonly age?: Readonly<Record<string, number>>;
  readonly lockout?: Readonly<Record<string, number>>;
}

/** Sets the password policy; what is not given is the default. */
export async function setPolicy(directory: TestDirectory, password: PolicyParts): Promise<void> {
  const [policy] = await directory.ok<readonly { id: string }[]>("GET", "/api/v1/policies?type=PASSWORD");
  await directory.ok("PUT", `/api/v1/policies/${policy?.id}`, { type: "PASSWORD", settings: { password } });
}
