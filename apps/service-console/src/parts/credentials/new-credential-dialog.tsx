import type { CredentialDraft, NewCredential, ToleranceProfile } from "@lockstep/service-app/contract";
import { ErrorNotice, fieldMessages } from "@lockstep/ui";
import { Button, Group, Modal, Select, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { createCredential, credentialsQuery } from "../../api/credentials.ts";
import { messages } from "../../messages.ts";
import type { CLIENTS } from "../../search-choices.ts";

const t = messages.newCredential;
const DAY_MS = 24 * 3_600_000;
const PROFILES = Object.keys(messages.credentials.profiles) as ToleranceProfile[];
const EXPIRIES = Object.keys(t.expiries) as (keyof typeof t.expiries)[];

/** Asks for name, end and client of a new API key or OAuth client, and hands over what came of it. */
export function NewCredentialDialog(props: {
  readonly kind: CredentialDraft["kind"] | undefined;
  /** The directory that it is for, if a guide led here. */
  readonly client?: (typeof CLIENTS)[number] | undefined;
  readonly onClose: () => void;
  readonly onMade: (credential: NewCredential) => void;
}): ReactNode {
  return (
    <Modal
      opened={props.kind !== undefined}
      onClose={props.onClose}
      title={props.kind === undefined ? "" : t[props.kind]}
      closeButtonProps={{ "aria-label": messages.actions.cancel }}
    >
      {props.kind !== undefined && <NewCredentialForm {...props} kind={props.kind} />}
    </Modal>
  );
}

function NewCredentialForm(
  props: Parameters<typeof NewCredentialDialog>[0] & { readonly kind: CredentialDraft["kind"] },
): ReactNode {
  const { kind, client } = props;
  const queryClient = useQueryClient();
  const form = useForm({
    initialValues: {
      name: client === undefined ? "" : messages.connect.clients[client],
      expiry: "never" as keyof typeof t.expiries,
      profile: (client === undefined || client === "lockstep" ? "generic" : client) as ToleranceProfile,
    },
    validate: { name: (value) => (value.trim() === "" ? messages.credentials.nameMissing : null) },
  });
  const make = useMutation({
    mutationFn: (values: typeof form.values) =>
      createCredential({
        kind,
        name: values.name.trim(),
        profile: values.profile,
        ...(values.expiry === "never"
          ? {}
          : { expiresAt: new Date(Date.now() + Number(values.expiry) * DAY_MS).toISOString() }),
      }),
    onSuccess: async (made) => {
      await queryClient.invalidateQueries({ queryKey: credentialsQuery.queryKey });
      props.onMade(made);
    },
    onError: (error) => form.setErrors(fieldMessages(error)),
  });
  return (
    <form noValidate onSubmit={form.onSubmit((values) => make.mutate(values))}>
      <Stack>
        {make.isError && <ErrorNotice title={t.failed} error={make.error} />}
        <TextInput label={t.name} placeholder={t.placeholder} data-autofocus {...form.getInputProps("name")} />
        <Select
          label={t.profile}
          data={PROFILES.map((value) => ({ value, label: messages.credentials.profiles[value].label }))}
          description={messages.credentials.profiles[form.values.profile].detail}
          {...form.getInputProps("profile")}
        />
        <Select
          label={t.expires}
          data={EXPIRIES.map((value) => ({ value, label: t.expiries[value] }))}
          {...form.getInputProps("expiry")}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={props.onClose}>
            {messages.actions.cancel}
          </Button>
          <Button type="submit" loading={make.isPending}>
            {t.submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
