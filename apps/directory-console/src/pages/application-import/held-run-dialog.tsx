import type { ImportRun } from "@lockstep/directory-app/contract";
import { cursorPaging, DataList, ErrorNotice, notifyDone } from "@lockstep/ui";
import { Button, Group, List, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { approveImport, cancelImport, removalsQuery } from "../../api/imports.ts";
import { AnchorLink } from "../../links.tsx";
import { messages } from "../../messages.ts";

const t = messages.heldImport;

/** An import that the safeguard stopped: whom it would take away, and the two decisions. */
export function HeldRunDialog(props: { appId: string; run: ImportRun; onClose: () => void }): ReactNode {
  const { appId, run } = props;
  const queryClient = useQueryClient();
  const [after, setAfter] = useState<string>();
  const removals = useQuery(removalsQuery(appId, run.id, after));
  const count = run.hold?.affected ?? run.absent;
  const next = removals.data?.next;
  const decide = useMutation({
    mutationFn: (decision: "approve" | "cancel") =>
      decision === "approve" ? approveImport(appId, run.id) : cancelImport(appId, run.id),
    onSuccess: async (_, decision) => {
      await queryClient.invalidateQueries({ queryKey: ["app", appId] });
      notifyDone(t.decided[decision]);
      props.onClose();
    },
  });
  const isDeciding = (decision: "approve" | "cancel") => decide.isPending && decide.variables === decision;
  return (
    <Modal
      opened
      onClose={props.onClose}
      size="lg"
      title={t.title(count)}
      closeButtonProps={{ "aria-label": messages.holds.close }}
    >
      <Stack gap="md">
        {run.hold !== null && <Text size="sm">{messages.imports.held(run.hold)}</Text>}
        <List size="sm" spacing={4}>
          {t.consequences.map((line) => (
            <List.Item key={line}>{line}</List.Item>
          ))}
        </List>
        <DataList
          label={t.list}
          rows={removals.data?.items}
          keyOf={({ externalId }) => externalId}
          error={removals.error}
          onRetry={() => void removals.refetch()}
          columns={[
            {
              key: "person",
              header: messages.assignments.person,
              render: ({ person }) => (
                <AnchorLink to="/people/$personId" params={{ personId: person.id }} size="sm" fw={600}>
                  {person.displayName}
                </AnchorLink>
              ),
            },
            { key: "userName", header: messages.assignments.userName, render: ({ userName }) => userName ?? "–" },
            { key: "cause", header: t.cause, render: ({ cause }) => t.causes[cause] },
          ]}
          paging={cursorPaging(after, next, setAfter)}
          empty={<Text size="sm">{t.nobody}</Text>}
        />
        {decide.isError && <ErrorNotice title={messages.holds.failed} error={decide.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" data-autofocus onClick={props.onClose}>
            {messages.actions.cancel}
          </Button>
          <Button variant="default" loading={isDeciding("cancel")} onClick={() => decide.mutate("cancel")}>
            {t.stop}
          </Button>
          <Button color="red.8" loading={isDeciding("approve")} onClick={() => decide.mutate("approve")}>
            {t.approve(count)}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
