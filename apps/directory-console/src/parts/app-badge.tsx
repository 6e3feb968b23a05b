import type { DirectoryApp } from "@lockstep/directory-app/contract";
import { StatusBadge } from "@lockstep/ui";
import type { ReactNode } from "react";
import { messages } from "../messages.ts";

const t = messages.appState;

/** Whether an app is provisioned, paused, or not connected yet. */
export function AppBadge({ app }: { app: DirectoryApp }): ReactNode {
  const { provisioning } = app.settings;
  if (app.status === "INACTIVE") return <StatusBadge tone="neutral" label={t.inactive} hint={t.inactiveMeaning} />;
  if (provisioning.paused !== null) {
    return <StatusBadge tone="warning" label={t.paused} hint={provisioning.paused.detail} />;
  }
  if (!provisioning.enabled) return <StatusBadge tone="neutral" label={t.notConnected} hint={t.notConnectedMeaning} />;
  return <StatusBadge tone="good" label={t.connected} hint={t.connectedMeaning} />;
}
