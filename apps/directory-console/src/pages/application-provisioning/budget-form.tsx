import type { Budget, BudgetDirection } from "@lockstep/directory-app/contract";
import { ErrorNotice, notifyDone, Section, SectionSkeleton } from "@lockstep/ui";
import { Button, Fieldset, Group, NumberInput, SimpleGrid, Stack } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { budgetQuery, defaultBudgetQuery, saveBudget } from "../../api/safeguards.ts";
import { messages } from "../../messages.ts";

const t = messages.budget;
const DIRECTIONS: readonly BudgetDirection[] = ["deactivations", "membershipRemovals", "attributeOverwrites"];

/** How much may be taken away without a person. */
export function BudgetSection({ appId, label }: { appId: string; label: string }): ReactNode {
  const budget = useQuery(budgetQuery(appId));
  const byDefault = useQuery(defaultBudgetQuery);
  if (budget.data === undefined || byDefault.data === undefined) {
    if (!budget.isError) return <SectionSkeleton lines={4} />;
    return <ErrorNotice title={t.loadFailed} error={budget.error} onRetry={() => void budget.refetch()} />;
  }
  return (
    <BudgetForm
      key={JSON.stringify(budget.data)}
      appId={appId}
      label={label}
      saved={budget.data}
      byDefault={byDefault.data}
    />
  );
}

function BudgetForm(props: { appId: string; label: string; saved: Budget; byDefault: Budget }): ReactNode {
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState(props.saved);
  const save = useMutation({
    mutationFn: (budget: Budget | undefined) => saveBudget(props.appId, budget),
    onSuccess: async (saved) => {
      queryClient.setQueryData(budgetQuery(props.appId).queryKey, saved);
      await queryClient.invalidateQueries({ queryKey: ["app", props.appId, "holds"] });
      notifyDone(t.saved(props.label));
    },
  });
  const isSame = (left: Budget, right: Budget) => JSON.stringify(left) === JSON.stringify(right);
  const isChanged = !isSame(draft, props.saved);
  return (
    <Section title={t.title} description={t.description}>
      <Stack gap="md">
        {save.isError && <ErrorNotice title={t.saveFailed(props.label)} error={save.error} />}
        <SimpleGrid cols={{ base: 1, md: 3 }}>
          {DIRECTIONS.map((direction) => (
            <Rule
              key={direction}
              direction={direction}
              rule={draft[direction]}
              onChange={(rule) => setDraft({ ...draft, [direction]: rule })}
            />
          ))}
        </SimpleGrid>
        <NumberInput
          label={t.window}
          description={t.windowDetail}
          w={{ base: "100%", xs: 280 }}
          min={1}
          value={draft.windowHours}
          onChange={(value) => setDraft({ ...draft, windowHours: numberOf(value) ?? draft.windowHours })}
        />
        <Group gap="xs">
          <Button disabled={!isChanged} loading={save.isPending} onClick={() => save.mutate(draft)}>
            {messages.actions.save}
          </Button>
          {isChanged && (
            <Button variant="default" onClick={() => setDraft(props.saved)}>
              {messages.actions.cancel}
            </Button>
          )}
          {!isChanged && !isSame(props.saved, props.byDefault) && (
            <Button variant="default" loading={save.isPending} onClick={() => save.mutate(undefined)}>
              {t.useDefault}
            </Button>
          )}
        </Group>
      </Stack>
    </Section>
  );
}

type BudgetRule = Budget[BudgetDirection];

function Rule(props: {
  direction: BudgetDirection;
  rule: BudgetRule;
  onChange: (rule: BudgetRule) => void;
}): ReactNode {
  const { rule, onChange } = props;
  return (
    <Fieldset legend={t.directions[props.direction]} radius="md" p="sm">
      <Stack gap="xs">
        <NumberInput
          label={t.percent}
          suffix=" %"
          min={0}
          max={100}
          placeholder={t.noLimit}
          value={rule.percent ?? ""}
          onChange={(value) => onChange({ ...rule, percent: numberOf(value) })}
        />
        <NumberInput
          label={t.from}
          min={1}
          value={rule.from}
          onChange={(value) => onChange({ ...rule, from: numberOf(value) ?? rule.from })}
        />
        <NumberInput
          label={t.count}
          min={0}
          placeholder={t.noLimit}
          thousandSeparator
          value={rule.count ?? ""}
          onChange={(value) => onChange({ ...rule, count: numberOf(value) })}
        />
      </Stack>
    </Fieldset>
  );
}

/** What a number field holds; null when it was emptied. */
function numberOf(value: string | number): number | null {
  return value === "" || !Number.isFinite(Number(value)) ? null : Number(value);
}
