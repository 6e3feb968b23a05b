import { ErrorNotice, fieldMessages } from "@lockstep/ui";
import { Button, Group, Stack, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { GroupInput } from "../../api/groups.ts";
import { messages } from "../../messages.ts";

const t = messages.groupForm;

/** Name and description of a group, new or existing. */
export function GroupForm(props: {
  initial: GroupInput;
  submitLabel: string;
  failedTitle: string;
  onSubmit: (input: GroupInput) => Promise<unknown>;
  cancel: ReactNode;
}): ReactNode {
  const form = useForm({
    initialValues: { name: props.initial.name, description: props.initial.description ?? "" },
    validate: { name: (value) => (value.trim() === "" ? t.nameMissing : null) },
  });
  const submit = useMutation({
    mutationFn: (values: { name: string; description: string }) =>
      props.onSubmit({
        name: values.name.trim(),
        description: values.description.trim() === "" ? null : values.description.trim(),
      }),
    onError: (error) => form.setErrors(fieldMessages(error)),
  });
  return (
    <form noValidate onSubmit={form.onSubmit((values) => submit.mutate(values))}>
      <Stack>
        {submit.isError && <ErrorNotice title={props.failedTitle} error={submit.error} />}
        <TextInput
          label={messages.groups.name}
          description={t.nameDetail}
          required
          data-autofocus
          {...form.getInputProps("name")}
        />
        <Textarea label={t.description} autosize minRows={2} maxRows={6} {...form.getInputProps("description")} />
        <Group gap="xs">
          <Button type="submit" loading={submit.isPending}>
            {props.submitLabel}
          </Button>
          {props.cancel}
        </Group>
      </Stack>
    </form>
  );
}
