/** Cells that show users in lists. */
import type { User } from "@lockstep/service-app/contract";
import { Address, type Column, StatusBadge } from "@lockstep/ui";
import { Badge, Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { AnchorLink } from "../links.tsx";
import { messages } from "../messages.ts";

const t = messages.users;
const ORGANISATIONS_SHOWN = 2;

/** Active or inactive, in words. */
export function ActiveBadge({ isActive }: { isActive: boolean }): ReactNode {
  return isActive ? <StatusBadge tone="good" label={t.active} /> : <StatusBadge tone="neutral" label={t.inactive} />;
}

/** A user's name over the e-mail, leading to the user. */
export function UserName(props: { id: string; displayName: string; email: string }): ReactNode {
  return (
    <div>
      <AnchorLink to="/users/$userId" params={{ userId: props.id }} fw={600} size="sm">
        {props.displayName}
      </AnchorLink>
      <Text size="xs" c="dimmed">
        <Address value={props.email} />
      </Text>
    </div>
  );
}

/** Columns of the user list. */
export const userColumns: readonly Column<User>[] = [
  {
    key: "name",
    header: t.name,
    render: (user) => <UserName id={user.id} displayName={user.displayName} email={user.email} />,
  },
  {
    key: "organisations",
    header: t.organisations,
    render: (user) => (
      <Group gap={6}>
        {user.organisations.slice(0, ORGANISATIONS_SHOWN).map((organisation) => (
          <Badge key={organisation.id} variant="default">
            {organisation.name}
          </Badge>
        ))}
        {user.organisations.length > ORGANISATIONS_SHOWN && (
          <Text size="xs" c="dimmed">
            {t.more(user.organisations.length - ORGANISATIONS_SHOWN)}
          </Text>
        )}
      </Group>
    ),
  },
  { key: "department", header: t.department, render: (user) => user.department ?? "–" },
  {
    key: "source",
    header: t.source,
    width: 130,
    render: (user) => (
      <Text size="sm" c="dimmed">
        {user.provisioned ? t.provisioned : t.manual}
      </Text>
    ),
  },
  { key: "active", header: t.state, width: 120, render: (user) => <ActiveBadge isActive={user.active} /> },
];
