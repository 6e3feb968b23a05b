/** Users: list, one, their organisations, roles and activity. */
import type { JsonObject } from "@lockstep/scim";
import { Hono } from "hono";
import { z } from "zod";
import { ApiFault } from "../api-fault.ts";
import type { User } from "../contract.ts";
import { type AuditAction, writeAudit } from "../domain/audit.ts";
import { consoleCaller } from "../domain/caller.ts";
import { setOrganisations } from "../domain/membership.ts";
import { ROLES, setRoles } from "../domain/role.ts";
import type { Viewer } from "../domain/session.ts";
import { findUser, listUsers } from "../domain/user.ts";
import type { QueryExecutorProvider } from "../sql.ts";
import type { ApiEnv, ApiParts } from "./environment.ts";
import { Paging } from "./paging.ts";
import { notFound, readBody, readId, readQuery } from "./read-input.ts";
import { requireAdministrator, requireRightOver } from "./rights.ts";

const UsersQuery = Paging.extend({
  organisationId: z.uuid("choose an organisation from the list").optional(),
  active: z
    .enum(["true", "false"], "give true or false")
    .transform((value) => value === "true")
    .optional(),
});
const Organisations = z
  .object({
    organisationIds: z
      .array(z.uuid("choose organisations from the list"))
      .min(1, "choose at least one organisation")
      .max(500, "choose at most 500 organisations"),
    defaultOrganisationId: z.uuid("choose one of the organisations"),
  })
  .refine((value) => value.organisationIds.includes(value.defaultOrganisationId), {
    path: ["defaultOrganisationId"],
    error: "choose one of the user's organisations",
  });
const Roles = z.object({ roles: z.array(z.enum(ROLES, `choose among ${ROLES.join(", ")}`)).max(ROLES.length) });
const Active = z.object({ active: z.boolean("give true or false") });

export function userRoutes(parts: ApiParts): Hono<ApiEnv> {
  const { config } = parts;
  const routes = new Hono<ApiEnv>();
  routes.get("/users", async (context) => {
    const { viewer } = context.var;
    requireAdministrator(viewer);
    const { search, startIndex, count, organisationId, active } = readQuery(context, UsersQuery);
    const query = { search, startIndex, count, organisationId, active };
    return context.json(
      await config.database.inAccount(viewer.accountId, (trx) => listUsers(trx, viewer.accountId, query)),
    );
  });
  routes.get("/users/:id", async (context) => {
    const { viewer } = context.var;
    const id = readId(context, "user");
    if (id !== viewer.userId) requireAdministrator(viewer);
    return context.json(await config.database.inAccount(viewer.accountId, (trx) => requireUser(trx, viewer, id)));
  });
  return changeRoutes(parts, routes);
}

function changeRoutes(parts: ApiParts, routes: Hono<ApiEnv>): Hono<ApiEnv> {
  const { config } = parts;
  routes.put("/users/:id/organisations", async (context) => {
    const { viewer } = context.var;
    requireAdministrator(viewer);
    const id = readId(context, "user");
    const wanted = await readBody(context, Organisations);
    const user = await changeUser(parts, context.var, { id, action: "user.organisationsChanged" }, (trx) =>
      setOrganisations(trx, { accountId: viewer.accountId, userId: id }, wanted, config.clock.now()),
    );
    return context.json(user);
  });
  routes.put("/users/:id/roles", async (context) => {
    const { viewer } = context.var;
    requireAdministrator(viewer);
    const id = readId(context, "user");
    const { roles } = await readBody(context, Roles);
    requireRightOver(viewer, roles);
    const user = await changeUser(parts, context.var, { id, action: "user.rolesChanged" }, async (trx, before) => {
      requireRightOver(viewer, before.roles);
      await setRoles(trx, { accountId: viewer.accountId, userId: id }, roles, config.clock.now());
    });
    return context.json(user);
  });
  routes.put("/users/:id/active", async (context) => {
    const { viewer, traceId } = context.var;
    requireAdministrator(viewer);
    const id = readId(context, "user");
    const { active } = await readBody(context, Active);
    if (id === viewer.userId && !active) {
      throw new ApiFault(409, "ownUser", "You cannot deactivate yourself; ask another administrator.", {
        field: "active",
      });
    }
    const before = await config.database.inAccount(viewer.accountId, (trx) => requireUser(trx, viewer, id));
    requireRightOver(viewer, before.roles);
    const edit = { ifMatch: undefined, include: { members: false, groups: false } };
    await parts.store.change(
      consoleCaller(viewer, traceId),
      parts.userShape,
      id,
      (current) => ({ attributes: { ...current.attributes, active }, writeOnly: {}, membership: [] }),
      edit,
    );
    return context.json(await config.database.inAccount(viewer.accountId, (trx) => requireUser(trx, viewer, id)));
  });
  return routes;
}

/** Changes a user in one transaction with its audit entry, and reads what came of it. */
function changeUser(
  parts: ApiParts,
  { viewer, traceId }: Pick<ApiEnv["Variables"], "viewer" | "traceId">,
  change: { readonly id: string; readonly action: AuditAction },
  work: (trx: QueryExecutorProvider, before: User) => Promise<void>,
): Promise<User> {
  return parts.config.database.inAccount(viewer.accountId, async (trx) => {
    const before = await requireUser(trx, viewer, change.id);
    await work(trx, before);
    const after = await requireUser(trx, viewer, change.id);
    const entry = { accountId: viewer.accountId, actorUserId: viewer.userId, subjectId: change.id, traceId };
    const detail = { before: standingOf(before), after: standingOf(after) };
    await writeAudit(trx, { ...entry, action: change.action, detail }, parts.config);
    return after;
  });
}

/** What an administrator changes of a user beside the resource. */
function standingOf({ roles, organisations }: User): JsonObject {
  const codes = organisations.map(({ code, isDefault, source }) => ({ code, isDefault, source }));
  return { roles: [...roles], organisations: codes };
}

async function requireUser(trx: QueryExecutorProvider, viewer: Viewer, id: string): Promise<User> {
  const user = await findUser(trx, viewer.accountId, id);
  if (user === undefined) throw notFound("user");
  return user;
}
