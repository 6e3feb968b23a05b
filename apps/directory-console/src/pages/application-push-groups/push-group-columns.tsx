import type { PushGroup } from "@lockstep/directory-app/contract";
import { type Column, Timestamp } from "@lockstep/ui";
import { ActionIcon, Anchor, Button, Group, Menu, Text } from "@mantine/core";
import {
  IconArrowBackUp,
  IconDots,
  IconPlayerPause,
  IconPlayerPlay,
  IconRefresh,
  IconSend,
  IconUnlink,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { AnchorLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { PushBadge } from "../../parts/push-badge.tsx";

const t = messages.pushGroups;

/** What can be done with a push group. */
interface PushGroupActions {
  readonly onResolve: (push: PushGroup) => void;
  readonly onOpen: (push: PushGroup) => void;
  readonly onAct: (push: PushGroup, action: "activate" | "deactivate" | "push" | "retry" | "keep") => void;
  readonly onUnlink: (push: PushGroup) => void;
}

/** Columns of the push groups of an app. */
export function pushGroupColumns(on: PushGroupActions): readonly Column<PushGroup>[] {
  return [
    { key: "group", header: t.group, render: (push) => <SourceGroup push={push} /> },
    {
      key: "target",
      header: t.target,
      render: (push) => (
        <div>
          <Text size="sm">{push.targetName}</Text>
          <Text size="xs" c="dimmed">
            {push.targetGroupId === null ? t.notThere : push.linked ? t.linkedThere : t.createdThere}
          </Text>
        </div>
      ),
    },
    { key: "status", header: t.status, render: (push) => <PushState push={push} on={on} /> },
    {
      key: "members",
      header: t.members,
      width: 160,
      render: (push) => (
        <div>
          <Text size="sm">{t.memberCount(push.pushedMembers, push.members)}</Text>
          {push.leftOutMembers > 0 && (
            <Anchor component="button" type="button" size="xs" onClick={() => on.onOpen(push)}>
              {t.leftOut(push.leftOutMembers)}
            </Anchor>
          )}
        </div>
      ),
    },
    {
      key: "lastPush",
      header: t.lastPush,
      width: 180,
      render: (push) => <Timestamp value={push.lastPush} never={t.never} />,
    },
    {
      key: "actions",
      header: messages.assignments.actions,
      isHeaderHidden: true,
      align: "right",
      width: 60,
      render: (push) => <PushMenu push={push} on={on} />,
    },
  ];
}

function SourceGroup({ push }: { push: PushGroup }): ReactNode {
  return (
    <div>
      <AnchorLink to="/groups/$groupId" params={{ groupId: push.groupId }} fw={600} size="sm">
        {push.groupName}
      </AnchorLink>
      <Text size="xs" c="dimmed">
        {push.rule === null ? t.byName : t.byRule(push.rule.name)}
      </Text>
    </div>
  );
}

function PushState({ push, on }: { push: PushGroup; on: PushGroupActions }): ReactNode {
  return (
    <div>
      <PushBadge mapping={{ ...push, errorSummary: push.error?.summary ?? null }} />
      {push.error !== null && (
        <Text size="xs" c="var(--mantine-color-error)" mt={2} maw={320} style={{ overflowWrap: "anywhere" }}>
          {push.error.summary}
        </Text>
      )}
      {push.memberships === "LATER" && push.status === "ACTIVE" && (
        <Text size="xs" c="dimmed" mt={2}>
          {t.membersLater}
        </Text>
      )}
      {push.clash && (
        <Button size="compact-xs" mt={6} onClick={() => on.onResolve(push)}>
          {t.resolve}
        </Button>
      )}
    </div>
  );
}

function PushMenu({ push, on }: { push: PushGroup; on: PushGroupActions }): ReactNode {
  const item = (action: Parameters<PushGroupActions["onAct"]>[1], label: string, icon: ReactNode) => (
    <Menu.Item leftSection={icon} onClick={() => on.onAct(push, action)}>
      {label}
    </Menu.Item>
  );
  return (
    <Group justify="flex-end">
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={messages.assignments.actionsFor(push.groupName)}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {push.status === "UNLINKING" ? (
            item("keep", t.keep, <IconArrowBackUp size={16} aria-hidden />)
          ) : (
            <>
              {push.status === "ERROR" && item("retry", t.retry, <IconRefresh size={16} aria-hidden />)}
              {push.status !== "INACTIVE" && item("push", t.pushNow, <IconSend size={16} aria-hidden />)}
              {push.status === "INACTIVE"
                ? item("activate", t.activate, <IconPlayerPlay size={16} aria-hidden />)
                : item("deactivate", t.deactivate, <IconPlayerPause size={16} aria-hidden />)}
              <Menu.Item leftSection={<IconUnlink size={16} aria-hidden />} onClick={() => on.onUnlink(push)}>
                {t.unlink}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}
