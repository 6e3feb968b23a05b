import { Avatar } from "@mantine/core";
import type { ReactNode } from "react";

/** The app's initials in a square. Decorative; the label stands beside it. */
export function AppIcon({ label, size = 36 }: { label: string; size?: number }): ReactNode {
  return <Avatar name={label} size={size} radius="md" color="tide" aria-hidden />;
}
