/** An event in words. */
import type { RecentEvent } from "@lockstep/service-app/contract";
import type { Tone } from "@lockstep/ui";
import { messages } from "../../messages.ts";

const t = messages.events;
/** More names than these say less. */
const NAMES_SHOWN = 4;
const NAMES = ["userName", "displayName", "name"] as const;

/** What each change means for the reader. */
export const KIND_TONES: Readonly<Record<RecentEvent["kind"], Tone>> = {
  created: "good",
  replaced: "busy",
  removed: "bad",
};

/** How the resource was called at the time. */
export function nameOf({ after, before, resourceId }: RecentEvent): string {
  const state = after ?? before ?? {};
  const name = NAMES.map((key) => state[key]).find((value) => typeof value === "string" && value !== "");
  return typeof name === "string" ? name : resourceId;
}

/** Which attributes and members changed. */
export function changesOf(event: RecentEvent): string {
  if (event.kind === "created" && event.changed.length > NAMES_SHOWN) return t.attributes(event.changed.length);
  const members = t.members(event.membersAdded.length, event.membersRemoved.length);
  const names = event.changed.slice(0, NAMES_SHOWN).map(shortName).join(", ");
  const rest = event.changed.length - NAMES_SHOWN;
  const parts = [rest > 0 ? t.andMore(names, rest) : names, members].filter((part) => part !== "");
  return parts.length === 0 ? t.secretOnly : parts.join("; ");
}

/** An attribute of an extension without its schema's URN. */
function shortName(attribute: string): string {
  return attribute.startsWith("urn:") ? attribute.slice(attribute.lastIndexOf(":") + 1) : attribute;
}
