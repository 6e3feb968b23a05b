import type { ImportMapping } from "@lockstep/directory-app/contract";
import { ErrorNotice, notifyDone, Section, SectionSkeleton } from "@lockstep/ui";
import { ActionIcon, Box, Button, Group, Select, SimpleGrid, Stack, Text } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { importMappingsQuery, saveImportMappings } from "../../api/inbound.ts";
import { personAttributesQuery } from "../../api/mappings.ts";
import { messages } from "../../messages.ts";
import { DraftNotice } from "../../parts/draft-notice.tsx";
import { ExpressionInput } from "../../parts/expression-input.tsx";
import { useKeptDraft } from "../../parts/kept-draft.ts";

const t = messages.importMappings;

/** Attribute mappings from the app to the directory. */
export function ImportMappings({ appId }: { appId: string }): ReactNode {
  const mappings = useQuery(importMappingsQuery(appId));
  if (mappings.data === undefined) {
    if (!mappings.isError) return <SectionSkeleton lines={5} />;
    return <ErrorNotice title={t.loadFailed} error={mappings.error} onRetry={() => void mappings.refetch()} />;
  }
  return <MappingsForm key={JSON.stringify(mappings.data)} appId={appId} saved={mappings.data} />;
}

function MappingsForm({ appId, saved }: { appId: string; saved: readonly ImportMapping[] }): ReactNode {
  const queryClient = useQueryClient();
  const attributes = useQuery(personAttributesQuery);
  const draft = useKeptDraft(`import mappings of ${appId}`, saved);
  const items = draft.value ?? saved;
  const isChanged = JSON.stringify(items) !== JSON.stringify(saved);
  const taken = new Set(items.map(({ attribute }) => attribute));
  const free = (attributes.data ?? []).filter(({ name }) => !taken.has(name) && name !== "login");
  const titles = new Map((attributes.data ?? []).map(({ name, title }) => [name, title]));
  const save = useMutation({
    mutationFn: () => saveImportMappings(appId, items),
    onSuccess: (answer) => {
      draft.discard();
      queryClient.setQueryData(importMappingsQuery(appId).queryKey, answer.items);
      notifyDone(t.saved);
    },
  });
  return (
    <Section title={t.title} description={t.description}>
      <Stack gap="md">
        {save.isError && <ErrorNotice title={t.saveFailed} error={save.error} />}
        <DraftNotice draft={draft} count={isChanged ? countOf(items, saved) : 0} />
        {items.length === 0 && <Text size="sm">{t.none}</Text>}
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg" verticalSpacing="md">
          {items.map((mapping, index) => (
            <Group key={mapping.attribute} gap="xs" align="flex-start" wrap="nowrap">
              <Box flex={1}>
                <ExpressionInput
                  minRows={1}
                  label={titles.get(mapping.attribute) ?? mapping.attribute}
                  value={mapping.expression}
                  onChange={(expression) => draft.change(items.with(index, { ...mapping, expression }))}
                />
              </Box>
              <ActionIcon
                mt={24}
                aria-label={t.removeLabel(titles.get(mapping.attribute) ?? mapping.attribute)}
                onClick={() => draft.change(items.toSpliced(index, 1))}
              >
                <IconX size={16} aria-hidden />
              </ActionIcon>
            </Group>
          ))}
        </SimpleGrid>
        <Select
          aria-label={t.add}
          placeholder={t.add}
          maw={320}
          searchable
          leftSection={<IconPlus size={14} aria-hidden />}
          data={free.map(({ name, title }) => ({ value: name, label: title }))}
          value={null}
          onChange={(attribute) => {
            if (attribute !== null) draft.change([...items, { attribute, expression: `appuser.${attribute}` }]);
          }}
        />
        <Group gap="xs">
          <Button disabled={!isChanged} loading={save.isPending} onClick={() => save.mutate()}>
            {messages.actions.save}
          </Button>
          {isChanged && (
            <Button variant="default" onClick={draft.discard}>
              {messages.actions.cancel}
            </Button>
          )}
        </Group>
      </Stack>
    </Section>
  );
}

/** How many mappings differ from what is saved. */
function countOf(items: readonly ImportMapping[], saved: readonly ImportMapping[]): number {
  const expressions = new Map(saved.map(({ attribute, expression }) => [attribute, expression]));
  const changed = items.filter(({ attribute, expression }) => expressions.get(attribute) !== expression);
  const kept = new Set(items.map(({ attribute }) => attribute));
  return changed.length + saved.filter(({ attribute }) => !kept.has(attribute)).length;
}
