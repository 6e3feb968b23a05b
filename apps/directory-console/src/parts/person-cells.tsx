/** How people look in lists, and what their states mean. */
import type { PersonStatus } from "@lockstep/directory-app/contract";
import { Address, StatusBadge, type Tone } from "@lockstep/ui";
import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { AnchorLink } from "../links.tsx";
import { messages } from "../messages.ts";

const TONES: Readonly<Record<PersonStatus, Tone>> = {
  STAGED: "neutral",
  PROVISIONED: "neutral",
  ACTIVE: "good",
  RECOVERY: "warning",
  PASSWORD_EXPIRED: "warning",
  LOCKED_OUT: "bad",
  SUSPENDED: "warning",
  DEPROVISIONED: "neutral",
};

/** A person's status in words; what it means on hover. */
export function PersonStatusBadge({ status }: { status: PersonStatus }): ReactNode {
  return (
    <StatusBadge
      tone={TONES[status]}
      label={messages.personStatus[status].label}
      hint={messages.personStatus[status].meaning}
    />
  );
}

/** A person's name over the login, leading to the person. */
export function PersonName(props: { id: string; name: string; login: string | null | undefined }): ReactNode {
  return (
    <div>
      <AnchorLink to="/people/$personId" params={{ personId: props.id }} fw={600} size="sm">
        {props.name}
      </AnchorLink>
      <Text size="xs" c="dimmed">
        <Address value={props.login} />
      </Text>
    </div>
  );
}
