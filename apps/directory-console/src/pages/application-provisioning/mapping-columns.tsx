import type { MappingPreview } from "@lockstep/directory-app/contract";
import { Address, BreakablePath, type Column, StatusBadge } from "@lockstep/ui";
import { ActionIcon, Code, Group, Text, Tooltip } from "@mantine/core";
import { IconPencil, IconTrash, IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { messages } from "../../messages.ts";
import { valueText } from "./mapping-preview.tsx";
import { type MappingRow, valueKind } from "./mapping-rows.ts";

const t = messages.mappings;

/** Columns of the mapping table; with a person chosen also what that person gets. */
export function mappingColumns(on: {
  person: string | undefined;
  values: ReadonlyMap<string, MappingPreview["items"][number]>;
  onEdit: (row: MappingRow) => void;
  onRemove: (row: MappingRow) => void;
  onRemoveAttribute: (row: MappingRow) => void;
}): readonly Column<MappingRow>[] {
  return [
    { key: "attribute", header: t.attribute, width: "26%", render: (row) => <AttributeCell row={row} /> },
    { key: "value", header: t.value, width: "34%", render: (row) => <ValueCell row={row} /> },
    ...(on.person === undefined
      ? []
      : [
          {
            key: "preview",
            header: t.forPerson(on.person),
            render: (row: MappingRow) => <PreviewCell item={on.values.get(row.path)} />,
          },
        ]),
    {
      key: "applyOn",
      header: t.applyOn,
      width: 150,
      render: ({ mapping }) =>
        mapping === undefined ? (
          <Text size="sm" c="dimmed">
            {t.unmapped}
          </Text>
        ) : (
          <Text size="sm" style={{ whiteSpace: "nowrap" }}>
            {t.push[mapping.pushStatus]}
          </Text>
        ),
    },
    {
      key: "actions",
      header: t.actions,
      isHeaderHidden: true,
      align: "right",
      width: 96,
      render: (row) => <RowActions row={row} {...on} />,
    },
  ];
}

function AttributeCell({ row }: { row: MappingRow }): ReactNode {
  return (
    <div>
      <Group gap={6}>
        <Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
          {row.title}
        </Text>
        {row.isChanged && (
          <StatusBadge tone="warning" label={row.mapping === undefined ? t.removedMark : t.changedMark} />
        )}
      </Group>
      {row.title !== row.path && (
        <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
          <BreakablePath path={row.path} />
        </Text>
      )}
    </div>
  );
}

function ValueCell({ row: { mapping } }: { row: MappingRow }): ReactNode {
  if (mapping === undefined) {
    return (
      <Text size="sm" c="dimmed">
        –
      </Text>
    );
  }
  switch (valueKind(mapping)) {
    case "GROUP":
      return <Text size="sm">{t.kinds.GROUP.label}</Text>;
    case "CONSTANT":
      return (
        <Text size="sm" component="div">
          {t.sameForAll} <Code>{mapping.expression}</Code>
        </Text>
      );
    default:
      return <Code style={{ overflowWrap: "break-word" }}>{mapping.expression}</Code>;
  }
}

function PreviewCell({ item }: { item: MappingPreview["items"][number] | undefined }): ReactNode {
  if (item === undefined) return <Text size="sm">–</Text>;
  if (item.problem !== null) {
    return (
      <Text size="xs" c="var(--mantine-color-error)">
        {item.problem.message}
      </Text>
    );
  }
  return (
    <div>
      <Text size="sm" style={{ overflowWrap: "anywhere" }} c={item.value === null ? "dimmed" : ""}>
        <Address value={valueText(item.value)} />
      </Text>
      {item.source !== "MAPPING" && (
        <Text size="xs" c="dimmed">
          {t.sources[item.source]}
        </Text>
      )}
    </div>
  );
}

function RowActions(props: {
  row: MappingRow;
  onEdit: (row: MappingRow) => void;
  onRemove: (row: MappingRow) => void;
  onRemoveAttribute: (row: MappingRow) => void;
}): ReactNode {
  const { row } = props;
  return (
    <Group gap={4} justify="flex-end" wrap="nowrap">
      <Tooltip label={row.mapping === undefined ? t.map : messages.actions.edit}>
        <ActionIcon
          aria-label={row.mapping === undefined ? t.mapLabel(row.title) : t.edit(row.title)}
          onClick={() => props.onEdit(row)}
        >
          <IconPencil size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
      {row.mapping !== undefined ? (
        <Tooltip label={t.remove}>
          <ActionIcon aria-label={t.removeLabel(row.title)} onClick={() => props.onRemove(row)}>
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      ) : (
        row.attribute?.isBase === false && (
          <Tooltip label={t.removeAttribute}>
            <ActionIcon aria-label={t.removeAttributeLabel(row.title)} onClick={() => props.onRemoveAttribute(row)}>
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
        )
      )}
    </Group>
  );
}
