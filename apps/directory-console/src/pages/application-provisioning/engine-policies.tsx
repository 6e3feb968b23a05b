import type { EngineSettings } from "@lockstep/directory-app/contract";
import { ErrorNotice, fieldMessages, notifyDone, Section, SectionSkeleton } from "@lockstep/ui";
import { Button, Group, NumberInput, Radio, Select, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { engineQuery, saveEngine } from "../../api/engine.ts";
import { messages } from "../../messages.ts";

const t = messages.engine;
const PERIODS = ["SECOND", "MINUTE", "HOUR"] as const;

/** Policies for suspended people and vanished accounts, the make of random passwords, and how fast the app is worked. */
export function EnginePolicies({ appId, label }: { appId: string; label: string }): ReactNode {
  const engine = useQuery(engineQuery(appId));
  if (engine.data === undefined) {
    if (!engine.isError) return <SectionSkeleton lines={4} />;
    return <ErrorNotice title={t.loadFailed} error={engine.error} onRetry={() => void engine.refetch()} />;
  }
  return <PoliciesForm key={JSON.stringify(engine.data)} appId={appId} label={label} saved={engine.data} />;
}

function PoliciesForm(props: { appId: string; label: string; saved: EngineSettings }): ReactNode {
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState(props.saved);
  const change = (part: Partial<EngineSettings>) => setDraft({ ...draft, ...part });
  const save = useMutation({
    mutationFn: () => saveEngine(props.appId, draft),
    onSuccess: (saved) => {
      queryClient.setQueryData(engineQuery(props.appId).queryKey, saved);
      notifyDone(t.saved(props.label));
    },
  });
  const faults = fieldMessages(save.error);
  const isChanged = JSON.stringify(draft) !== JSON.stringify(props.saved);
  return (
    <Section title={t.title} description={t.description}>
      <Stack gap="lg">
        {save.isError && <ErrorNotice title={t.saveFailed(props.label)} error={save.error} />}
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
          <Choice
            label={t.suspended}
            value={draft.suspendedPeople}
            choices={t.suspendedChoices}
            onChange={(suspendedPeople) => change({ suspendedPeople })}
          />
          <Choice
            label={t.gone}
            value={draft.goneAccounts}
            choices={t.goneChoices}
            onChange={(goneAccounts) => change({ goneAccounts })}
          />
        </SimpleGrid>
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
          <NumberInput
            label={t.passwordLength}
            min={1}
            value={draft.password.length}
            error={faults["password.length"]}
            onChange={(value) => change({ password: { ...draft.password, length: Number(value) } })}
          />
          <TextInput
            label={t.passwordAlphabet}
            spellCheck={false}
            styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
            value={draft.password.alphabet}
            error={faults["password.alphabet"]}
            onChange={(event) => change({ password: { ...draft.password, alphabet: event.currentTarget.value } })}
          />
        </SimpleGrid>
        <Pace draft={draft} onChange={change} />
        <Group gap="xs">
          <Button disabled={!isChanged} loading={save.isPending} onClick={() => save.mutate()}>
            {messages.actions.save}
          </Button>
          {isChanged && (
            <Button variant="default" onClick={() => setDraft(props.saved)}>
              {messages.actions.cancel}
            </Button>
          )}
        </Group>
      </Stack>
    </Section>
  );
}

function Pace(props: { draft: EngineSettings; onChange: (part: Partial<EngineSettings>) => void }): ReactNode {
  const { rate, concurrencyMax } = props.draft;
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="lg">
      <NumberInput
        label={t.requests}
        placeholder={t.noLimit}
        min={1}
        value={rate?.requests ?? ""}
        onChange={(value) =>
          props.onChange({ rate: value === "" ? null : { requests: Number(value), per: rate?.per ?? "SECOND" } })
        }
      />
      <Select
        label={t.per}
        data={PERIODS.map((value) => ({ value, label: t.periods[value] }))}
        value={rate?.per ?? "SECOND"}
        disabled={rate === null}
        onChange={(value) => {
          const per = PERIODS.find((known) => known === value);
          if (rate !== null && per !== undefined) props.onChange({ rate: { ...rate, per } });
        }}
      />
      <NumberInput
        label={t.concurrency}
        placeholder={t.workersLimit}
        min={1}
        max={64}
        value={concurrencyMax ?? ""}
        onChange={(value) => props.onChange({ concurrencyMax: value === "" ? null : Number(value) })}
      />
    </SimpleGrid>
  );
}

function Choice<Value extends string>(props: {
  label: string;
  value: Value;
  choices: Readonly<Record<Value, { readonly label: string; readonly detail: string }>>;
  onChange: (value: Value) => void;
}): ReactNode {
  return (
    <Radio.Group label={props.label} value={props.value} onChange={(value) => props.onChange(value as Value)}>
      <Stack gap={8} mt={6}>
        {(Object.keys(props.choices) as Value[]).map((value) => (
          <Radio
            key={value}
            value={value}
            label={props.choices[value].label}
            description={props.choices[value].detail}
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}
