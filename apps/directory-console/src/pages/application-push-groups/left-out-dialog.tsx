import { cursorPaging, DataList, EmptyState, ErrorNotice, Facts, Timestamp } from "@lockstep/ui";
import { Modal, Stack, Text } from "@mantine/core";
import { IconUserCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { leftOutQuery, pushGroupQuery } from "../../api/push-groups.ts";
import { AnchorLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { PushBadge } from "../../parts/push-badge.tsx";

const t = messages.leftOut;

/** One push group: its state, and the members that were left out with the reason for each. */
export function LeftOutDialog(props: { appId: string; pushId: string; onClose: () => void }): ReactNode {
  const push = useQuery(pushGroupQuery(props.appId, props.pushId));
  const [after, setAfter] = useState<string>();
  const members = useQuery(leftOutQuery(props.appId, props.pushId, after));
  const next = members.data?.next;
  return (
    <Modal
      opened
      onClose={props.onClose}
      size="lg"
      title={t.title(push.data?.groupName ?? "")}
      closeButtonProps={{ "aria-label": messages.assignDialog.close }}
    >
      <Stack gap="md">
        {push.isError && <ErrorNotice title={t.failed} error={push.error} onRetry={() => void push.refetch()} />}
        {push.data !== undefined && (
          <Facts
            items={[
              {
                label: messages.pushGroups.status,
                value: <PushBadge mapping={{ ...push.data, errorSummary: push.data.error?.summary ?? null }} />,
              },
              { label: t.cause, value: push.data.error?.summary },
              { label: messages.pushGroups.lastPush, value: <Timestamp value={push.data.lastPush} /> },
              { label: t.target, value: push.data.targetGroupId && <code>{push.data.targetGroupId}</code> },
            ]}
          />
        )}
        <Text size="sm" fw={600}>
          {members.data === undefined ? "" : t.heading(members.data.total)}
        </Text>
        <DataList
          label={t.list}
          rows={members.data?.items}
          keyOf={(member) => member.personId}
          error={members.error}
          onRetry={() => void members.refetch()}
          columns={[
            {
              key: "person",
              header: messages.assignments.person,
              render: (member) => (
                <AnchorLink to="/people/$personId" params={{ personId: member.personId }} size="sm" fw={600}>
                  {member.displayName}
                </AnchorLink>
              ),
            },
            { key: "reason", header: t.reason, render: (member) => member.reason },
          ]}
          paging={cursorPaging(after, next, setAfter)}
          empty={
            <EmptyState icon={<IconUserCheck size={26} />} title={t.none}>
              {t.noneDetail}
            </EmptyState>
          }
        />
      </Stack>
    </Modal>
  );
}
