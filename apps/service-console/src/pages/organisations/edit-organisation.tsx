import type { Organisation } from "@lockstep/service-app/contract";
import { ErrorNotice, fieldMessages, notifyDone } from "@lockstep/ui";
import { Button, Group, Modal, Select, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { changeOrganisation, organisationsQuery } from "../../api/organisations.ts";
import { messages } from "../../messages.ts";

const t = messages.organisations;
const words = messages.organisationNew;

/** Renames or moves one organisation; the one on top stays there. */
export function EditOrganisation(props: {
  readonly organisation: Organisation | undefined;
  readonly organisations: readonly Organisation[];
  readonly onClose: () => void;
}): ReactNode {
  const { organisation } = props;
  return (
    <Modal
      opened={organisation !== undefined}
      onClose={props.onClose}
      title={t.editTitle(organisation?.name ?? "")}
      closeButtonProps={{ "aria-label": messages.actions.cancel }}
    >
      {organisation !== undefined && <EditForm key={organisation.id} {...props} organisation={organisation} />}
    </Modal>
  );
}

function EditForm(props: {
  readonly organisation: Organisation;
  readonly organisations: readonly Organisation[];
  readonly onClose: () => void;
}): ReactNode {
  const { organisation, organisations, onClose } = props;
  const queryClient = useQueryClient();
  const form = useForm({
    initialValues: { name: organisation.name, code: organisation.code, parentId: organisation.parentId },
    validate: {
      name: (value) => (value.trim() === "" ? words.nameMissing : null),
      code: (value) => (value.trim() === "" ? words.codeMissing : null),
    },
  });
  const save = useMutation({
    mutationFn: (values: typeof form.values) =>
      changeOrganisation(organisation.id, { ...values, name: values.name.trim(), code: values.code.trim() }),
    onSuccess: async (changed) => {
      await Promise.all(
        [organisationsQuery.queryKey, ["users"], ["user"]].map((queryKey) =>
          queryClient.invalidateQueries({ queryKey }),
        ),
      );
      notifyDone(t.edited(changed.name));
      onClose();
    },
    onError: (error) => form.setErrors(fieldMessages(error)),
  });
  const below = belowOf(organisations, organisation.id);
  return (
    <form noValidate onSubmit={form.onSubmit((values) => save.mutate(values))}>
      <Stack>
        {save.isError && <ErrorNotice title={t.editFailed(organisation.name)} error={save.error} />}
        <TextInput label={words.name} data-autofocus {...form.getInputProps("name")} />
        <TextInput label={t.code} description={words.codeDetail} {...form.getInputProps("code")} />
        {organisation.parentId !== null && (
          <Select
            label={words.parent}
            data={organisations.filter(({ id }) => !below.has(id)).map(({ id, name }) => ({ value: id, label: name }))}
            searchable
            {...form.getInputProps("parentId")}
          />
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {messages.actions.cancel}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {messages.actions.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** The organisation itself and everything below it: none of these can be its parent. */
function belowOf(organisations: readonly Organisation[], id: string): ReadonlySet<string> {
  const below = new Set([id]);
  for (let before = 0; before !== below.size; ) {
    before = below.size;
    for (const each of organisations) {
      if (each.parentId !== null && below.has(each.parentId)) below.add(each.id);
    }
  }
  return below;
}
