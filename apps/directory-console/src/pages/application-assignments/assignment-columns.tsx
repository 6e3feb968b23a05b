import type { AssignmentRow } from "@lockstep/directory-app/contract";
import { Address, type Column, StatusBadge, type Tone } from "@lockstep/ui";
import { ActionIcon, Button, Group, Menu, Text } from "@mantine/core";
import { IconDots, IconEye, IconHelpCircle, IconPencil, IconSend, IconUserMinus } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { messages } from "../../messages.ts";
import { PersonName } from "../../parts/person-cells.tsx";

const t = messages.assignments;
const TONES: Readonly<Record<AssignmentRow["state"], Tone>> = {
  PROVISIONED: "good",
  PENDING: "busy",
  NOT_PROVISIONED: "warning",
  ERROR: "bad",
};

interface RowActions {
  readonly onProvision: (row: AssignmentRow) => void;
  readonly onUnassign: (row: AssignmentRow) => void;
  readonly onPreview: (row: AssignmentRow) => void;
  readonly onEdit: (row: AssignmentRow) => void;
  readonly onWhy: (row: AssignmentRow) => void;
}

/** Columns of the people who have an app. */
export function assignmentColumns(on: RowActions): readonly Column<AssignmentRow>[] {
  return [
    {
      key: "person",
      header: t.person,
      render: ({ person }) => <PersonName id={person.id} name={person.displayName} login={person.login} />,
    },
    { key: "userName", header: t.userName, render: (row) => <Address value={row.userName} /> },
    {
      key: "type",
      header: t.type,
      width: 150,
      render: (row) => (
        <div>
          {t.types[row.type]}
          {row.groups.length > 0 && (
            <Text size="xs" c="dimmed">
              {row.groups.map(({ name }) => name).join(", ")}
            </Text>
          )}
          {row.overrides.length > 0 && (
            <Text size="xs" c="dimmed">
              {t.overrideCount(row.overrides.length)}
            </Text>
          )}
        </div>
      ),
    },
    {
      key: "state",
      header: t.state,
      render: (row) => (
        <div>
          <StatusBadge tone={TONES[row.state]} label={t.states[row.state].label} hint={t.states[row.state].meaning} />
          {row.reason !== null && (
            <Text
              size="xs"
              c={row.state === "ERROR" ? "var(--mantine-color-error)" : "dimmed"}
              mt={2}
              maw={320}
              style={{ overflowWrap: "anywhere" }}
            >
              {row.reason}
            </Text>
          )}
        </div>
      ),
    },
    {
      key: "actions",
      header: t.actions,
      isHeaderHidden: true,
      align: "right",
      width: 60,
      render: (row) => <Actions row={row} {...on} />,
    },
  ];
}

function Actions({ row, ...on }: { row: AssignmentRow } & RowActions): ReactNode {
  const name = row.person.displayName;
  const isOfGroup = row.type === "GROUP";
  return (
    <Group gap={4} justify="flex-end" wrap="nowrap">
      {row.needsProvisioning && (
        <Button size="compact-sm" aria-label={t.provisionLabel(name)} onClick={() => on.onProvision(row)}>
          {t.provision}
        </Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={t.actionsFor(name)}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconHelpCircle size={16} aria-hidden />} onClick={() => on.onWhy(row)}>
            {t.why}
          </Menu.Item>
          <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => on.onEdit(row)}>
            {t.editValues}
          </Menu.Item>
          <Menu.Item leftSection={<IconEye size={16} aria-hidden />} onClick={() => on.onPreview(row)}>
            {t.preview}
          </Menu.Item>
          <Menu.Item leftSection={<IconSend size={16} aria-hidden />} onClick={() => on.onProvision(row)}>
            {t.provision}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconUserMinus size={16} aria-hidden />}
            disabled={isOfGroup}
            onClick={() => on.onUnassign(row)}
          >
            {isOfGroup ? t.unassignByGroup : t.unassign}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}
