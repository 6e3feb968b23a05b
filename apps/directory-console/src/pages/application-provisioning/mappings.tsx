import type { Mapping } from "@lockstep/directory-app/contract";
import { type Column, ConfirmAction, DataList, EmptyState, notifyDone, Section } from "@lockstep/ui";
import { ActionIcon, Button, Code, Group, Text, Tooltip } from "@mantine/core";
import { IconArrowsRightLeft, IconPencil, IconPlus, IconX } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { mappingsQuery, saveMappings } from "../../api/provisioning.ts";
import { messages } from "../../messages.ts";
import { MappingEditor } from "./mapping-editor.tsx";

const t = messages.mappings;
const NEW_MAPPING: Mapping = { attribute: "", expression: "", pushStatus: "PUSH" };

/** The attribute mappings: which expression fills which attribute of the app, and when. */
export function Mappings({ appId }: { appId: string }): ReactNode {
  const queryClient = useQueryClient();
  const mappings = useQuery(mappingsQuery(appId));
  const [editing, edit] = useState<Mapping>();
  const [removing, remove] = useState<Mapping>();
  const items = mappings.data ?? [];
  const store = async (next: readonly Mapping[]) => {
    const saved = await saveMappings(appId, next);
    queryClient.setQueryData(mappingsQuery(appId).queryKey, saved.items);
    await queryClient.invalidateQueries({ queryKey: ["app", appId, "progress"] });
  };
  return (
    <Section
      title={t.title}
      description={t.description}
      isFlush
      actions={
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => edit(NEW_MAPPING)}
        >
          {t.add}
        </Button>
      }
    >
      <DataList
        label={t.title}
        rows={mappings.data}
        keyOf={(mapping) => mapping.attribute}
        error={mappings.error}
        onRetry={() => void mappings.refetch()}
        columns={mappingColumns({ onEdit: edit, onRemove: remove })}
        empty={
          <EmptyState icon={<IconArrowsRightLeft size={26} />} title={t.none}>
            {t.noneDetail}
          </EmptyState>
        }
      />
      {editing !== undefined && (
        <MappingEditor
          appId={appId}
          mapping={editing}
          isNew={editing === NEW_MAPPING}
          taken={items.map(({ attribute }) => attribute).filter((attribute) => attribute !== editing.attribute)}
          onClose={() => edit(undefined)}
          onSave={async (changed) => {
            await store(
              editing === NEW_MAPPING
                ? [...items, changed]
                : items.map((mapping) => (mapping.attribute === editing.attribute ? changed : mapping)),
            );
            notifyDone(t.saved(changed.attribute));
            edit(undefined);
          }}
        />
      )}
      <ConfirmAction
        opened={removing !== undefined}
        onClose={() => remove(undefined)}
        title={t.removeQuestion(removing?.attribute ?? "")}
        consequences={t.removeConsequences}
        confirmLabel={t.removeConfirm}
        onConfirm={() => store(items.filter((mapping) => mapping.attribute !== removing?.attribute))}
      />
    </Section>
  );
}

function mappingColumns(on: {
  onEdit: (mapping: Mapping) => void;
  onRemove: (mapping: Mapping) => void;
}): readonly Column<Mapping>[] {
  return [
    {
      key: "attribute",
      header: t.attribute,
      render: (mapping) => (
        <Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
          {mapping.attribute}
        </Text>
      ),
    },
    { key: "value", header: t.value, render: (mapping) => <Code>{mapping.expression}</Code> },
    { key: "applyOn", header: t.applyOn, width: 170, render: (mapping) => t.push[mapping.pushStatus] },
    {
      key: "actions",
      header: t.actions,
      isHeaderHidden: true,
      align: "right",
      width: 96,
      render: (mapping) => (
        <Group gap={4} justify="flex-end" wrap="nowrap">
          <Tooltip label={messages.actions.edit}>
            <ActionIcon aria-label={t.edit(mapping.attribute)} onClick={() => on.onEdit(mapping)}>
              <IconPencil size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
          <Tooltip label={t.remove}>
            <ActionIcon aria-label={t.removeLabel(mapping.attribute)} onClick={() => on.onRemove(mapping)}>
              <IconX size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </Group>
      ),
    },
  ];
}
