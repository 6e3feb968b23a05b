import type { DirectoryApp, PlanProposal, TargetSwitchesView } from "@lockstep/directory-app/contract";
import { ErrorNotice, notifyDone, Section, SectionSkeleton } from "@lockstep/ui";
import { Button, Collapse, Group, Select, SimpleGrid, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { updateApp } from "../../api/apps.ts";
import { saveSwitches, switchesQuery } from "../../api/engine.ts";
import { messages } from "../../messages.ts";
import { SwitchField } from "./switch-field.tsx";

const t = messages.switches;
const DIALECTS = ["okta-catalogue", "okta-wizard", "rfc", "aws", "github"] as const;

/** How the target is spoken to: its dialect, and single switches in which it differs. Planned before it is saved. */
export function TargetSwitches(props: {
  app: DirectoryApp;
  onPlan: (proposal: PlanProposal) => Promise<unknown>;
}): ReactNode {
  const { app } = props;
  const view = useQuery(switchesQuery(app.id));
  if (view.data === undefined) {
    if (!view.isError) return <SectionSkeleton lines={3} />;
    return <ErrorNotice title={t.loadFailed} error={view.error} onRetry={() => void view.refetch()} />;
  }
  return <SwitchesForm key={JSON.stringify([view.data.dialect, view.data.switches])} {...props} view={view.data} />;
}

function SwitchesForm(props: {
  app: DirectoryApp;
  view: TargetSwitchesView;
  onPlan: (proposal: PlanProposal) => Promise<unknown>;
}): ReactNode {
  const { app, view } = props;
  const queryClient = useQueryClient();
  const [dialect, setDialect] = useState(view.dialect);
  const [switches, setSwitches] = useState<Readonly<Record<string, unknown>>>(view.switches);
  const setCount = Object.keys(switches).length;
  const [isOpen, opening] = useDisclosure(setCount > 0);
  const isChanged = dialect !== view.dialect || JSON.stringify(switches) !== JSON.stringify(view.switches);
  const save = useMutation({
    mutationFn: async () => {
      if (app.settings.provisioning.enabled && app.status === "ACTIVE") {
        return await props.onPlan({ ...(dialect === view.dialect ? {} : { dialect }), switches });
      }
      if (dialect !== view.dialect) await updateApp(app, { dialect });
      await saveSwitches(app.id, switches);
      await queryClient.invalidateQueries({ queryKey: ["app", app.id] });
      return notifyDone(t.saved(app.label));
    },
  });
  const change = (name: string, value: unknown) => {
    const { [name]: _before, ...rest } = switches;
    setSwitches(value === undefined ? rest : { ...rest, [name]: value });
  };
  return (
    <Section title={t.title} description={t.description}>
      <Stack gap="md">
        {save.isError && <ErrorNotice title={t.saveFailed(app.label)} error={save.error} />}
        <Select
          label={t.dialect}
          description={`${t.dialectDetail} ${t.dialectDetails[dialect] ?? ""}`.trim()}
          data={DIALECTS.map((value) => ({ value, label: t.dialects[value] }))}
          value={dialect}
          onChange={(value) => setDialect(value ?? dialect)}
        />
        <Group gap="sm">
          <Button size="xs" variant="default" aria-expanded={isOpen} onClick={opening.toggle}>
            {isOpen ? t.hide : t.show}
          </Button>
          <Text size="sm" c="dimmed">
            {t.count(setCount)}
          </Text>
        </Group>
        <Collapse expanded={isOpen}>
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
            {view.known.map((known) => (
              <SwitchField
                key={known.name}
                known={known}
                value={switches[known.name]}
                effective={view.effective[known.name]}
                onChange={(value) => change(known.name, value)}
              />
            ))}
          </SimpleGrid>
        </Collapse>
        <Group gap="xs">
          <Button disabled={!isChanged} loading={save.isPending} onClick={() => save.mutate()}>
            {messages.actions.save}
          </Button>
          {isChanged && (
            <Button
              variant="default"
              onClick={() => {
                setDialect(view.dialect);
                setSwitches(view.switches);
              }}
            >
              {messages.actions.cancel}
            </Button>
          )}
        </Group>
      </Stack>
    </Section>
  );
}
