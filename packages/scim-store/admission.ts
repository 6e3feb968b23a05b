/** A remembered credential is checked in the statement that does the work. */
import { type Admission, isAdmissionStale, requireAdmission } from "@lockstep/database";
import { type Caller, StaleCallerError } from "@lockstep/scim-server";
import type { ScimStoreOptions } from "./options.ts";
import type { ScimStoreTables } from "./tables.ts";

/** What has to be checked for this caller; undefined when nothing has. Throws TypeError for a text that is no admission. */
export function admissionOf<Tables extends ScimStoreTables>(
  { admitFunction }: ScimStoreOptions<Tables>,
  { admission }: Caller,
): Admission | undefined {
  if (admitFunction === undefined || admission === undefined) return undefined;
  return requireAdmission({ functionName: admitFunction, text: admission });
}

/** Does `work`; a refused admission becomes `StaleCallerError`. */
export function whenAdmitted<Result>(work: () => Promise<Result>): Promise<Result> {
  return work().catch(refuse);
}

function refuse(error: unknown): never {
  if (isAdmissionStale(error)) throw new StaleCallerError("The remembered credential has changed", { cause: error });
  throw error;
}
