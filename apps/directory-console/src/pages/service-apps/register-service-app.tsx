import { ErrorNotice, fieldMessages } from "@lockstep/ui";
import { Button, Checkbox, Group, Modal, SimpleGrid, Stack, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { createServiceApp, serviceAppsQuery } from "../../api/administration.ts";
import { messages } from "../../messages.ts";
import type { MadeSecret } from "./service-apps-page.tsx";

const t = messages.serviceApps;
/** As the directory grants them (docs/reference/directory-api.md). */
const SCOPES = [
  "okta.users.read",
  "okta.users.manage",
  "okta.groups.read",
  "okta.groups.manage",
  "okta.apps.read",
  "okta.apps.manage",
  "okta.schemas.read",
  "okta.schemas.manage",
  "okta.userTypes.read",
  "okta.logs.read",
  "okta.apiTokens.read",
  "okta.apiTokens.manage",
];

/** Registers a service app by name, scopes and, if it brings one, a public key. */
export function RegisterServiceApp(props: {
  opened: boolean;
  onClose: () => void;
  onSecret: (made: MadeSecret) => void;
}): ReactNode {
  const queryClient = useQueryClient();
  const form = useForm<{ name: string; scopes: string[]; key: string }>({
    initialValues: { name: "", scopes: [], key: "" },
    validate: {
      name: (name) => (name.trim() === "" ? t.nameMissing : null),
      scopes: (scopes) => (scopes.length === 0 ? t.scopesMissing : null),
      key: (key) => (key.trim() === "" || isObject(key) ? null : t.keyBroken),
    },
  });
  const create = useMutation({
    mutationFn: ({ name, scopes, key }: typeof form.values) =>
      createServiceApp({
        name: name.trim(),
        scopes,
        key: key.trim() === "" ? undefined : (JSON.parse(key) as object),
      }),
    onSuccess: async ({ name, clientId, clientSecret }) => {
      await queryClient.invalidateQueries({ queryKey: serviceAppsQuery.queryKey });
      if (clientSecret !== null) props.onSecret({ name, clientId, secret: clientSecret });
      close();
    },
    onError: (error) => form.setErrors(fieldMessages(error)),
  });
  const close = () => {
    create.reset();
    form.reset();
    props.onClose();
  };
  return (
    <Modal
      opened={props.opened}
      onClose={close}
      size="lg"
      title={t.create}
      closeButtonProps={{ "aria-label": messages.assignDialog.close }}
    >
      <form noValidate onSubmit={form.onSubmit((values) => create.mutate(values))}>
        <Stack>
          {create.isError && <ErrorNotice title={t.failed} error={create.error} />}
          <TextInput label={t.name} data-autofocus maxLength={100} {...form.getInputProps("name")} />
          <Checkbox.Group label={t.scopes} description={t.scopesDetail} {...form.getInputProps("scopes")}>
            <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xs" mt={6}>
              {SCOPES.map((scope) => (
                <Checkbox key={scope} value={scope} label={scope} />
              ))}
            </SimpleGrid>
          </Checkbox.Group>
          <Textarea
            label={t.key}
            description={t.keyDetail}
            autosize
            minRows={2}
            maxRows={8}
            spellCheck={false}
            {...form.getInputProps("key")}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              {messages.actions.cancel}
            </Button>
            <Button type="submit" loading={create.isPending}>
              {t.create}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null;
  } catch {
    return false;
  }
}
