import type { Credential, CredentialScope, ToleranceProfile } from "@lockstep/service-app/contract";
import { ErrorNotice, fieldMessages, notifyDone } from "@lockstep/ui";
import { Button, Checkbox, Group, NumberInput, Select, Stack, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { changeCredential, credentialsQuery } from "../../api/credentials.ts";
import { messages } from "../../messages.ts";
import { credentialName } from "../credential-names.ts";

const t = messages.credentials;
const SCOPES = Object.keys(t.scopes) as CredentialScope[];
const PROFILES = Object.keys(t.profiles) as ToleranceProfile[];
const RATE_MAX = 10_000;
const BURST_FACTOR = 5;

interface Settings {
  readonly name: string;
  readonly scopes: string[];
  readonly profile: ToleranceProfile;
  /** A day as `YYYY-MM-DD`; empty for none. */
  readonly expiresOn: string;
  /** Empty for the service's own limit. */
  readonly perSecond: number | string;
}

/** Name, rights, tolerance, end and rate of a credential; nothing changes before Save. */
export function CredentialSettings({ credential }: { credential: Credential }): ReactNode {
  const queryClient = useQueryClient();
  const isBasic = credential.kind === "basic";
  const form = useForm<Settings>({
    initialValues: settingsOf(credential),
    validate: {
      name: (value) => (!isBasic && value.trim() === "" ? t.nameMissing : null),
      scopes: (value) => (value.length === 0 ? t.scopesMissing : null),
      expiresOn: (value) => (value !== "" && endOf(value).getTime() <= Date.now() ? t.expiresPast : null),
      perSecond: (value) => (value === "" || isRate(value) ? null : t.rateInvalid),
    },
  });
  const save = useMutation({
    mutationFn: (values: Settings) =>
      changeCredential(credential.id, {
        scopes: values.scopes as CredentialScope[],
        profile: values.profile,
        rateLimit:
          values.perSecond === ""
            ? null
            : { perSecond: Number(values.perSecond), burst: Number(values.perSecond) * BURST_FACTOR },
        ...(isBasic
          ? {}
          : {
              name: values.name.trim(),
              expiresAt: values.expiresOn === "" ? null : endOf(values.expiresOn).toISOString(),
            }),
      }),
    onSuccess: async (changed) => {
      await queryClient.invalidateQueries({ queryKey: credentialsQuery.queryKey });
      form.setInitialValues(settingsOf(changed));
      form.reset();
      notifyDone(t.saved(credentialName(changed)));
    },
    onError: (error) => form.setErrors(fieldMessages(error)),
  });
  return (
    <form noValidate onSubmit={form.onSubmit((values) => save.mutate(values))}>
      <Stack gap="sm">
        <Title order={3}>{t.settings}</Title>
        {save.isError && <ErrorNotice title={t.saveFailed} error={save.error} />}
        {!isBasic && <TextInput label={t.name} {...form.getInputProps("name")} />}
        <Checkbox.Group label={t.scopesLabel} {...form.getInputProps("scopes")}>
          <Group gap="md" mt={6}>
            {SCOPES.map((scope) => (
              <Checkbox key={scope} value={scope} label={t.scopes[scope]} />
            ))}
          </Group>
        </Checkbox.Group>
        <Select
          label={t.profileLabel}
          description={t.profiles[form.values.profile].detail}
          data={PROFILES.map((value) => ({ value, label: t.profiles[value].label }))}
          {...form.getInputProps("profile")}
        />
        {!isBasic && (
          <TextInput
            type="date"
            label={t.expiresLabel}
            description={t.expiresDetail}
            maw={260}
            {...form.getInputProps("expiresOn")}
          />
        )}
        <NumberInput
          label={t.rateLabel}
          description={t.rateDetail}
          min={1}
          max={RATE_MAX}
          maw={260}
          {...form.getInputProps("perSecond")}
        />
        <Group gap="xs">
          <Button type="submit" size="xs" loading={save.isPending} disabled={!form.isDirty()}>
            {messages.actions.save}
          </Button>
          {form.isDirty() && (
            <Button size="xs" variant="default" onClick={() => form.reset()}>
              {messages.actions.cancel}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}

function settingsOf(credential: Credential): Settings {
  return {
    name: credential.name,
    scopes: [...credential.scopes],
    profile: credential.profile,
    expiresOn: credential.expiresAt === null ? "" : dayOf(new Date(credential.expiresAt)),
    perSecond: credential.rateLimit?.perSecond ?? "",
  };
}

function isRate(value: number | string): boolean {
  const rate = Number(value);
  return Number.isInteger(rate) && rate >= 1 && rate <= RATE_MAX;
}

/** The day in the viewer's zone. */
function dayOf(instant: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${instant.getFullYear()}-${two(instant.getMonth() + 1)}-${two(instant.getDate())}`;
}

/** The last moment of a day in the viewer's zone. */
function endOf(day: string): Date {
  return new Date(`${day}T23:59:59`);
}
