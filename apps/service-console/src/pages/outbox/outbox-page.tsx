import type { OutboxMail } from "@lockstep/service-app/contract";
import { CodeBlock, DataList, EmptyState, PageHeader, Timestamp } from "@lockstep/ui";
import { Button, Modal, Paper, Text } from "@mantine/core";
import { IconMailCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { outboxQuery } from "../../api/account.ts";
import { messages } from "../../messages.ts";

const t = messages.outbox;

/** Mail that no mail server took, to be read here instead. */
export function OutboxPage(): ReactNode {
  const outbox = useQuery(outboxQuery);
  const [shown, show] = useState<OutboxMail>();
  return (
    <>
      <PageHeader title={t.title} description={t.description} />
      <Paper style={{ overflow: "hidden" }}>
        <DataList
          label={t.title}
          rows={outbox.data}
          keyOf={(mail) => mail.id}
          error={outbox.error}
          onRetry={() => void outbox.refetch()}
          columns={[
            {
              key: "subject",
              header: t.subject,
              render: (mail) => (
                <Text size="sm" fw={600}>
                  {mail.subject}
                </Text>
              ),
            },
            { key: "to", header: t.to, render: (mail) => mail.to },
            { key: "created", header: t.created, width: 200, render: (mail) => <Timestamp value={mail.createdAt} /> },
            {
              key: "read",
              header: t.show,
              isHeaderHidden: true,
              width: 90,
              align: "right",
              render: (mail) => (
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={t.readLabel(mail.subject, mail.to)}
                  onClick={() => show(mail)}
                >
                  {t.show}
                </Button>
              ),
            },
          ]}
          empty={
            <EmptyState icon={<IconMailCheck size={26} />} title={t.empty}>
              {t.emptyDetail}
            </EmptyState>
          }
        />
      </Paper>
      <Modal
        opened={shown !== undefined}
        onClose={() => show(undefined)}
        title={shown?.subject}
        size="lg"
        closeButtonProps={{ "aria-label": t.close }}
      >
        {shown !== undefined && (
          <>
            <Text size="sm" c="dimmed" mb="sm">
              {t.to} {shown.to} · <Timestamp value={shown.createdAt} />
            </Text>
            <CodeBlock label={shown.subject} text={shown.text} />
          </>
        )}
      </Modal>
    </>
  );
}
