import type { AppUser } from "@lockstep/directory-app/contract";
import { StatusBadge, type Tone } from "@lockstep/ui";
import type { ReactNode } from "react";
import { messages } from "../messages.ts";

const t = messages.appUserState;

/** What an account in an app is up to, in one word; the whole sentence on hover. */
export function AppUserBadge({ appUser }: { appUser: AppUser }): ReactNode {
  const { tone, state } = appUserState(appUser);
  return <StatusBadge tone={tone} label={t[state].label} hint={appUser.error ?? t[state].meaning} />;
}

/** Reduces Okta's status and sync state to what an administrator needs to know. */
export function appUserState(appUser: AppUser): { tone: Tone; state: keyof typeof t } {
  if (appUser.syncState === "ERROR") return { tone: "bad", state: "failed" };
  if (appUser.needsProvisioning) return { tone: "warning", state: "waiting" };
  if (appUser.syncState === "SYNCING") return { tone: "busy", state: "sending" };
  if (appUser.syncState === "OUT_OF_SYNC") return { tone: "busy", state: "queued" };
  if (appUser.status === "DEPROVISIONED") return { tone: "neutral", state: "unassigned" };
  if (appUser.syncState === "DISABLED") return { tone: "neutral", state: "notProvisioned" };
  return { tone: "good", state: "inStep" };
}
