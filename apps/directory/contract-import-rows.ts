/**
 * What becomes of imported accounts: part of the contract. Below `/api/lockstep/v1/apps/:id` unless a path says otherwise.
 *
 *   GET    import-rows?match&state&active&q&limit&after -> ImportRowPage, by user name; `next` is the cursor of the page after
 *   POST   import-rows/confirm     { rows: { externalId, action: "LINK"|"NEW"|"IGNORE"|"UNIGNORE", personId? }[], activateNew? } -> ConfirmResult; all or none
 *   POST   import-rows/confirm-all { match, activateNew? } -> BulkConfirmResult, or BulkProgress steps as a stream (Accept: text/event-stream)
 *   POST   import-rows/undo        { externalIds } -> UndoResult
 *   POST   import-rows/rematch     -> RematchResult, or its steps as a stream
 *   POST   import-rows/clear       -> { cleared }: "Clear unconfirmed users"
 *   GET, PUT import-mappings       { items: ImportMapping[] }: app to directory; `login` comes from the user name format of imported people
 *   GET    imports/:runId/results?outcome&difference&q&limit&after -> ImportResultPage
 *   GET    imports/:runId/results/export?format=csv|jsonl -> a stream, with the same filters
 *   GET, PUT import-hook           ImportHookInput -> ImportHook; the secret is in the answer that made it, and nowhere else
 *   DELETE import-hook             -> 204
 *   POST   import-hook/secret      -> ImportHook with a new secret; the old one ends
 *   POST   import-hook/test        { url? } -> ImportHookTest
 *   GET, PUT /api/lockstep/v1/profile-sources  { appIds } -> { items: ProfileSource[] }, the first counts most
 *   GET    /api/lockstep/v1/people/:personId/sources -> { items: AttributeSource[] }: who masters what of one person
 */
import type { InboundProvisioningCapabilities } from "./contract-features.ts";

export interface ImportRow {
  readonly externalId: string;
  readonly userName: string;
  readonly active: boolean;
  readonly displayName: string;
  readonly match: "EXACT" | "PARTIAL" | "NONE" | "AMBIGUOUS";
  readonly state: "UNCONFIRMED" | "CONFIRMED" | "IGNORED";
  readonly person: { readonly id: string; readonly login: string } | null;
  /** Why it is not matched, or what keeps it from becoming a person; null when nothing is in the way. */
  readonly reason: string | null;
  /** What a person made from it would hold. */
  readonly profile: Readonly<Record<string, unknown>>;
  /** What was confirmed, and whether it can be undone still. */
  readonly confirmed: { readonly as: "LINK" | "NEW"; readonly at: string; readonly canUndo: boolean } | null;
}
export interface ImportRowPage {
  readonly items: readonly ImportRow[];
  readonly next: string | null;
  /** All rows of the app, whatever is filtered. */
  readonly counts: ImportRowCounts;
}
export interface ImportRowCounts {
  readonly unconfirmed: Readonly<Record<ImportRow["match"], number>>;
  readonly confirmed: number;
  readonly ignored: number;
}
export interface ConfirmResult {
  readonly linked: number;
  readonly created: number;
  readonly ignored: number;
  readonly unignored: number;
}
/** Rows that could not be confirmed keep waiting, each with its reason; the first of them are named here. */
export interface BulkConfirmResult {
  readonly linked: number;
  readonly created: number;
  readonly failed: number;
  readonly failures: readonly { readonly externalId: string; readonly userName: string; readonly reason: string }[];
}
export interface BulkProgress {
  readonly done: number;
  readonly total: number;
}
export interface UndoResult {
  readonly unlinked: number;
  readonly deleted: number;
  /** What was not undone, or not wholly, and why. */
  readonly kept: readonly { readonly externalId: string; readonly reason: string }[];
}
export interface RematchResult {
  readonly looked: number;
  readonly changed: number;
  readonly counts: ImportRowCounts;
}
export interface ImportMapping {
  /** Of the directory's profile. */
  readonly attribute: string;
  /** Over `appuser.…`, the app's user; `user.…` is the person as it stands, when there is one. */
  readonly expression: string;
}
export interface ImportResult {
  readonly externalId: string;
  readonly userName: string;
  /** WAITING: for somebody to confirm it. FAILED: no person could be made. */
  readonly outcome: "CREATED" | "LINKED" | "WAITING" | "UPDATED" | "REMOVED" | "SKIPPED" | "FAILED";
  readonly match: ImportRow["match"] | null;
  readonly person: { readonly id: string; readonly login: string } | null;
  readonly reason: string;
  /** Attributes of the person that changed. */
  readonly changes: readonly string[];
}
export interface ImportResultPage {
  readonly items: readonly ImportResult[];
  readonly next: string | null;
  /** Rows by outcome. */
  readonly counts: Readonly<Record<ImportResult["outcome"], number>>;
  /** Compared with the run before; null when there was none whose rows are still kept. */
  readonly difference: { readonly previousRunId: string; readonly appeared: number; readonly ended: number } | null;
}
export interface ImportHookInput {
  readonly url: string;
  readonly enabled: boolean;
}
export interface ImportHook extends ImportHookInput {
  /** Only in the answer that made it. */
  readonly secret: string | null;
  readonly created: string;
  readonly lastUpdated: string;
}
/** One question to the hook with a made-up account, and what came of it. */
export interface ImportHookTest {
  readonly ok: boolean;
  readonly status: number | null;
  readonly milliseconds: number;
  readonly request: unknown;
  readonly response: unknown;
  /** What is wrong and what to do; null when nothing is. */
  readonly problem: string | null;
}
export interface ProfileSource {
  readonly id: string;
  readonly label: string;
}
export interface AttributeSource {
  readonly attribute: string;
  readonly app: ProfileSource;
}
/** `importRules.profileAndLifecycle` of the feature INBOUND_PROVISIONING: ours, beside Okta's `userCreateAndMatch`. */
export type ProfileAndLifecycle = InboundProvisioningCapabilities["importRules"]["profileAndLifecycle"];
