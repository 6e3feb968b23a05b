/** Renames, moves and removes organisations. The mother organisation is locked meanwhile: the tree changes one step at a time. */
import type { AccountId } from "@lockstep/ports";
import { ApiFault } from "../api-fault.ts";
import type { Organisation } from "../contract.ts";
import { type QueryExecutorProvider, sql } from "../sql.ts";
import { DEPTH_MAX, listOrganisations, refuseTakenCode } from "./organisation.ts";

/** What an organisation shall be; `parentId` null for the mother organisation, which stays where it is. */
export interface OrganisationChange {
  readonly name: string;
  readonly code: string;
  readonly parentId: string | null;
}

/** An organisation before and after a change. */
export interface ChangedOrganisation {
  readonly before: Organisation;
  readonly after: Organisation;
}

/**
 * Gives an organisation its name, code and parent. Undefined when the account has none with that id. Throws `ApiFault`: 409 `mother`,
 * `circle`, `tooManyOrganisations`, `codeTaken`, 400 `unknownOrganisation`.
 */
export async function changeOrganisation(
  trx: QueryExecutorProvider,
  accountId: AccountId,
  { id, change }: { readonly id: string; readonly change: OrganisationChange },
): Promise<ChangedOrganisation | undefined> {
  const all = await lockOrganisations(trx, accountId);
  const before = all.find((each) => each.id === id);
  if (before === undefined) return undefined;
  assertPlace(all, before, change.parentId);
  await sql`
    update organisation set name = ${change.name}, code = ${change.code}, parent_id = ${change.parentId}
    where account_id = ${accountId} and id = ${id}`
    .execute(trx)
    .catch(refuseTakenCode(change.code));
  return { before, after: { ...before, ...change } };
}

/** Removes an organisation that nobody belongs to and nothing lies below. Undefined when the account has none with that id. */
export async function removeOrganisation(
  trx: QueryExecutorProvider,
  accountId: AccountId,
  id: string,
): Promise<Organisation | undefined> {
  const all = await lockOrganisations(trx, accountId);
  const organisation = all.find((each) => each.id === id);
  if (organisation === undefined) return undefined;
  if (organisation.parentId === null) throw motherStays();
  const below = all.filter((each) => each.parentId === id).length;
  if (below > 0 || organisation.userCount > 0) {
    throw new ApiFault(
      409,
      "organisationInUse",
      `${organisation.userCount} users belong to ${organisation.name} and ${below} organisations lie below it; give them another place first.`,
    );
  }
  await sql`delete from organisation where account_id = ${accountId} and id = ${id}`.execute(trx);
  return organisation;
}

async function lockOrganisations(trx: QueryExecutorProvider, accountId: AccountId): Promise<readonly Organisation[]> {
  await sql`select 1 from organisation where account_id = ${accountId} and parent_id is null for update`.execute(trx);
  return listOrganisations(trx, accountId);
}

function assertPlace(all: readonly Organisation[], moved: Organisation, parentId: string | null): void {
  if (moved.parentId === parentId) return;
  if (moved.parentId === null || parentId === null) throw motherStays();
  const above = ancestorsOf(all, parentId);
  if (above.length === 0) {
    const message = "The parent organisation does not exist; choose one from the list.";
    throw new ApiFault(400, "unknownOrganisation", message, { field: "parentId" });
  }
  if (above.includes(moved.id)) {
    const message = `${moved.name} cannot lie below itself; choose a parent outside of it.`;
    throw new ApiFault(409, "circle", message, { field: "parentId" });
  }
  if (above.length + heightOf(all, moved.id) > DEPTH_MAX) {
    const message = `Organisations lie at most ${DEPTH_MAX} levels deep; choose a parent further up.`;
    throw new ApiFault(409, "tooManyOrganisations", message, { field: "parentId" });
  }
}

function motherStays(): ApiFault {
  const message = "Every account has one parent organisation on top: it can be renamed, but neither moved nor removed.";
  return new ApiFault(409, "mother", message, { field: "parentId" });
}

/** Ids from the organisation itself up to the mother; empty when it does not exist. */
function ancestorsOf(all: readonly Organisation[], id: string): readonly string[] {
  const byId = new Map(all.map((each) => [each.id, each]));
  const ids: string[] = [];
  for (let at = byId.get(id); at !== undefined && ids.length <= DEPTH_MAX; at = byId.get(at.parentId ?? "")) {
    ids.push(at.id);
  }
  return ids;
}

/** Levels of the tree that begins with the organisation. */
function heightOf(all: readonly Organisation[], id: string): number {
  let level: readonly string[] = [id];
  let height = 0;
  while (level.length > 0 && height <= DEPTH_MAX) {
    height += 1;
    const parents = new Set(level);
    level = all.filter(({ parentId }) => parentId !== null && parents.has(parentId)).map((each) => each.id);
  }
  return height;
}
