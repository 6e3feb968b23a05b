import type { ImportRow } from "@lockstep/directory-app/contract";
import { ConfirmAction, DataList, EmptyState, notifyDone, Section } from "@lockstep/ui";
import { Box, Button, Group, Select } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconCircleCheck } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { confirmRows, importRowsQuery } from "../../api/imports.ts";
import { messages } from "../../messages.ts";
import { IMPORT_ROW_STATES } from "../../search-choices.ts";
import { type Decision, decisionCounts, decisionOf, readyDecisions } from "./decisions.ts";
import { rowColumns } from "./row-columns.tsx";

const route = getRouteApi("/signed-in/applications/$appId/import");
const t = messages.importRows;

/** People that imports found: link, take as new, or ignore, one by one or many at once. */
export function ImportRows({ appId }: { appId: string }): ReactNode {
  const { state = "UNCONFIRMED" } = route.useSearch();
  const navigate = route.useNavigate();
  const queryClient = useQueryClient();
  const rows = useQuery(importRowsQuery(appId, state));
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [decisions, setDecisions] = useState<ReadonlyMap<string, Decision>>(new Map());
  const [isAsking, asking] = useDisclosure(false);
  const canDecide = state !== "CONFIRMED";
  const chosen = (rows.data ?? []).filter((row) => ticked.has(row.externalId));
  const ready = readyDecisions(chosen, decisions);
  const counts = decisionCounts(ready);
  const decide = (externalIds: readonly string[], decision: Decision) =>
    setDecisions(new Map([...decisions, ...externalIds.map((id) => [id, decision] as const)]));
  const confirm = async () => {
    const result = await confirmRows(appId, ready);
    setTicked(new Set());
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: ["app", appId] }),
      queryClient.invalidateQueries({ queryKey: ["people"] }),
    ]);
    notifyDone(t.done(result));
  };
  return (
    <Section title={t.title} description={t.description} isFlush>
      <Box px="lg" pb="sm">
        <Select
          aria-label={t.show}
          w={{ base: "100%", xs: 260 }}
          data={IMPORT_ROW_STATES.map((value) => ({ value, label: t.states[value] }))}
          value={state}
          onChange={(value) => {
            const next = IMPORT_ROW_STATES.find((known) => known === value);
            setTicked(new Set());
            void navigate({ search: next === undefined || next === "UNCONFIRMED" ? {} : { state: next } });
          }}
        />
      </Box>
      <DataList<ImportRow>
        label={t.title}
        rows={rows.data}
        keyOf={(row) => row.externalId}
        error={rows.error}
        onRetry={() => void rows.refetch()}
        columns={rowColumns({
          canDecide,
          decisionOf: (row) => decisionOf(row, decisions),
          onDecide: (row, decision) => {
            decide([row.externalId], decision);
            setTicked(new Set([...ticked, row.externalId]));
          },
        })}
        selection={
          canDecide
            ? {
                keys: ticked,
                onChange: setTicked,
                labelOf: (row) => row.displayName,
                actions: (
                  <Group gap="xs">
                    <Button size="compact-sm" variant="default" onClick={() => decide([...ticked], { action: "NEW" })}>
                      {t.bulkNew}
                    </Button>
                    <Button
                      size="compact-sm"
                      variant="default"
                      onClick={() => decide([...ticked], { action: "IGNORE" })}
                    >
                      {t.bulkIgnore}
                    </Button>
                    <Button size="compact-sm" disabled={ready.length === 0} onClick={asking.open}>
                      {t.confirmCount(ready.length)}
                    </Button>
                  </Group>
                ),
              }
            : undefined
        }
        empty={
          <EmptyState icon={<IconCircleCheck size={26} />} title={t.none[state]}>
            {t.noneDetail}
          </EmptyState>
        }
      />
      <ConfirmAction
        opened={isAsking}
        onClose={asking.close}
        title={t.question(ready.length)}
        consequences={t.consequences(counts, chosen.length - ready.length)}
        confirmLabel={t.confirmCount(ready.length)}
        isHarmless
        onConfirm={confirm}
      />
    </Section>
  );
}
