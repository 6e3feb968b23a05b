import type { ImportSafeguard, SafeguardLimit } from "@lockstep/directory-app/contract";
import { ErrorNotice, notifyDone, Section, SectionSkeleton } from "@lockstep/ui";
import { Button, Checkbox, Group, NumberInput, SimpleGrid, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { safeguardQuery, saveSafeguard } from "../../api/inbound.ts";
import { messages } from "../../messages.ts";

const t = messages.importSafeguard;

/** *Import Safeguard*: an import that would take away more stops before the first removal. */
export function ImportSafeguardSection({ appId }: { appId: string }): ReactNode {
  const safeguard = useQuery(safeguardQuery(appId));
  if (safeguard.data === undefined) {
    if (!safeguard.isError) return <SectionSkeleton lines={3} />;
    return <ErrorNotice title={t.loadFailed} error={safeguard.error} onRetry={() => void safeguard.refetch()} />;
  }
  return <SafeguardForm key={JSON.stringify(safeguard.data)} appId={appId} saved={safeguard.data} />;
}

function SafeguardForm({ appId, saved }: { appId: string; saved: ImportSafeguard }): ReactNode {
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState<SafeguardLimit>(saved.app);
  const isChanged = JSON.stringify(draft) !== JSON.stringify(saved.app);
  const save = useMutation({
    mutationFn: (app: SafeguardLimit | null) => saveSafeguard(appId, { app }),
    onSuccess: (safeguard) => {
      queryClient.setQueryData(safeguardQuery(appId).queryKey, safeguard);
      notifyDone(t.saved);
    },
  });
  return (
    <Section title={t.title} description={t.description}>
      <Stack gap="md">
        {save.isError && <ErrorNotice title={t.saveFailed} error={save.error} />}
        <Checkbox
          label={t.enabled}
          checked={draft.status === "ENABLED"}
          onChange={(event) => setDraft({ ...draft, status: event.currentTarget.checked ? "ENABLED" : "DISABLED" })}
        />
        {draft.status === "ENABLED" && (
          <SimpleGrid cols={{ base: 1, xs: 2 }} maw={600}>
            <NumberInput
              label={t.percent}
              suffix=" %"
              min={0}
              max={100}
              value={draft.percent}
              onChange={(value) => setDraft({ ...draft, percent: Number(value) })}
            />
            <NumberInput
              label={t.from}
              min={1}
              value={draft.from}
              onChange={(value) => setDraft({ ...draft, from: Number(value) })}
            />
          </SimpleGrid>
        )}
        <Text size="sm" c="dimmed">
          {saved.inherited ? t.inherited : t.own} {t.directory(saved.directory)}
        </Text>
        <Group gap="xs">
          <Button disabled={!isChanged} loading={save.isPending} onClick={() => save.mutate(draft)}>
            {messages.actions.save}
          </Button>
          {isChanged && (
            <Button variant="default" onClick={() => setDraft(saved.app)}>
              {messages.actions.cancel}
            </Button>
          )}
          {!isChanged && !saved.inherited && (
            <Button variant="default" loading={save.isPending} onClick={() => save.mutate(null)}>
              {messages.budget.useDefault}
            </Button>
          )}
        </Group>
      </Stack>
    </Section>
  );
}
