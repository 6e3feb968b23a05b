import type { Mapping } from "@lockstep/directory-app/contract";
import { ErrorNotice } from "@lockstep/ui";
import { Button, Group, Modal, Radio, Stack, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { messages } from "../../messages.ts";
import { MappingPreview } from "./mapping-preview.tsx";

const t = messages.mappings;

/** Edits one mapping with a live preview for a chosen person. */
export function MappingEditor(props: {
  appId: string;
  mapping: Mapping;
  isNew: boolean;
  taken: readonly string[];
  onClose: () => void;
  onSave: (mapping: Mapping) => Promise<void>;
}): ReactNode {
  const form = useForm<Mapping>({
    initialValues: props.mapping,
    validate: {
      attribute: (value) =>
        value.trim() === "" ? t.attributeMissing : props.taken.includes(value.trim()) ? t.attributeTaken : null,
      expression: (value) => (value.trim() === "" ? t.expressionMissing : null),
    },
  });
  const save = useMutation({ mutationFn: props.onSave });
  return (
    <Modal
      opened
      onClose={props.onClose}
      size="lg"
      title={props.isNew ? t.add : t.edit(props.mapping.attribute)}
      closeButtonProps={{ "aria-label": messages.actions.cancel }}
    >
      <form
        noValidate
        onSubmit={form.onSubmit((values) =>
          save.mutate({ ...values, attribute: values.attribute.trim(), expression: values.expression.trim() }),
        )}
      >
        <Stack gap="md">
          {save.isError && <ErrorNotice title={t.saveFailed(form.values.attribute)} error={save.error} />}
          <TextInput
            label={t.attribute}
            description={t.attributeDetail}
            placeholder='emails[type eq "work"].value'
            spellCheck={false}
            readOnly={!props.isNew}
            {...form.getInputProps("attribute")}
          />
          <Textarea
            label={t.expression}
            description={t.expressionDetail}
            autosize
            minRows={2}
            maxRows={8}
            spellCheck={false}
            data-autofocus
            styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: "0.8125rem" } }}
            {...form.getInputProps("expression")}
          />
          <MappingPreview appId={props.appId} expression={form.values.expression} />
          <Radio.Group label={t.applyOn} {...form.getInputProps("pushStatus")}>
            <Stack gap={6} mt={6}>
              <Radio value="PUSH" label={t.push.PUSH} />
              <Radio value="DONT_PUSH" label={t.push.DONT_PUSH} />
            </Stack>
          </Radio.Group>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={props.onClose}>
              {messages.actions.cancel}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {messages.actions.save}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
