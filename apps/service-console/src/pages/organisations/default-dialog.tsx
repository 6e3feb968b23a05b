import type { Organisation } from "@lockstep/service-app/contract";
import { ConfirmAction, notifyDone } from "@lockstep/ui";
import { Select, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { meQuery } from "../../api/session.ts";
import { setOrganisations, userQuery } from "../../api/users.ts";
import { messages } from "../../messages.ts";
import { useProvisioners } from "./provisioners.ts";

const t = messages.organisations;

/** Makes an organisation the place where the users of one provisioning administrator land. */
export function DefaultDialog({
  organisation,
  onClose,
}: {
  organisation: Organisation;
  onClose: () => void;
}): ReactNode {
  const queryClient = useQueryClient();
  const provisioners = useProvisioners();
  const [chosen, choose] = useState<string | null>(null);
  const user = provisioners.find(({ id }) => id === (chosen ?? provisioners[0]?.id));
  return (
    <ConfirmAction
      opened
      onClose={onClose}
      title={t.defaultTitle(organisation.name)}
      confirmLabel={t.defaultConfirm}
      isHarmless
      isDisabled={user === undefined}
      onConfirm={async () => {
        if (user === undefined) return;
        const ids = [...new Set([...user.organisations.map(({ id }) => id), organisation.id])];
        queryClient.setQueryData(userQuery(user.id).queryKey, await setOrganisations(user.id, ids, organisation.id));
        await Promise.all(
          [["organisations"], meQuery.queryKey].map((queryKey) => queryClient.invalidateQueries({ queryKey })),
        );
        notifyDone(t.defaultDone(organisation.name));
      }}
    >
      {user === undefined ? (
        t.defaultNobody
      ) : (
        <Stack gap="sm">
          <Text size="sm">{t.defaultDetail}</Text>
          <Select
            label={t.defaultWho}
            data={provisioners.map(({ id, email }) => ({ value: id, label: email }))}
            value={user.id}
            onChange={choose}
          />
        </Stack>
      )}
    </ConfirmAction>
  );
}
