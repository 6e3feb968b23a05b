/** The tree of organisations: for owners and administrators. */
import { Hono } from "hono";
import { z } from "zod";
import type { Organisation } from "../contract.ts";
import { type AuditAction, writeAudit } from "../domain/audit.ts";
import { changeOrganisation, removeOrganisation } from "../domain/change-organisation.ts";
import { createOrganisation, listOrganisations } from "../domain/organisation.ts";
import type { QueryExecutorProvider } from "../sql.ts";
import type { ApiEnv, ApiParts } from "./environment.ts";
import { notFound, readBody, readId } from "./read-input.ts";
import { requireAdministrator } from "./rights.ts";

const ParentId = z.uuid("choose a parent organisation from the list");
const NewOrganisation = z.object({
  name: z.string().trim().min(1, "give the organisation a name").max(200, "use at most 200 characters"),
  code: z
    .string()
    .trim()
    .min(1, "give the organisation a code")
    .max(64, "use at most 64 characters")
    .regex(/^[^\s]+$/u, "use no spaces in the code"),
  parentId: ParentId,
});
const ChangedOrganisation = NewOrganisation.extend({ parentId: ParentId.nullable() });

export function organisationRoutes({ config }: ApiParts): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  routes.get("/organisations", async (context) => {
    const { viewer } = context.var;
    requireAdministrator(viewer);
    const items = await config.database.inAccount(viewer.accountId, (trx) => listOrganisations(trx, viewer.accountId));
    return context.json({ items });
  });
  routes.post("/organisations", async (context) => {
    const { viewer } = context.var;
    requireAdministrator(viewer);
    const draft = await readBody(context, NewOrganisation);
    const organisation = await config.database.inAccount(viewer.accountId, async (trx) => {
      const made = await createOrganisation(trx, viewer.accountId, draft, config);
      await audit(trx, context.var, { action: "organisation.created", after: made });
      return made;
    });
    return context.json(organisation, 201);
  });
  routes.put("/organisations/:id", async (context) => {
    const { viewer } = context.var;
    requireAdministrator(viewer);
    const id = readId(context, "organisation");
    const change = await readBody(context, ChangedOrganisation);
    const organisation = await config.database.inAccount(viewer.accountId, async (trx) => {
      const changed = await changeOrganisation(trx, viewer.accountId, { id, change });
      if (changed === undefined) throw notFound("organisation");
      await audit(trx, context.var, { action: "organisation.changed", ...changed });
      return changed.after;
    });
    return context.json(organisation);
  });
  routes.delete("/organisations/:id", async (context) => {
    const { viewer } = context.var;
    requireAdministrator(viewer);
    const id = readId(context, "organisation");
    await config.database.inAccount(viewer.accountId, async (trx) => {
      const before = await removeOrganisation(trx, viewer.accountId, id);
      if (before === undefined) throw notFound("organisation");
      await audit(trx, context.var, { action: "organisation.removed", before });
    });
    return context.body(null, 204);
  });
  return routes;

  function audit(
    trx: QueryExecutorProvider,
    { viewer, traceId }: Pick<ApiEnv["Variables"], "viewer" | "traceId">,
    deed: { readonly action: AuditAction; readonly before?: Organisation; readonly after?: Organisation },
  ): Promise<void> {
    const { action, before, after } = deed;
    const detail = {
      id: (after ?? before)?.id ?? "",
      ...(before === undefined ? {} : { before: shown(before) }),
      ...(after === undefined ? {} : { after: shown(after) }),
    };
    const entry = { accountId: viewer.accountId, actorUserId: viewer.userId, traceId };
    return writeAudit(trx, { ...entry, action, detail }, config);
  }
}

function shown({ code, name, parentId }: Organisation) {
  return { code, name, parentId };
}
