import type { User } from "@lockstep/service-app/contract";
import { notifyDone, notifyFailed, Section } from "@lockstep/ui";
import { Radio, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { chooseOrganisation } from "../../api/account.ts";
import { canAdminister, meQuery, useMe } from "../../api/session.ts";
import { messages } from "../../messages.ts";

const t = messages.account;

/** One's own organisations; whoever belongs to several chooses the one to work in. */
export function OwnOrganisations({ user }: { user: User }): ReactNode {
  const queryClient = useQueryClient();
  const isAdministrator = canAdminister(useMe());
  const current = user.organisations.find(({ isDefault }) => isDefault);
  // Someone may belong to one both by hand and by provisioning.
  const organisations = [...new Map(user.organisations.map((each) => [each.id, each])).values()];
  const choose = useMutation({
    mutationFn: chooseOrganisation,
    onSuccess: (me) => {
      queryClient.setQueryData(meQuery.queryKey, me);
      notifyDone(t.switched(me.user.organisations.find(({ isDefault }) => isDefault)?.name ?? ""));
    },
    onError: (error) => notifyFailed(t.switchFailed, error),
  });
  if (organisations.length <= 1) {
    return (
      <Section title={t.organisations}>
        <Text size="sm">{current === undefined ? t.noOrganisations : `${current.name} (${current.code})`}</Text>
      </Section>
    );
  }
  return (
    <Section title={t.organisations} description={t.switcherDetail}>
      <Radio.Group
        label={t.switcher}
        {...(isAdministrator ? { description: t.switcherAdministrator } : {})}
        value={current?.id ?? null}
        onChange={(id) => choose.mutate(id)}
      >
        <Stack gap="sm" mt="sm">
          {organisations.map((organisation) => (
            <Radio
              key={organisation.id}
              value={organisation.id}
              label={organisation.name}
              description={organisation.code}
              disabled={choose.isPending}
            />
          ))}
        </Stack>
      </Radio.Group>
    </Section>
  );
}
