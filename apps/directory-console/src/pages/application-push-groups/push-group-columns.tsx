import type { GroupPushMapping } from "@lockstep/directory-app/contract";
import { type Column, Timestamp } from "@lockstep/ui";
import { ActionIcon, Anchor, Button, Group, Menu, Text } from "@mantine/core";
import { IconDots, IconPlayerPause, IconPlayerPlay, IconSend, IconUnlink } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { AnchorLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { PushBadge } from "../../parts/push-badge.tsx";

const t = messages.pushGroups;

/** What can be done with a push group. */
interface PushGroupActions {
  /** Mappings whose group's name another group of the app bears. */
  readonly clashes: ReadonlySet<string>;
  readonly onResolve: (mapping: GroupPushMapping) => void;
  readonly onLeftOut: (mapping: GroupPushMapping) => void;
  readonly onPush: (mapping: GroupPushMapping) => void;
  readonly onSwitch: (mapping: GroupPushMapping, isActive: boolean) => void;
  readonly onUnlink: (mapping: GroupPushMapping) => void;
}

/** Columns of the push groups of an app. */
export function pushGroupColumns(on: PushGroupActions): readonly Column<GroupPushMapping>[] {
  return [
    {
      key: "group",
      header: t.group,
      render: (mapping) => (
        <AnchorLink to="/groups/$groupId" params={{ groupId: mapping.sourceGroupId }} fw={600} size="sm">
          {mapping.sourceGroupName}
        </AnchorLink>
      ),
    },
    { key: "status", header: t.status, render: (mapping) => <PushState mapping={mapping} on={on} /> },
    { key: "members", header: t.members, width: 170, render: (mapping) => <Members mapping={mapping} on={on} /> },
    {
      key: "lastPush",
      header: t.lastPush,
      width: 190,
      render: (mapping) => <Timestamp value={mapping.lastPush} never={t.never} />,
    },
    {
      key: "actions",
      header: messages.assignments.actions,
      isHeaderHidden: true,
      align: "right",
      width: 70,
      render: (mapping) => <PushMenu mapping={mapping} on={on} />,
    },
  ];
}

function PushState({ mapping, on }: { mapping: GroupPushMapping; on: PushGroupActions }): ReactNode {
  return (
    <div>
      <PushBadge mapping={mapping} />
      {mapping.status === "ERROR" && mapping.errorSummary !== null && (
        <Text size="xs" c="var(--mantine-color-error)" mt={2} maw={320} style={{ overflowWrap: "anywhere" }}>
          {mapping.errorSummary}
        </Text>
      )}
      {on.clashes.has(mapping.id) && (
        <Button size="compact-xs" mt={6} onClick={() => on.onResolve(mapping)}>
          {t.resolve}
        </Button>
      )}
    </div>
  );
}

function Members({ mapping, on }: { mapping: GroupPushMapping; on: PushGroupActions }): ReactNode {
  return (
    <div>
      <Text size="sm">{t.memberCount(mapping.pushedMembers)}</Text>
      {mapping.leftOut.length > 0 && (
        <Anchor component="button" type="button" size="xs" onClick={() => on.onLeftOut(mapping)}>
          {t.leftOut(mapping.leftOut.length)}
        </Anchor>
      )}
    </div>
  );
}

function PushMenu({ mapping, on }: { mapping: GroupPushMapping; on: PushGroupActions }): ReactNode {
  return (
    <Group justify="flex-end">
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={messages.assignments.actionsFor(mapping.sourceGroupName)}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconSend size={16} aria-hidden />}
            disabled={mapping.status === "INACTIVE"}
            onClick={() => on.onPush(mapping)}
          >
            {t.pushNow}
          </Menu.Item>
          {mapping.status === "INACTIVE" ? (
            <Menu.Item
              leftSection={<IconPlayerPlay size={16} aria-hidden />}
              onClick={() => on.onSwitch(mapping, true)}
            >
              {t.activate}
            </Menu.Item>
          ) : (
            <Menu.Item
              leftSection={<IconPlayerPause size={16} aria-hidden />}
              onClick={() => on.onSwitch(mapping, false)}
            >
              {t.deactivate}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconUnlink size={16} aria-hidden />} onClick={() => on.onUnlink(mapping)}>
            {t.unlink}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}
