import type { DirectoryUser, MappableAttribute, Mapping } from "@lockstep/directory-app/contract";
import { ConfirmAction, DataList, EmptyState, ErrorNotice, notifyDone, Section } from "@lockstep/ui";
import { Box, Button, Checkbox, Group, Text } from "@mantine/core";
import { IconArrowsRightLeft, IconPlus } from "@tabler/icons-react";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { mappingPreviewQuery, mappingsQuery, removeAppAttribute } from "../../api/mappings.ts";
import { peopleChoicesQuery, personName } from "../../api/people.ts";
import { messages } from "../../messages.ts";
import { DraftNotice } from "../../parts/draft-notice.tsx";
import { useKeptDraft } from "../../parts/kept-draft.ts";
import { PersonPicker } from "../../parts/person-picker.tsx";
import { AttributeDialog } from "./attribute-dialog.tsx";
import { mappingColumns } from "./mapping-columns.tsx";
import { type EditedMapping, MappingEditor } from "./mapping-editor.tsx";
import { changeCount, type MappingRow, mappingRows } from "./mapping-rows.ts";

const t = messages.mappings;
const NEW_MAPPING: Mapping = { attribute: "", expression: "", pushStatus: "PUSH" };
const NONE_MAPPED: readonly Mapping[] = [];
const NO_ATTRIBUTES: readonly MappableAttribute[] = [];

/** The attribute mappings as a draft: edited, seen for a person, and saved together by way of a plan. */
export function Mappings(props: {
  appId: string;
  isUnmappedShown: boolean;
  onUnmappedShown: (isShown: boolean) => void;
  /** Plans the table, or saves it where there is nothing to plan. */
  onSave: (items: readonly Mapping[]) => Promise<unknown>;
}): ReactNode {
  const { appId } = props;
  const mappings = useQuery(mappingsQuery(appId));
  const saved = mappings.data?.items ?? NONE_MAPPED;
  const draft = useKeptDraft<readonly Mapping[]>(`mappings of ${appId}`, mappings.data?.items);
  const [edited, edit] = useState<EditedMapping>();
  const [removing, remove] = useState<MappingRow>();
  const [isAdding, setAdding] = useState(false);
  const items = draft.value ?? saved;
  const count = mappings.data === undefined ? 0 : changeCount(items, saved);
  const preview = usePersonPreview(appId, items);
  const attributes = mappings.data?.attributes ?? NO_ATTRIBUTES;
  const rows = mappingRows({ items, saved, attributes, isUnmappedShown: props.isUnmappedShown });
  const save = useMutation({ mutationFn: props.onSave });
  useEffect(() => {
    // What the plan saved is no draft any more.
    if (mappings.data !== undefined && draft.value !== undefined && count === 0) draft.discard();
  });
  return (
    <Section
      title={t.title}
      description={t.description}
      isFlush
      actions={<AddButtons onMapping={() => edit({ mapping: NEW_MAPPING, isNew: true })} onAttribute={setAdding} />}
    >
      {count > 0 && (draft.isKept || draft.isOutdated) && (
        <Box px="lg" pb="md">
          <DraftNotice draft={draft} count={count} />
        </Box>
      )}
      <Group px="lg" pb="sm" gap="lg" align="flex-end">
        <Box w={{ base: "100%", xs: 280 }} display={preview.isNobodyThere ? "none" : "block"}>
          {preview.person !== undefined && (
            <PersonPicker
              label={messages.mappingPreview.person}
              isLabelShown
              value={preview.person.id}
              initial={preview.person}
              onPick={preview.choose}
            />
          )}
        </Box>
        <Checkbox
          mb={8}
          label={t.showUnmapped}
          checked={props.isUnmappedShown}
          onChange={(event) => props.onUnmappedShown(event.currentTarget.checked)}
        />
      </Group>
      <DataList
        label={t.title}
        rows={mappings.data === undefined ? undefined : rows}
        keyOf={(row) => row.path}
        error={mappings.error}
        onRetry={() => void mappings.refetch()}
        columns={mappingColumns({
          person: preview.person === undefined ? undefined : personName(preview.person),
          values: preview.values,
          onEdit: ({ path, mapping }) =>
            edit({ mapping: mapping ?? { ...NEW_MAPPING, attribute: path }, isNew: mapping === undefined }),
          onRemove: ({ path }) => draft.change(items.filter(({ attribute }) => attribute !== path)),
          onRemoveAttribute: remove,
        })}
        empty={
          <EmptyState icon={<IconArrowsRightLeft size={26} />} title={t.none}>
            {t.noneDetail}
          </EmptyState>
        }
      />
      {save.isError && (
        <Box p="lg">
          <ErrorNotice title={t.notPlanned} error={save.error} />
        </Box>
      )}
      {count > 0 && (
        <SaveBar
          count={count}
          isSaving={save.isPending}
          onSave={() => save.mutate(items)}
          onDiscard={() => {
            save.reset();
            draft.discard();
          }}
        />
      )}
      {edited !== undefined && (
        <MappingEditor
          appId={appId}
          edited={edited}
          title={rows.find(({ path }) => path === edited.mapping.attribute)?.title ?? edited.mapping.attribute}
          free={attributes.filter(({ path }) => items.every(({ attribute }) => attribute !== path))}
          person={preview.person}
          onPerson={preview.choose}
          onClose={() => edit(undefined)}
          onDone={(mapping) => {
            draft.change(withMapping(items, mapping));
            edit(undefined);
          }}
        />
      )}
      {isAdding && <AttributeDialog appId={appId} onClose={() => setAdding(false)} />}
      <RemoveAttribute appId={appId} row={removing} onClose={() => remove(undefined)} />
    </Section>
  );
}

function withMapping(items: readonly Mapping[], changed: Mapping): readonly Mapping[] {
  const isThere = items.some(({ attribute }) => attribute === changed.attribute);
  if (!isThere) return [...items, changed];
  return items.map((mapping) => (mapping.attribute === changed.attribute ? changed : mapping));
}

/** The person for whom the table is shown (at first somebody), and that person's values by attribute. */
function usePersonPreview(appId: string, items: readonly Mapping[]) {
  const people = useQuery(peopleChoicesQuery(""));
  const [chosen, choose] = useState<DirectoryUser>();
  const person = chosen ?? people.data?.items[0];
  const preview = useQuery({
    ...mappingPreviewQuery(appId, items, person?.id ?? ""),
    enabled: person !== undefined && items.length > 0,
    placeholderData: keepPreviousData,
  });
  return {
    person,
    isNobodyThere: people.data?.items.length === 0,
    choose,
    values: new Map((preview.data?.items ?? []).map((item) => [item.attribute, item])),
  };
}

function AddButtons(props: { onMapping: () => void; onAttribute: (isAdding: boolean) => void }): ReactNode {
  const icon = <IconPlus size={14} aria-hidden />;
  return (
    <>
      <Button size="xs" variant="default" leftSection={icon} onClick={props.onMapping}>
        {t.add}
      </Button>
      <Button size="xs" variant="default" leftSection={icon} onClick={() => props.onAttribute(true)}>
        {t.addAttribute}
      </Button>
    </>
  );
}

function SaveBar(props: { count: number; isSaving: boolean; onSave: () => void; onDiscard: () => void }): ReactNode {
  return (
    <Group
      px="lg"
      py="sm"
      gap="sm"
      style={{ borderTop: "1px solid var(--mantine-color-default-border)", background: "var(--console-subtle)" }}
    >
      <Text size="sm" fw={600} role="status">
        {t.unsaved(props.count)}
      </Text>
      <Button size="xs" loading={props.isSaving} onClick={props.onSave}>
        {t.save}
      </Button>
      <Button size="xs" variant="default" onClick={props.onDiscard}>
        {t.discard}
      </Button>
    </Group>
  );
}

function RemoveAttribute(props: { appId: string; row: MappingRow | undefined; onClose: () => void }): ReactNode {
  const queryClient = useQueryClient();
  const { attribute } = props.row ?? {};
  return (
    <ConfirmAction
      opened={attribute !== undefined}
      onClose={props.onClose}
      title={t.removeAttributeQuestion(attribute?.title ?? "")}
      consequences={t.removeAttributeConsequences}
      confirmLabel={t.removeAttributeConfirm}
      onConfirm={async () => {
        if (attribute === undefined) return;
        await removeAppAttribute(props.appId, attribute.name);
        await queryClient.invalidateQueries({ queryKey: mappingsQuery(props.appId).queryKey });
        notifyDone(t.attributeRemoved(attribute.title));
      }}
    />
  );
}
