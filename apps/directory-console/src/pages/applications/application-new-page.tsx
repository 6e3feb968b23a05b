import { ErrorNotice, fieldMessages, notifyDone, PageHeader, PageStack } from "@lockstep/ui";
import { Button, Group, Paper, Radio, Skeleton, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { appTemplatesQuery, createApp } from "../../api/apps.ts";
import { ButtonLink } from "../../links.tsx";
import { messages } from "../../messages.ts";

const t = messages.applicationNew;
/** The one that follows the guide of the service beside this directory. */
const DEFAULT_TEMPLATE = "lockstep_service";

/** Adds an app; its integration is set up on its own pages. */
export function ApplicationNewPage(): ReactNode {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const templates = useQuery(appTemplatesQuery);
  const form = useForm({
    initialValues: { name: DEFAULT_TEMPLATE, label: "" },
    validate: { label: (value) => (value.trim() === "" ? t.labelMissing : null) },
  });
  const submit = useMutation({
    mutationFn: createApp,
    onSuccess: async (app) => {
      await queryClient.invalidateQueries({ queryKey: ["apps"] });
      notifyDone(t.done(app.label));
      await navigate({ to: "/applications/$appId/provisioning/integration", params: { appId: app.id } });
    },
    onError: (error) => form.setErrors(fieldMessages(error)),
  });
  return (
    <>
      <PageHeader
        title={t.title}
        description={t.description}
        crumbs={[{ label: messages.applications.title, href: "/applications" }]}
      />
      <Paper p="lg" maw={560}>
        <form noValidate onSubmit={form.onSubmit(({ name, label }) => submit.mutate({ name, label: label.trim() }))}>
          <PageStack gap="md">
            {submit.isError && <ErrorNotice title={t.failed} error={submit.error} />}
            {templates.isError && <ErrorNotice title={t.templatesFailed} error={templates.error} />}
            <Radio.Group label={t.template} {...form.getInputProps("name")}>
              <Stack gap="sm" mt={6}>
                {templates.data?.map(({ name, displayName, description }) => (
                  <Radio key={name} value={name} label={displayName} description={description} />
                )) ?? <Skeleton height={170} aria-label={messages.loading} />}
              </Stack>
            </Radio.Group>
            <TextInput
              label={t.label}
              description={t.labelDetail}
              placeholder={t.placeholder}
              required
              {...form.getInputProps("label")}
            />
            <Group gap="xs">
              <Button type="submit" loading={submit.isPending}>
                {t.submit}
              </Button>
              <ButtonLink to="/applications" variant="default">
                {messages.actions.cancel}
              </ButtonLink>
            </Group>
          </PageStack>
        </form>
      </Paper>
    </>
  );
}
