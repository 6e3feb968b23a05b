/** What the inbound store works with: the outside world of a caller, and one transaction that the directory's own rules run in. */
import { ScimError } from "@lockstep/scim";
import type { Caller } from "@lockstep/scim-server";
import { sql } from "kysely";
import type { Deps } from "../deps.ts";
import { type Administrator, actorOf } from "../domain/access.ts";
import { type Act, nameCause, type Trx } from "../domain/act.ts";
import { DirectoryError } from "../domain/error.ts";
import { lockForPeopleChange, lockPeopleRules } from "../domain/people-lock.ts";
import { SYSTEM_ACTOR } from "../domain/system-log.ts";

/** The caller as the actor of changes: the administrator whose token it is. */
async function actOfCaller(deps: Deps, trx: Trx, caller: Caller): Promise<Act> {
  const { rows } = await sql<Administrator>`
    select id, login, name from administrator where id = ${caller.userId}`.execute(trx);
  return {
    ...deps,
    actor: rows[0] === undefined ? SYSTEM_ACTOR : actorOf(rows[0]),
    origin: { via: "inbound", credentialId: caller.credentialId },
    traceId: caller.traceId,
  };
}

/** The same act inside a transaction: rules that open one of their own become part of it. */
function within(act: Act, trx: Trx): Act {
  return { ...act, database: { ...act.database, kysely: trx, transaction: (work) => work(trx) } };
}

/** What a write changes: people and memberships, or names of groups, which people are judged by. Two that hold the first cannot both go on to the second. */
export type WriteSubject = "people" | "rules";

/** Runs a write in one transaction; refusals of the directory's rules become SCIM errors. */
export async function inOneTransaction<Result>(
  deps: Deps,
  { caller, changes }: { readonly caller: Caller; readonly changes: WriteSubject },
  work: (trx: Trx, act: Act) => Promise<Result>,
): Promise<Result> {
  try {
    return await deps.database.transaction(async (trx) => {
      await nameCause(trx, caller.traceId);
      await (changes === "rules" ? lockPeopleRules(trx) : lockForPeopleChange(trx));
      return await work(trx, within(await actOfCaller(deps, trx, caller), trx));
    });
  } catch (error) {
    throw error instanceof DirectoryError ? toScimError(error) : error;
  }
}

const TAKEN = "An object with this field already exists in the current organization";

function toScimError(error: DirectoryError): ScimError {
  const causes = error.causes.join(" ");
  const options = { cause: error };
  if (causes.includes(TAKEN)) {
    const [type, attribute] = causes.startsWith("name:") ? ["Group", "displayName"] : ["User", "userName"];
    return new ScimError("uniqueness", `Another ${type} has this value of "${attribute}"; it must be unique.`, options);
  }
  const detail = causes === "" ? error.message : causes;
  switch (error.code) {
    case "E0000007":
      return new ScimError("notFound", detail, options);
    case "E0000112":
    case "E0000195":
      return new ScimError("conflict", detail, options);
    case "E0000006":
    case "E0000038":
      return new ScimError("mutability", detail, options);
    default:
      return new ScimError("invalidValue", detail, options);
  }
}
