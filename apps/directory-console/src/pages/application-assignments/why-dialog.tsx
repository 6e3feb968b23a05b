import { ErrorNotice } from "@lockstep/ui";
import { Group, Modal, Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { appUserQuery, whyQuery } from "../../api/assignments.ts";
import { ButtonLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { WhyAnswer } from "../../parts/why-answer.tsx";

const t = messages.why;

/** *Why?* of one person in the app. */
export function WhyDialog(props: { appId: string; label: string; personId: string; onClose: () => void }): ReactNode {
  const appUser = useQuery(appUserQuery(props.appId, props.personId));
  const why = useQuery(whyQuery(props.appId, props.personId));
  return (
    <Modal
      opened
      onClose={props.onClose}
      size="lg"
      title={t.title(appUser.data?.person.displayName ?? "", props.label)}
      closeButtonProps={{ "aria-label": t.close }}
    >
      <Stack gap="md">
        {why.isError && <ErrorNotice title={t.failed} error={why.error} onRetry={() => void why.refetch()} />}
        {why.isPending && <Skeleton height={160} aria-label={messages.loading} />}
        {why.data !== undefined && <WhyAnswer why={why.data} />}
        <Group justify="flex-end">
          <ButtonLink to="/people/$personId" params={{ personId: props.personId }} variant="default" size="xs">
            {t.toPerson}
          </ButtonLink>
        </Group>
      </Stack>
    </Modal>
  );
}
