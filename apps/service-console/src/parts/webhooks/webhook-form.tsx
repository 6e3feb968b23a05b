import type { Webhook, WebhookDraft } from "@lockstep/service-app/contract";
import { ErrorNotice, fieldMessages } from "@lockstep/ui";
import { Button, Checkbox, Group, MultiSelect, Stack, Switch, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { resourceTypesQuery } from "../../api/definitions.ts";
import { messages } from "../../messages.ts";
import { EVENT_KINDS } from "../../search-choices.ts";

const t = messages.webhooks;

/** What a webhook is told, and where. */
export function WebhookForm(props: {
  readonly webhook?: Webhook;
  readonly submitLabel: string;
  readonly failedTitle: string;
  readonly onSubmit: (draft: WebhookDraft) => Promise<void>;
  readonly onCancel?: () => void;
}): ReactNode {
  const { webhook } = props;
  const types = useQuery(resourceTypesQuery);
  const names = [...(types.data?.inherited ?? []), ...(types.data?.items ?? [])].map(({ name }) => name);
  const form = useForm({
    initialValues: {
      url: webhook?.url ?? "",
      description: webhook?.description ?? "",
      kinds: [...(webhook?.kinds ?? [])] as string[],
      resourceTypes: [...(webhook?.resourceTypes ?? [])] as string[],
      hasFullPayload: webhook?.hasFullPayload ?? false,
    },
    validate: { url: (value) => (value.trim() === "" ? t.urlMissing : null) },
  });
  const submit = useMutation({
    mutationFn: (values: typeof form.values) =>
      props.onSubmit({
        url: values.url.trim(),
        description: values.description.trim(),
        kinds: EVENT_KINDS.filter((kind) => values.kinds.includes(kind)),
        resourceTypes: values.resourceTypes,
        hasFullPayload: values.hasFullPayload,
      }),
    onError: (error) => form.setErrors(fieldMessages(error)),
    onSuccess: () => form.resetDirty(),
  });
  return (
    <form noValidate onSubmit={form.onSubmit((values) => submit.mutate(values))}>
      <Stack>
        {submit.isError && <ErrorNotice title={props.failedTitle} error={submit.error} />}
        <TextInput
          label={t.url}
          description={t.urlDetail}
          type="url"
          {...(webhook === undefined ? { "data-autofocus": true } : {})}
          {...form.getInputProps("url")}
        />
        <TextInput label={t.descriptionField} {...form.getInputProps("description")} />
        <Checkbox.Group label={t.kinds} description={t.kindsDetail} {...form.getInputProps("kinds")}>
          <Group gap="md" mt={8}>
            {EVENT_KINDS.map((kind) => (
              <Checkbox key={kind} value={kind} label={messages.events.kinds[kind]} />
            ))}
          </Group>
        </Checkbox.Group>
        <MultiSelect
          label={t.types}
          description={t.typesDetail}
          data={[...new Set([...names, ...form.values.resourceTypes])]}
          {...form.getInputProps("resourceTypes")}
        />
        <Switch
          label={t.full}
          description={t.fullDetail}
          {...form.getInputProps("hasFullPayload", { type: "checkbox" })}
        />
        <Group gap="xs" justify={props.onCancel === undefined ? "flex-start" : "flex-end"}>
          {props.onCancel !== undefined && (
            <Button variant="default" onClick={props.onCancel}>
              {messages.actions.cancel}
            </Button>
          )}
          <Button type="submit" loading={submit.isPending} disabled={webhook !== undefined && !form.isDirty()}>
            {props.submitLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
