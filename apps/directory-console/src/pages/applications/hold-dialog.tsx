import type { BudgetHold, BudgetHoldSubject } from "@lockstep/directory-app/contract";
import { DataList, ErrorNotice, notifyDone } from "@lockstep/ui";
import { Button, Group, List, Modal, Stack, Text } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { decideHold, holdSubjectsQuery } from "../../api/safeguards.ts";
import { AnchorLink } from "../../links.tsx";
import { messages } from "../../messages.ts";

const t = messages.holds;

/** Exactly who is held, and the two decisions. */
export function HoldDialog({ hold, onClose }: { hold: BudgetHold; onClose: () => void }): ReactNode {
  const queryClient = useQueryClient();
  const subjects = useInfiniteQuery(holdSubjectsQuery(hold));
  const decide = useMutation({
    mutationFn: (decision: "approve" | "reject") => decideHold(hold.id, decision),
    onSuccess: async ({ decided, leftOut }, decision) => {
      await Promise.all(
        [["app", hold.app.id], ["tasks"]].map((queryKey) => queryClient.invalidateQueries({ queryKey })),
      );
      notifyDone(t.decided[decision](decided, leftOut));
      onClose();
    },
  });
  const isDeciding = (decision: "approve" | "reject") => decide.isPending && decide.variables === decision;
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t.title[hold.direction](hold.affected)}
      closeButtonProps={{ "aria-label": t.close }}
    >
      <Stack gap="md">
        <Text size="sm">{hold.message}</Text>
        <List size="sm" spacing={4}>
          {t.consequences.map((line) => (
            <List.Item key={line}>{line}</List.Item>
          ))}
        </List>
        <DataList<BudgetHoldSubject>
          label={t.list}
          rows={subjects.data?.pages.flatMap(({ items }) => items)}
          keyOf={({ kind, id }) => `${kind} ${id}`}
          error={subjects.error}
          onRetry={() => void subjects.refetch()}
          columns={[
            { key: "name", header: t.who, render: (subject) => <SubjectName subject={subject} /> },
            { key: "note", header: t.note, render: ({ kind, amount, moved }) => t.noteOf(kind, amount, moved) },
          ]}
          empty={<Text size="sm">{t.nobody}</Text>}
        />
        {subjects.hasNextPage && (
          <Group>
            <Button
              size="xs"
              variant="default"
              loading={subjects.isFetchingNextPage}
              onClick={() => void subjects.fetchNextPage()}
            >
              {messages.planReview.more}
            </Button>
          </Group>
        )}
        {decide.isError && <ErrorNotice title={t.failed} error={decide.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" data-autofocus onClick={onClose}>
            {messages.actions.cancel}
          </Button>
          <Button variant="default" loading={isDeciding("reject")} onClick={() => decide.mutate("reject")}>
            {t.reject(hold.affected)}
          </Button>
          <Button color="red.8" loading={isDeciding("approve")} onClick={() => decide.mutate("approve")}>
            {t.approve[hold.direction](hold.affected)}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function SubjectName({ subject }: { subject: BudgetHoldSubject }): ReactNode {
  return subject.kind === "appUser" ? (
    <AnchorLink to="/people/$personId" params={{ personId: subject.id }} size="sm">
      {subject.name}
    </AnchorLink>
  ) : (
    <AnchorLink to="/groups/$groupId" params={{ groupId: subject.id }} size="sm">
      {subject.name}
    </AnchorLink>
  );
}
