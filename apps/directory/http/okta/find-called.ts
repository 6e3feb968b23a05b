import type { Context } from "hono";
import { findPerson, type PersonRow } from "../../domain/person-row.ts";
import type { Env, HttpDeps } from "../env.ts";

/** The person whom the path names by id, login or short name, or with `me` the one who has the caller's login; 404 otherwise. */
export async function findCalled(deps: HttpDeps, context: Context<Env>): Promise<PersonRow> {
  const reference = context.req.param("id") ?? "";
  const called = reference === "me" ? (context.get("caller").actor.alternateId ?? "") : reference;
  return await findPerson(deps.database.kysely, called);
}
