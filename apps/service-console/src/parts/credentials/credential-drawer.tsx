import type { Credential, NewCredential } from "@lockstep/service-app/contract";
import { CopyField, ErrorNotice, Facts, SectionSkeleton, Timestamp } from "@lockstep/ui";
import { Alert, Divider, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { credentialsQuery } from "../../api/credentials.ts";
import { messages } from "../../messages.ts";
import { credentialName } from "../credential-names.ts";
import { DetailDrawer } from "../detail-drawer.tsx";
import { CredentialEnd } from "./credential-end.tsx";
import { CredentialRotation } from "./credential-rotation.tsx";
import { CredentialSettings } from "./credential-settings.tsx";

const t = messages.credentials;

/** One credential: its settings, a new secret, and its end. */
export function CredentialDrawer(props: {
  readonly id: string | undefined;
  readonly onClose: () => void;
  readonly onRotated: (credential: NewCredential) => void;
}): ReactNode {
  const credentials = useQuery(credentialsQuery);
  const credential = credentials.data?.find(({ id }) => id === props.id);
  return (
    <DetailDrawer
      opened={props.id !== undefined}
      onClose={props.onClose}
      closeLabel={t.close}
      title={credential === undefined ? t.title : credentialName(credential)}
    >
      {credential !== undefined ? (
        <CredentialDetail key={credential.id} credential={credential} {...props} />
      ) : credentials.isError ? (
        <ErrorNotice title={t.notFound} error={credentials.error} />
      ) : credentials.data === undefined ? (
        <SectionSkeleton />
      ) : (
        <Text size="sm">{t.notFound}</Text>
      )}
    </DetailDrawer>
  );
}

function CredentialDetail(props: {
  readonly credential: Credential;
  readonly onClose: () => void;
  readonly onRotated: (credential: NewCredential) => void;
}): ReactNode {
  const { credential } = props;
  return (
    <Stack gap="lg">
      <Facts
        items={[
          { label: t.kind, value: t.kinds[credential.kind] },
          { label: t.owner, value: credential.userEmail },
          { label: t.created, value: <Timestamp value={credential.createdAt} /> },
          { label: t.lastUsed, value: <Timestamp value={credential.lastUsedAt} never={t.never} /> },
          { label: t.expires, value: <Timestamp value={credential.expiresAt} never={t.never} /> },
        ]}
      />
      {credential.kind === "oauthClient" && <CopyField label={t.clientId} value={credential.id} />}
      {credential.previousEndsAt !== null && (
        <Alert variant="light" role="status">
          {t.overlapNotice} <Timestamp value={credential.previousEndsAt} />
        </Alert>
      )}
      <Divider />
      <CredentialSettings credential={credential} />
      {credential.kind === "basic" ? (
        <Text size="sm" c="dimmed">
          {t.basicDetail}
        </Text>
      ) : (
        <>
          <Divider />
          <CredentialRotation credential={credential} onRotated={props.onRotated} />
          <Divider />
          <CredentialEnd credential={credential} onEnded={props.onClose} />
        </>
      )}
    </Stack>
  );
}
