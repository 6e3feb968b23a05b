import type { Administrator, AdministratorRole } from "@lockstep/directory-app/contract";
import { ErrorNotice, fieldMessages, notifyDone } from "@lockstep/ui";
import { Button, Group, Modal, MultiSelect, Radio, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { administratorsQuery, changeAdministrator, inviteAdministrator } from "../../api/administration.ts";
import { appsQuery } from "../../api/apps.ts";
import { sessionQuery } from "../../api/session.ts";
import { messages } from "../../messages.ts";
import type { MadeLink } from "./administrators-page.tsx";

const t = messages.administrators;
const ROLES = Object.keys(messages.roles) as AdministratorRole[];

interface Values {
  readonly login: string;
  readonly name: string;
  readonly role: AdministratorRole;
  readonly appIds: readonly string[];
}

/** Invites an administrator, or changes name, role and limit of one. */
export function AdministratorDialog(props: {
  administrator: Administrator | undefined;
  opened: boolean;
  onClose: () => void;
  onLink: (link: MadeLink) => void;
}): ReactNode {
  const { administrator, opened, onClose, onLink } = props;
  const isNew = administrator === undefined;
  const queryClient = useQueryClient();
  const apps = useQuery(appsQuery);
  const form = useForm<Values>({
    initialValues: {
      login: administrator?.login ?? "",
      name: administrator?.name ?? "",
      role: administrator?.role ?? "READ_ONLY_ADMIN",
      appIds: administrator?.appIds ?? [],
    },
    validate: {
      login: (login) => (login.includes("@") ? null : t.missingLogin),
      name: (name) => (name.trim() === "" ? t.missingName : null),
    },
  });
  const save = useMutation({
    mutationFn: async ({ login, name, role, appIds }: Values) => {
      const limit = role === "APP_ADMIN" && appIds.length > 0 ? appIds : null;
      const input = { name: name.trim(), role, appIds: limit };
      if (!isNew) await changeAdministrator(administrator.id, input);
      else
        onLink({ name: input.name, url: (await inviteAdministrator({ ...input, login: login.trim() })).invitationUrl });
    },
    onSuccess: async (_, { name }) => {
      await queryClient.invalidateQueries({ queryKey: administratorsQuery.queryKey });
      await queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
      if (!isNew) notifyDone(t.changed(name));
      close();
    },
    onError: (error) => form.setErrors(fieldMessages(error)),
  });
  const close = () => {
    save.reset();
    form.reset();
    onClose();
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      size="lg"
      title={isNew ? t.invite : t.editTitle(administrator.name)}
      closeButtonProps={{ "aria-label": messages.assignDialog.close }}
    >
      <form noValidate onSubmit={form.onSubmit((values) => save.mutate(values))}>
        <Stack>
          {save.isError && <ErrorNotice title={t.failed} error={save.error} />}
          <TextInput
            label={t.login}
            description={t.loginDetail}
            type="email"
            disabled={!isNew}
            {...(isNew ? { "data-autofocus": true } : {})}
            {...form.getInputProps("login")}
          />
          <TextInput label={t.name} {...form.getInputProps("name")} />
          <Radio.Group label={t.role} {...form.getInputProps("role")}>
            <Stack gap="xs" mt={6}>
              {ROLES.map((role) => (
                <Radio
                  key={role}
                  value={role}
                  label={messages.roles[role].label}
                  description={messages.roles[role].meaning}
                />
              ))}
            </Stack>
          </Radio.Group>
          {form.values.role === "APP_ADMIN" && (
            <MultiSelect
              label={t.limit}
              description={t.limitDetail}
              placeholder={form.values.appIds.length === 0 ? t.allApps : ""}
              data={(apps.data ?? []).map(({ id, label }) => ({ value: id, label }))}
              searchable
              value={[...form.values.appIds]}
              onChange={(appIds) => form.setFieldValue("appIds", appIds)}
              error={form.errors["appIds"]}
            />
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              {messages.actions.cancel}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {isNew ? t.submitInvite : messages.actions.save}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
