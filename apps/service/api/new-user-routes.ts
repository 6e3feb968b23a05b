/** Adding a user by hand: the way to a provisioning administrator's own account. */
import type { AccountId, ResourceId } from "@lockstep/ports";
import { assertResource, type JsonObject, type ResourceShape, ScimError } from "@lockstep/scim";
import { Hono } from "hono";
import { z } from "zod";
import { ApiFault } from "../api-fault.ts";
import { writeAudit } from "../domain/audit.ts";
import { consoleCaller } from "../domain/caller.ts";
import { setOrganisations } from "../domain/membership.ts";
import type { CreatedWork } from "../domain/provisioning.ts";
import { sendWelcomeLink } from "../domain/reset-link.ts";
import { grantRole, ROLES } from "../domain/role.ts";
import { findUser } from "../domain/user.ts";
import type { ApiEnv, ApiParts } from "./environment.ts";
import { NewPassword } from "./me-routes.ts";
import { readBody } from "./read-input.ts";
import { resetPageUrl } from "./reset-routes.ts";
import { requireRightOver } from "./rights.ts";

/** A given or family name. */
export const PersonName = z.string().trim().min(1, "enter a name").max(100, "use at most 100 characters");
/** The e-mail that a user signs in with. */
export const PersonEmail = z
  .email("enter an e-mail such as jane@example.com")
  .max(320, "is longer than an e-mail can be");
const NewUser = z
  .object({
    email: PersonEmail,
    givenName: PersonName,
    familyName: PersonName,
    password: NewPassword.optional(),
    roles: z.array(z.enum(ROLES, `choose among ${ROLES.join(", ")}`)).max(ROLES.length, "choose each role once"),
    organisationIds: z
      .array(z.uuid("choose organisations from the list"))
      .min(1, "choose at least one organisation")
      .max(500, "choose at most 500 organisations"),
    defaultOrganisationId: z.uuid("choose one of the organisations").optional(),
  })
  .refine(({ organisationIds, defaultOrganisationId: id }) => id === undefined || organisationIds.includes(id), {
    path: ["defaultOrganisationId"],
    error: "choose one of the user's organisations",
  });
type NewUser = z.output<typeof NewUser>;

export function newUserRoutes(parts: ApiParts): Hono<ApiEnv> {
  const { database } = parts.config;
  const routes = new Hono<ApiEnv>();
  routes.post("/users", async (context) => {
    const { viewer, traceId } = context.var;
    const draft = await readBody(context, NewUser);
    requireRightOver(viewer, draft.roles);
    const mails: string[] = [];
    const caller = consoleCaller(viewer, traceId);
    parts.hooks.whenCreated(caller, finish(parts, context.var, { draft, mails }));
    const user = await findUserShape(parts, viewer.accountId);
    const resource = toResourceDraft(draft);
    // An account may demand an extension of its users; who is made by hand cannot have it.
    assertResource(user, resource.attributes);
    const made = await parts.store
      .create(caller, user, resource, { members: false, groups: false })
      .catch(refuseTakenEmail);
    for (const mailId of mails) parts.mailer.deliver(viewer.accountId, mailId);
    const shown = await database.inAccount(viewer.accountId, (trx) =>
      findUser(trx, viewer.accountId, made.resource.id),
    );
    return context.json(shown, 201);
  });
  return routes;
}

async function findUserShape(parts: ApiParts, accountId: AccountId): Promise<ResourceShape> {
  const shapes = await parts.catalogues.shapesOf(accountId);
  return shapes.find(({ type }) => type.name === parts.userShape.type.name) ?? parts.userShape;
}

/** Everything that a user is beside the resource, in the same transaction. */
function finish(
  parts: ApiParts,
  { viewer, traceId }: Pick<ApiEnv["Variables"], "viewer" | "traceId">,
  { draft, mails }: { readonly draft: NewUser; readonly mails: string[] },
): CreatedWork {
  const { config } = parts;
  const { accountId } = viewer;
  return async (trx, userId: ResourceId) => {
    // The transaction may be tried again after a deadlock: only the mail of the last try counts.
    mails.length = 0;
    const now = config.clock.now();
    for (const role of draft.roles) await grantRole(trx, { accountId, userId }, role, now);
    const { organisationIds } = draft;
    const defaultOrganisationId = draft.defaultOrganisationId ?? organisationIds[0] ?? "";
    await setOrganisations(trx, { accountId, userId }, { organisationIds, defaultOrganisationId }, now);
    const entry = { accountId, action: "user.added", actorUserId: viewer.userId, subjectId: userId, traceId } as const;
    await writeAudit(trx, { ...entry, detail: { after: { roles: [...draft.roles], organisationIds } } }, config);
    if (draft.password !== undefined) return;
    mails.push(await sendWelcomeLink(trx, { accountId, userId, email: draft.email }, resetPageUrl(parts), config));
  };
}

function toResourceDraft(draft: NewUser) {
  const { email, givenName, familyName, password } = draft;
  const attributes: JsonObject = {
    userName: email,
    name: { givenName, familyName },
    displayName: `${givenName} ${familyName}`,
    active: true,
    emails: [{ value: email, type: "work", primary: true }],
  };
  return { attributes, writeOnly: password === undefined ? {} : { password }, membership: [] };
}

/** A handler of a failed write: 409 when the e-mail is taken. */
export function refuseTakenEmail(error: unknown): never {
  if (!(error instanceof ScimError) || error.code !== "uniqueness") throw error;
  const message = "Another user of the account has this e-mail; search for that user, or enter another e-mail.";
  throw new ApiFault(409, "emailTaken", message, { field: "email" });
}
