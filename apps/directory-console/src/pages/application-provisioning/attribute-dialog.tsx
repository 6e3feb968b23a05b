import { ErrorNotice, notifyDone } from "@lockstep/ui";
import { Button, Checkbox, Group, Modal, Radio, Select, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { addAppAttribute, mappingsQuery, type NewAttribute } from "../../api/mappings.ts";
import { messages } from "../../messages.ts";

const t = messages.appAttribute;
const TYPES = ["string", "number", "integer", "boolean", "reference", "array"] as const;
const ITEM_TYPES = ["string", "number", "integer", "reference"] as const;
const CORE_NAMESPACE = "urn:ietf:params:scim:schemas:core:2.0:User";

/** *Add Attribute*: an attribute of the app's own, with the name and namespace that it has on the wire. */
export function AttributeDialog({ appId, onClose }: { appId: string; onClose: () => void }): ReactNode {
  const queryClient = useQueryClient();
  const form = useForm<NewAttribute>({
    initialValues: {
      title: "",
      name: "",
      type: "string",
      items: "string",
      externalName: "",
      externalNamespace: CORE_NAMESPACE,
      required: false,
      scope: "NONE",
      union: false,
    },
    validate: {
      title: (value) => (value.trim() === "" ? t.titleMissing : null),
      name: (value) => (/^[A-Za-z_]\w*$/.test(value) ? null : t.nameProblem),
      externalName: (value) => (value.trim() === "" ? t.externalNameMissing : null),
      externalNamespace: (value) => (value.trim().startsWith("urn:") ? null : t.externalNamespaceProblem),
    },
  });
  const { values } = form;
  const add = useMutation({
    mutationFn: (attribute: NewAttribute) => addAppAttribute(appId, attribute),
    onSuccess: async (_, attribute) => {
      await queryClient.invalidateQueries({ queryKey: mappingsQuery(appId).queryKey });
      notifyDone(t.added(attribute.title));
      onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={messages.mappings.addAttribute}
      closeButtonProps={{ "aria-label": messages.actions.cancel }}
    >
      <form noValidate onSubmit={form.onSubmit((attribute) => add.mutate(attribute))}>
        <Stack gap="md">
          {add.isError && <ErrorNotice title={t.failed(values.title)} error={add.error} />}
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextInput label={t.title} required data-autofocus {...form.getInputProps("title")} />
            <TextInput
              label={t.name}
              description={t.nameDetail}
              required
              spellCheck={false}
              {...form.getInputProps("name")}
            />
            <Select
              label={t.type}
              data={TYPES.map((value) => ({ value, label: t.types[value] }))}
              {...form.getInputProps("type")}
            />
            {values.type === "array" && (
              <Select
                label={t.items}
                data={ITEM_TYPES.map((value) => ({ value, label: t.types[value] }))}
                {...form.getInputProps("items")}
              />
            )}
          </SimpleGrid>
          <TextInput
            label={t.externalName}
            description={t.externalNameDetail}
            required
            spellCheck={false}
            {...form.getInputProps("externalName")}
          />
          <TextInput
            label={t.externalNamespace}
            description={t.externalNamespaceDetail}
            required
            spellCheck={false}
            {...form.getInputProps("externalNamespace")}
          />
          <Checkbox
            label={t.required}
            description={t.requiredDetail}
            {...form.getInputProps("required", { type: "checkbox" })}
          />
          <Radio.Group label={t.scope} {...form.getInputProps("scope")}>
            <Stack gap={6} mt={6}>
              <Radio value="NONE" label={t.scopes.NONE} />
              <Radio value="SELF" label={t.scopes.SELF} />
            </Stack>
          </Radio.Group>
          {values.type === "array" && values.scope === "NONE" && (
            <Checkbox label={t.union} {...form.getInputProps("union", { type: "checkbox" })} />
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {messages.actions.cancel}
            </Button>
            <Button type="submit" loading={add.isPending}>
              {messages.mappings.addAttribute}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
