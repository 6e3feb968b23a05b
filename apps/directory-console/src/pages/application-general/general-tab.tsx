import type { DirectoryApp } from "@lockstep/directory-app/contract";
import { ErrorNotice, Facts, fieldMessages, notifyDone, Section, StatTile, Timestamp } from "@lockstep/ui";
import { Button, Checkbox, Grid, Group, Input, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { appQuery, progressQuery, updateApp } from "../../api/apps.ts";
import { messages } from "../../messages.ts";
import { AppDanger } from "./app-danger.tsx";
import { SettingsFileSection } from "./settings-file.tsx";

const route = getRouteApi("/signed-in/applications/$appId/general");
const t = messages.general;

/** Name of the app, how far provisioning has come, and the switches for the whole app. */
export function GeneralTab(): ReactNode {
  const { appId } = route.useParams();
  const app = useQuery(appQuery(appId));
  const progress = useQuery(progressQuery(appId));
  if (app.data === undefined) return null;
  const counts = progress.data;
  return (
    <Stack gap="lg">
      <SimpleGrid cols={{ base: 2, md: 4 }} spacing="md">
        <StatTile
          label={t.assigned}
          value={counts?.assigned}
          href={`/applications/${appId}/assignments`}
          detail={t.assignedDetail}
        />
        <StatTile label={t.inStep} value={counts?.synchronized} detail={t.inStepDetail} />
        <StatTile label={t.pending} value={counts?.pending} detail={t.pendingDetail} />
        <StatTile
          label={t.failed}
          value={counts?.failed}
          href={`/applications/${appId}/tasks`}
          detail={t.failedDetail}
        />
      </SimpleGrid>
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Stack gap="lg">
            <Section title={t.settings}>
              <SettingsForm key={app.data.lastUpdated} app={app.data} />
            </Section>
            <SettingsFileSection app={app.data} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Stack gap="lg">
            <Section title={messages.person.record}>
              <Facts
                items={[
                  { label: t.template, value: <code>{app.data.name}</code> },
                  { label: messages.person.id, value: <code>{app.data.id}</code> },
                  { label: messages.person.created, value: <Timestamp value={app.data.created} /> },
                  { label: messages.person.updated, value: <Timestamp value={app.data.lastUpdated} /> },
                  { label: t.pushGroups, value: counts === undefined ? null : t.pushGroupCounts(counts.pushGroups) },
                ]}
              />
            </Section>
            <AppDanger app={app.data} />
          </Stack>
        </Grid.Col>
      </Grid>
    </Stack>
  );
}

function SettingsForm({ app }: { app: DirectoryApp }): ReactNode {
  const queryClient = useQueryClient();
  const form = useForm({
    initialValues: { label: app.label, hideWeb: app.visibility.hide.web, hideIos: app.visibility.hide.iOS },
    validate: { label: (value) => (value.trim() === "" ? messages.applicationNew.labelMissing : null) },
  });
  const save = useMutation({
    mutationFn: ({ label, hideWeb, hideIos }: typeof form.values) =>
      updateApp(app, {
        label: label.trim(),
        visibility: { ...app.visibility, hide: { web: hideWeb, iOS: hideIos } },
      }),
    onSuccess: async (changed) => {
      queryClient.setQueryData(appQuery(app.id).queryKey, changed);
      await queryClient.invalidateQueries({ queryKey: ["apps"] });
      notifyDone(t.saved(changed.label));
    },
    onError: (error) => form.setErrors(fieldMessages(error)),
  });
  return (
    <form noValidate onSubmit={form.onSubmit((values) => save.mutate(values))}>
      <Stack>
        {save.isError && <ErrorNotice title={t.saveFailed(app.label)} error={save.error} />}
        <TextInput label={messages.applicationNew.label} required {...form.getInputProps("label")} />
        <Input.Wrapper
          label={t.visibility}
          description={t.visibilityDetail}
          labelElement="div"
          role="group"
          aria-label={t.visibility}
        >
          <Stack gap="xs" mt="xs">
            <Checkbox label={t.hideWeb} {...form.getInputProps("hideWeb", { type: "checkbox" })} />
            <Checkbox label={t.hideIos} {...form.getInputProps("hideIos", { type: "checkbox" })} />
          </Stack>
        </Input.Wrapper>
        <Group>
          <Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>
            {messages.actions.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
