import type { LoggedRequest } from "@lockstep/service-app/contract";
import {
  CodeBlock,
  EmptyState,
  ErrorNotice,
  Facts,
  formatNumber,
  SectionSkeleton,
  StatusBadge,
  Timestamp,
} from "@lockstep/ui";
import { Button, Code, CopyButton, Group, List, Stack, Text, Title } from "@mantine/core";
import { IconCheck, IconCopy, IconListDetails } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { credentialsQuery } from "../../api/credentials.ts";
import { requestQuery } from "../../api/records.ts";
import { useMe } from "../../api/session.ts";
import { AnchorLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { useCredentialNames } from "../../parts/credential-names.ts";
import { DetailDrawer } from "../../parts/detail-drawer.tsx";
import { prettyJson } from "../../parts/pretty-json.ts";
import { statusTone } from "../../parts/status-tone.ts";
import { toCurl } from "./curl.ts";

const t = messages.requests;

/** One request of the log: what was sent, what had to be understood, what we answered, and how to send it again. */
export function RequestDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }): ReactNode {
  const request = useQuery({ ...requestQuery(id ?? ""), enabled: id !== undefined });
  return (
    <DetailDrawer
      opened={id !== undefined}
      onClose={onClose}
      closeLabel={t.close}
      title={request.data ? `${request.data.method} ${request.data.path}` : t.request}
    >
      {request.data ? (
        <RequestDetail request={request.data} />
      ) : request.data === null ? (
        <EmptyState icon={<IconListDetails size={26} />} title={t.gone}>
          {t.goneDetail}
        </EmptyState>
      ) : request.isError ? (
        <ErrorNotice title={t.failed} error={request.error} onRetry={() => void request.refetch()} />
      ) : (
        <SectionSkeleton />
      )}
    </DetailDrawer>
  );
}

function RequestDetail({ request }: { request: LoggedRequest }): ReactNode {
  const nameOf = useCredentialNames();
  return (
    <Stack gap="lg">
      <Facts
        items={[
          {
            label: t.status,
            value: <StatusBadge tone={statusTone(request.status)} label={String(request.status)} />,
          },
          { label: t.time, value: <Timestamp value={request.occurredAt} format="seconds" /> },
          { label: t.duration, value: t.milliseconds(formatNumber(Math.round(request.durationMs * 10) / 10)) },
          { label: t.credential, value: nameOf(request.credentialId) },
          { label: t.userAgent, value: request.userAgent },
          { label: t.errorId, value: request.errorId === null ? undefined : <Code>{request.errorId}</Code> },
          {
            label: t.trace,
            value: (
              <AnchorLink to="/event-feed" search={{ traceId: request.traceId }} size="sm">
                {t.eventsLink}
              </AnchorLink>
            ),
          },
        ].filter(({ value }) => value !== undefined)}
      />
      <Part title={t.sent}>
        {request.search !== "" && <CodeBlock label={t.request} text={`${request.path}${request.search}`} />}
        {request.body === null ? (
          <Text size="sm" c="dimmed">
            {t.noBody}
          </Text>
        ) : (
          <CodeBlock label={t.sent} text={prettyJson(request.body)} />
        )}
      </Part>
      {Object.keys(request.normalisations).length > 0 && (
        <Part title={t.tolerances} detail={t.tolerancesDetail}>
          <List size="sm">
            {Object.entries(request.normalisations).map(([name, count]) => (
              <List.Item key={name}>
                <Code>{name}</Code> {t.times(count)}
              </List.Item>
            ))}
          </List>
        </Part>
      )}
      <Part title={t.answer}>
        <AnswerPart request={request} />
      </Part>
      <CurlPart request={request} />
    </Stack>
  );
}

/** The answer as it was given, where it was kept. */
function AnswerPart({ request: { status, detail, answer, isAnswerCut } }: { request: LoggedRequest }): ReactNode {
  if (answer === null) {
    return (
      <>
        <Text size="sm">{detail ?? t.answerStatus(status)}</Text>
        <Text size="sm" c="dimmed">
          {t.noAnswer}
        </Text>
      </>
    );
  }
  return (
    <>
      <CodeBlock label={t.answer} text={prettyJson(answer)} />
      {isAnswerCut && (
        <Text size="sm" c="dimmed">
          {t.answerCut}
        </Text>
      )}
    </>
  );
}

function CurlPart({ request }: { request: LoggedRequest }): ReactNode {
  const { account } = useMe();
  const credentials = useQuery(credentialsQuery);
  const credential = credentials.data?.find(({ id }) => id === request.credentialId);
  const command = toCurl(request, new URL(account.scimBaseUrl).origin, credential);
  return (
    <Part title={t.curl} detail={t.curlDetail}>
      <CodeBlock label={t.curl} text={command} />
      <Group>
        <CopyButton value={command}>
          {({ copied, copy }) => (
            <Button
              size="xs"
              variant="default"
              onClick={copy}
              leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
            >
              {t.copyCurl}
            </Button>
          )}
        </CopyButton>
      </Group>
    </Part>
  );
}

function Part({ title, detail, children }: { title: string; detail?: string; children: ReactNode }): ReactNode {
  return (
    <Stack gap="xs" component="section">
      <div>
        <Title order={3}>{title}</Title>
        {detail !== undefined && (
          <Text size="sm" c="dimmed">
            {detail}
          </Text>
        )}
      </div>
      {children}
    </Stack>
  );
}
