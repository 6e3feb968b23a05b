import type { GroupPushMapping } from "@lockstep/directory-app/contract";
import { DataList, EmptyState, Facts, Timestamp } from "@lockstep/ui";
import { Modal, Stack, Text } from "@mantine/core";
import { IconUserCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { AnchorLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { PushBadge } from "../../parts/push-badge.tsx";

const t = messages.leftOut;

/** One push group: its state, and the members that were left out with the reason for each. */
export function LeftOutDialog(props: { mapping: GroupPushMapping | undefined; onClose: () => void }): ReactNode {
  const { mapping } = props;
  return (
    <Modal
      opened={mapping !== undefined}
      onClose={props.onClose}
      size="lg"
      title={t.title(mapping?.sourceGroupName ?? "")}
      closeButtonProps={{ "aria-label": messages.assignDialog.close }}
    >
      {mapping !== undefined && (
        <Stack gap="md">
          <Facts
            items={[
              { label: messages.pushGroups.status, value: <PushBadge mapping={mapping} /> },
              { label: t.cause, value: mapping.errorSummary },
              { label: messages.pushGroups.lastPush, value: <Timestamp value={mapping.lastPush} /> },
              { label: t.target, value: mapping.targetGroupId === null ? null : <code>{mapping.targetGroupId}</code> },
            ]}
          />
          <Text size="sm" fw={600}>
            {t.heading(mapping.leftOut.length)}
          </Text>
          <DataList
            label={t.heading(mapping.leftOut.length)}
            rows={mapping.leftOut}
            keyOf={(member) => member.personId}
            columns={[
              {
                key: "person",
                header: messages.assignments.person,
                render: (member) => (
                  <AnchorLink to="/people/$personId" params={{ personId: member.personId }} size="sm" fw={600}>
                    {member.login}
                  </AnchorLink>
                ),
              },
              { key: "reason", header: t.reason, render: (member) => member.reason },
            ]}
            empty={
              <EmptyState icon={<IconUserCheck size={26} />} title={t.none}>
                {t.noneDetail}
              </EmptyState>
            }
          />
        </Stack>
      )}
    </Modal>
  );
}
