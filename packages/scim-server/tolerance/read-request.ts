/** The front layer: what a request carries, in the form that the strict core reads. */
import { type PatchOperation, type PatchRules, type ResourceShape, readPatchMessage } from "@lockstep/scim";
import { type Exchange, findHolderRule } from "../context.ts";
import type { Leniency } from "./leniency.ts";
import { resolveReferences } from "./manager-reference.ts";
import { normaliseDocument } from "./normalise-document.ts";
import { normalisePatch } from "./normalise-patch.ts";
import type { PendingReference } from "./normalise-value.ts";

/** The body of a create or a replace. Throws `ScimError`. */
export async function readDocument(exchange: Exchange, shape: ResourceShape): Promise<unknown> {
  const references: PendingReference[] = [];
  const body = await exchange.readBody();
  const document = normaliseDocument({ shape, leniency: exchange.leniency, references }, body);
  if (references.length > 0) await resolveReferences(exchange, references);
  return document;
}

/** The operations of a PATCH; `positions` tells where each stood in the message as it came, when that differs. */
export interface ReadPatch {
  readonly operations: readonly PatchOperation[];
  readonly positions: readonly number[] | undefined;
}

/** The body of a PATCH. Throws `ScimError`. */
export async function readPatch(exchange: Exchange, shape: ResourceShape): Promise<ReadPatch> {
  const { provider, leniency } = exchange;
  const references: PendingReference[] = [];
  const membershipAttribute = findHolderRule(provider, shape)?.attribute;
  const context = { shape, leniency, references, membershipAttribute };
  const { body, positions } = normalisePatch(context, await exchange.readBody());
  if (references.length > 0) await resolveReferences(exchange, references);
  return { operations: readPatchMessage(body), positions };
}

/** How operations are applied that need the current state to be understood. */
export function patchRules(leniency: Leniency): PatchRules {
  return {
    createMissing: (op) => leniency.use(op === "add" ? "createMissingByAdd" : "createMissingByReplace"),
    replacesWhole: leniency.has("wholeReplace"),
    selectsOne: leniency.has("narrowPaths"),
  };
}
