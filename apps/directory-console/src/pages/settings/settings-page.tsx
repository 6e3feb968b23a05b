import { ErrorNotice, notifyDone, PageHeader, PageStack, Section, SectionSkeleton } from "@lockstep/ui";
import { Alert, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { passwordPolicyQuery, saveCompany, settingsQuery } from "../../api/administration.ts";
import { useRights } from "../../api/session.ts";
import { messages } from "../../messages.ts";
import { PasswordPolicyForm } from "./password-policy-form.tsx";

const t = messages.settings;

/** What holds for the whole directory: the company's name, the password policy, rates. */
export function SettingsPage(): ReactNode {
  const settings = useQuery(settingsQuery);
  const policy = useQuery(passwordPolicyQuery);
  const { changesDirectory } = useRights();
  const failed = settings.error ?? policy.error;
  return (
    <>
      <PageHeader title={t.title} description={t.description} />
      <PageStack maw={860}>
        {!changesDirectory && <Alert variant="light">{t.readOnly}</Alert>}
        {failed !== null && <ErrorNotice title={t.failed} error={failed} onRetry={() => void settings.refetch()} />}
        {settings.data === undefined ? (
          <SectionSkeleton lines={3} />
        ) : (
          <Company companyName={settings.data.companyName} isFixed={!changesDirectory} />
        )}
        {policy.data === undefined || policy.data === null ? (
          <SectionSkeleton lines={8} />
        ) : (
          <PasswordPolicyForm policy={policy.data} isFixed={!changesDirectory} />
        )}
        {settings.data !== undefined && (
          <Section title={t.rates}>
            <Text size="sm">{t.ratesDetail(settings.data.rateFactor)}</Text>
          </Section>
        )}
        <Section title={t.more}>
          <Text size="sm">{t.budgets}</Text>
        </Section>
      </PageStack>
    </>
  );
}

function Company({ companyName, isFixed }: { companyName: string; isFixed: boolean }): ReactNode {
  const queryClient = useQueryClient();
  const form = useForm({ initialValues: { companyName } });
  const save = useMutation({
    mutationFn: (values: { companyName: string }) => saveCompany(values.companyName.trim()),
    onSuccess: (saved) => {
      queryClient.setQueryData(settingsQuery.queryKey, saved);
      form.resetDirty();
      notifyDone(t.saved);
    },
  });
  return (
    <Section title={t.company} description={t.companyDetail}>
      <form noValidate onSubmit={form.onSubmit((values) => save.mutate(values))}>
        <Stack maw={420}>
          {save.isError && <ErrorNotice title={t.failed} error={save.error} />}
          <TextInput label={t.companyName} maxLength={100} disabled={isFixed} {...form.getInputProps("companyName")} />
          {!isFixed && (
            <Group>
              <Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>
                {t.save}
              </Button>
            </Group>
          )}
        </Stack>
      </form>
    </Section>
  );
}
