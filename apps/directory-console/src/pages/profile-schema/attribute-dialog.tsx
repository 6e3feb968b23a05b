import { ErrorNotice, fieldMessages, notifyDone } from "@lockstep/ui";
import {
  Button,
  Checkbox,
  Group,
  Modal,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  Textarea,
  TextInput,
} from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { changeAttribute, profileSchemaQuery, type SchemaAttribute } from "../../api/profile-schema.ts";
import { messages } from "../../messages.ts";
import { ATTRIBUTE_TYPES, nameFor, propertyOf, valuesOf } from "./attribute-values.ts";

const t = messages.profileSchema;
const NAME = /^[A-Za-z]\w*$/;

/** Adds an attribute, or changes one; its name and type stay once it exists. */
export function AttributeDialog(props: {
  attribute: SchemaAttribute | undefined;
  opened: boolean;
  onClose: () => void;
}): ReactNode {
  const { attribute, opened, onClose } = props;
  const isNew = attribute === undefined;
  const queryClient = useQueryClient();
  const form = useForm({
    initialValues: valuesOf(attribute),
    validate: {
      title: (title) => (title.trim() === "" ? t.displayMissing : null),
      name: (name) => (NAME.test(name) ? null : t.nameBroken),
    },
  });
  const save = useMutation({
    mutationFn: (values: ReturnType<typeof valuesOf>) => changeAttribute(values.name, propertyOf(values, attribute)),
    onSuccess: async (_, values) => {
      await queryClient.invalidateQueries({ queryKey: profileSchemaQuery.queryKey });
      await queryClient.invalidateQueries({ queryKey: ["person-attributes"] });
      notifyDone(isNew ? t.added(values.title) : t.saved(values.title));
      close();
    },
    onError: (error) => form.setErrors(fieldMessages(error)),
  });
  const close = () => {
    save.reset();
    form.reset();
    onClose();
  };
  const { type } = form.values;
  return (
    <Modal
      opened={opened}
      onClose={close}
      size="lg"
      title={isNew ? t.add : t.editTitle(attribute.title)}
      closeButtonProps={{ "aria-label": messages.assignDialog.close }}
    >
      <form noValidate onSubmit={form.onSubmit((values) => save.mutate(values))}>
        <Stack>
          {save.isError && <ErrorNotice title={t.failed} error={save.error} />}
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <TextInput
              label={t.display}
              data-autofocus
              {...form.getInputProps("title")}
              onChange={(event) => {
                const title = event.currentTarget.value;
                const isFollowing = isNew && form.values.name === nameFor(form.values.title);
                form.setFieldValue("title", title);
                if (isFollowing) form.setFieldValue("name", nameFor(title));
              }}
            />
            <TextInput label={t.name} description={t.nameDetail} disabled={!isNew} {...form.getInputProps("name")} />
          </SimpleGrid>
          <TextInput label={t.descriptionField} {...form.getInputProps("description")} />
          <Select
            label={t.type}
            data={ATTRIBUTE_TYPES.map((value) => ({ value, label: t.types[value] ?? value }))}
            allowDeselect={false}
            disabled={!isNew}
            {...form.getInputProps("type")}
          />
          {type === "string" && (
            <>
              <SimpleGrid cols={{ base: 1, sm: 2 }}>
                <NumberInput label={t.minLength} min={0} {...form.getInputProps("minLength")} />
                <NumberInput label={t.maxLength} min={1} {...form.getInputProps("maxLength")} />
              </SimpleGrid>
              <Textarea
                label={t.enum}
                description={t.enumDetail}
                autosize
                minRows={2}
                maxRows={8}
                {...form.getInputProps("choices")}
              />
            </>
          )}
          <Checkbox
            label={t.required}
            description={t.requiredDetail}
            {...form.getInputProps("isRequired", { type: "checkbox" })}
          />
          {(type === "string" || type === "number" || type === "integer") && (
            <Checkbox
              label={t.unique}
              description={t.uniqueDetail}
              {...form.getInputProps("isUnique", { type: "checkbox" })}
            />
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              {messages.actions.cancel}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {isNew ? t.submit : messages.actions.save}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
