/** The account, its modules and outbox. */
import type { AccountId } from "@lockstep/ports";
import { Hono } from "hono";
import { z } from "zod";
import type { Account } from "../contract.ts";
import { requireAccount, setRestoresIds, setScimModule } from "../domain/account.ts";
import { writeAudit } from "../domain/audit.ts";
import { listOutbox } from "../domain/mail.ts";
import type { QueryExecutorProvider } from "../sql.ts";
import type { ApiEnv, ApiParts } from "./environment.ts";
import { readBody } from "./read-input.ts";
import { requireAdministrator } from "./rights.ts";

const Module = z.object({ enabled: z.boolean("give true or false") });
const Settings = z.object({ restoresIds: z.boolean("give true or false") });
export function accountRoutes(parts: ApiParts): Hono<ApiEnv> {
  const { config } = parts;
  const routes = new Hono<ApiEnv>();
  routes.get("/account", async (context) => {
    const { accountId } = context.var.viewer;
    return context.json(await config.database.inAccount(accountId, (trx) => readAccount(trx, parts, accountId)));
  });
  routes.put("/account/modules/scim", async (context) => {
    const { viewer, traceId } = context.var;
    requireAdministrator(viewer);
    const { enabled } = await readBody(context, Module);
    const account = await config.database.inAccount(viewer.accountId, async (trx) => {
      const { hasScim } = await requireAccount(trx, viewer.accountId);
      await setScimModule(trx, viewer.accountId, enabled);
      const detail = { module: "scim", before: { enabled: hasScim }, after: { enabled } };
      const entry = { accountId: viewer.accountId, actorUserId: viewer.userId, detail };
      await writeAudit(trx, { ...entry, action: "module.changed", traceId }, config);
      return readAccount(trx, parts, viewer.accountId);
    });
    return context.json(account);
  });
  routes.put("/account/settings", async (context) => {
    const { viewer, traceId } = context.var;
    requireAdministrator(viewer);
    const { restoresIds } = await readBody(context, Settings);
    const account = await config.database.inAccount(viewer.accountId, async (trx) => {
      const before = await requireAccount(trx, viewer.accountId);
      await setRestoresIds(trx, viewer.accountId, restoresIds);
      const detail = { before: { restoresIds: before.restoresIds }, after: { restoresIds } };
      const entry = { accountId: viewer.accountId, actorUserId: viewer.userId, detail };
      await writeAudit(trx, { ...entry, action: "settings.changed", traceId }, config);
      return readAccount(trx, parts, viewer.accountId);
    });
    return context.json(account);
  });
  routes.get("/outbox", async (context) => {
    const { viewer } = context.var;
    requireAdministrator(viewer);
    const items = await config.database.inAccount(viewer.accountId, (trx) =>
      listOutbox(trx, viewer.accountId, config.masterKey),
    );
    return context.json({ items });
  });
  return routes;
}

/** The account as the console shows it. */
export async function readAccount(trx: QueryExecutorProvider, parts: ApiParts, accountId: AccountId): Promise<Account> {
  const account = await requireAccount(trx, accountId);
  return {
    id: account.id,
    name: account.name,
    modules: { scim: account.hasScim },
    settings: { restoresIds: account.restoresIds },
    scimBaseUrl: `${parts.baseUrl()}/SCIM/v2/`,
    supportUrl: parts.config.supportUrl,
    pricingUrl: parts.config.pricingUrl,
  };
}
