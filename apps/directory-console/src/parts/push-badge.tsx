import type { GroupPushMapping } from "@lockstep/directory-app/contract";
import { StatusBadge } from "@lockstep/ui";
import type { ReactNode } from "react";
import { messages } from "../messages.ts";

const t = messages.pushState;

/** State of a push group in one word; the cause of an error on hover. */
export function PushBadge({
  mapping,
}: {
  mapping: Pick<GroupPushMapping, "pending" | "errorSummary"> & { status: GroupPushMapping["status"] | "UNLINKING" };
}): ReactNode {
  if (mapping.status === "ERROR") {
    return <StatusBadge tone="bad" label={t.error} hint={mapping.errorSummary ?? t.errorMeaning} />;
  }
  if (mapping.status === "UNLINKING") {
    return <StatusBadge tone="busy" label={t.unlinking} hint={t.unlinkingMeaning} />;
  }
  if (mapping.status === "INACTIVE") return <StatusBadge tone="neutral" label={t.inactive} hint={t.inactiveMeaning} />;
  if (mapping.pending) return <StatusBadge tone="busy" label={t.pending} hint={t.pendingMeaning} />;
  return <StatusBadge tone="good" label={t.active} hint={t.activeMeaning} />;
}
