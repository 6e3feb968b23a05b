/** What each measured trait is for: which part of the system goes by it, or why it is shown only. */
import type { Passport } from "./passport.ts";

/** PLAN: which requests are made, and their shapes. RUN: what becomes of answers. IMPORT: how lists are read. SHOWN: for people only. */
export interface TraitUse {
  readonly usedBy: "PLAN" | "RUN" | "IMPORT" | "SHOWN";
  readonly how: string;
}

type Leaf = string | number | boolean;
type PathsOf<Traits> = {
  [Name in keyof Traits & string]: NonNullable<Traits[Name]> extends Leaf
    ? Name
    : `${Name}.${PathsOf<NonNullable<Traits[Name]>>}`;
}[keyof Traits & string];

/** Path of a trait in the passport. */
export type TraitPath = PathsOf<Omit<Passport, "version" | "notes">>;

const plan = (how: string): TraitUse => ({ usedBy: "PLAN", how });
const run = (how: string): TraitUse => ({ usedBy: "RUN", how });
const imports = (how: string): TraitUse => ({ usedBy: "IMPORT", how });
const shown = (how: string): TraitUse => ({ usedBy: "SHOWN", how });

const NEVER_SENT = "Clients other than the directory write so; its own requests never do.";
const OFFERED = "Tells which attribute can be chosen under lookupAttribute; the chosen one is used by the plan.";
const LATENCY = "Waits and rates follow what the target answers, not how long it took: a slow answer is no refusal.";

/** Every trait, complete by type. */
export const TRAIT_USES: Readonly<Record<TraitPath, TraitUse>> = {
  "user.put": plan("A profile is sent by PUT only where PUT works."),
  "user.patch.path": plan("Changes are sent as PATCH with paths where those work."),
  "user.patch.pathless": plan("Changes of status and password are sent as PATCH without a path where that works."),
  "user.patch.valuePath": plan("Paths hold filters only where those work."),
  "user.patch.upperCaseOp": shown(NEVER_SENT),
  "user.patch.stringBoolean": shown(`${NEVER_SENT} A target that takes nothing else has the switch booleans.`),
  "user.inactiveListed": shown("Absence is verified account by account, whatever a list leaves out."),
  "user.inactiveFound": shown("Before an account is made its name is asked for, and a refusal leads to another look."),
  "user.filterIgnoresCase": run("Where filters are exact, a name that is taken is looked for in the whole list."),
  "user.uniqueIgnoresCase": shown("The directory itself gives no two people names that differ in letter case only."),
  "user.delete": shown("Accounts are switched off, and deleted only where the switch deactivation says so."),
  "user.nameFreeAfterDelete": shown("A name that is still taken is found by the conflict that it causes."),
  "conflict.status": run(
    "A create that is refused with this status is followed by another look, and links what it finds.",
  ),
  "conflict.scimType": run("A refusal of the type uniqueness is followed by another look, whatever its status."),
  "conflict.accepted": run(
    "Where twins are accepted, no status stands for a conflict; every create is preceded by a look.",
  ),
  "group.put": plan("A group is replaced only where PUT works."),
  "group.renamePath": plan("A rename is sent in the shape that works."),
  "group.renamePathless": plan("A rename is sent in the shape that works."),
  "group.addMembers": plan("Members are added by PATCH only where that works."),
  "group.removeByFilter": plan("Members are removed in the shape that works."),
  "group.removeByValue": plan("Members are removed in the shape that works."),
  "group.replaceMembers": plan("All members are set at once only where that works."),
  "group.membersReturned": plan("Where members are not returned, the directory's own record counts."),
  "group.chunkAccepted": plan("A request holds no more members than were accepted."),
  "group.chunkRefused": plan("Without a refusal the dialect's own number stays when it is larger."),
  "filters.userName": plan("Without the filter that people are looked up by, all users are listed and compared."),
  "filters.externalId": shown(OFFERED),
  "filters.emails.value": shown(OFFERED),
  "filters.id": shown("Accounts whose id is known are read by it."),
  "filters.userName and active": shown("The directory asks with one condition at a time."),
  "filters.Group displayName": shown(
    "A group that is linked is read by its id; before one is made the name is asked for, and the answer is compared.",
  ),
  "filters.Group externalId": shown("Groups are found by name: few targets keep the external id of a group."),
  "paging.pageSizeMax": imports("Pages are as large as the target makes them."),
  "paging.pageSizeAsked": imports("Where no bound was met, pages are as large as was asked for."),
  "paging.totalIsTrue": imports("A walk that ends before a total that was seen to be true is in doubt."),
  "paging.startIndexWorks": shown(
    "A page that repeats rows or brings none ends a walk in doubt, whatever was measured.",
  ),
  "paging.cursor": imports("Lists are walked by cursor where that works and the app asks for nothing else."),
  "versions.etagSent": shown("A run reads what it changes right before, and looks again when a write was refused."),
  "versions.ifMatch": shown("A run reads what it changes right before, and looks again when a write was refused."),
  retryAfter: run("A target that tells dates is obeyed by the date, in every dialect."),
  "latency.requests": shown(LATENCY),
  "latency.p50Ms": shown(LATENCY),
  "latency.p90Ms": shown(LATENCY),
  "latency.p99Ms": shown(LATENCY),
  "latency.maxMs": shown(LATENCY),
};
