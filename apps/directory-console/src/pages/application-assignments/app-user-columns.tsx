import type { AppUser } from "@lockstep/directory-app/contract";
import { Address, type Column, Timestamp } from "@lockstep/ui";
import { ActionIcon, Button, Group, Menu, Text } from "@mantine/core";
import { IconDots, IconEye, IconSend, IconUserMinus } from "@tabler/icons-react";
import { messages } from "../../messages.ts";
import { AppUserBadge } from "../../parts/app-user-badge.tsx";
import { PersonName } from "../../parts/person-cells.tsx";

const t = messages.assignments;

/** Columns of the people who have an app. */
export function appUserColumns(on: {
  onProvision: (appUser: AppUser) => void;
  onUnassign: (appUser: AppUser) => void;
  onPreview: (appUser: AppUser) => void;
}): readonly Column<AppUser>[] {
  return [
    {
      key: "person",
      header: t.person,
      render: (appUser) => (
        <PersonName id={appUser.id} name={appUser.person.displayName} login={appUser.person.login} />
      ),
    },
    {
      key: "userName",
      header: t.userName,
      render: (appUser) => <Address value={appUser.credentials.userName} />,
    },
    {
      key: "type",
      header: t.type,
      width: 120,
      render: (appUser) => (appUser.scope === "GROUP" ? t.byGroup : t.individually),
    },
    {
      key: "state",
      header: t.state,
      render: (appUser) => (
        <div>
          <AppUserBadge appUser={appUser} />
          {appUser.error !== null && (
            <Text size="xs" c="var(--mantine-color-error)" mt={2} maw={280} style={{ overflowWrap: "anywhere" }}>
              {appUser.error}
            </Text>
          )}
        </div>
      ),
    },
    {
      key: "lastSync",
      header: t.lastSync,
      width: 180,
      render: (appUser) => <Timestamp value={appUser.lastSync} never={t.never} />,
    },
    {
      key: "actions",
      header: t.actions,
      isHeaderHidden: true,
      align: "right",
      width: 160,
      render: (appUser) => (
        <Group gap={4} justify="flex-end" wrap="nowrap">
          {appUser.needsProvisioning && (
            <Button
              size="compact-sm"
              visibleFrom="sm"
              aria-label={t.provisionLabel(appUser.person.displayName)}
              onClick={() => on.onProvision(appUser)}
            >
              {t.provision}
            </Button>
          )}
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon aria-label={t.actionsFor(appUser.person.displayName)}>
                <IconDots size={16} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconEye size={16} aria-hidden />} onClick={() => on.onPreview(appUser)}>
                {t.preview}
              </Menu.Item>
              <Menu.Item leftSection={<IconSend size={16} aria-hidden />} onClick={() => on.onProvision(appUser)}>
                {t.provision}
              </Menu.Item>
              <Menu.Item
                leftSection={<IconUserMinus size={16} aria-hidden />}
                disabled={appUser.scope === "GROUP"}
                onClick={() => on.onUnassign(appUser)}
              >
                {appUser.scope === "GROUP" ? t.unassignByGroup : t.unassign}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </Group>
      ),
    },
  ];
}
