import type { Credential, CredentialDraft, NewCredential } from "@lockstep/service-app/contract";
import { Address, type Column, DataList, EmptyState, Section, Timestamp } from "@lockstep/ui";
import { Anchor, Button, Group, Stack, Text } from "@mantine/core";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { credentialsQuery } from "../../api/credentials.ts";
import { useMe } from "../../api/session.ts";
import { AnchorLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import type { CLIENTS } from "../../search-choices.ts";
import { credentialName } from "../credential-names.ts";
import { SecretOnce } from "../secret-once.tsx";
import { CredentialDrawer } from "./credential-drawer.tsx";
import { NewCredentialDialog } from "./new-credential-dialog.tsx";

const t = messages.credentials;

/** What stands open over the list; it is kept in the URL. */
export interface CredentialView {
  readonly add?: CredentialDraft["kind"];
  /** The directory that a new credential is for. */
  readonly for?: (typeof CLIENTS)[number];
  readonly credential?: string;
}

/** A list of credentials with everything that can be done to them: make, tune, rotate, revoke. */
export function CredentialSection(props: {
  readonly title: string;
  readonly description: string;
  /** Which of the credentials that the viewer may see. */
  readonly filter?: (credential: Credential) => boolean;
  /** Kinds that can be added here. */
  readonly adds: readonly CredentialDraft["kind"][];
  readonly view: CredentialView;
  readonly onView: (view: CredentialView) => void;
}): ReactNode {
  const { view, onView, filter = () => true } = props;
  const credentials = useQuery(credentialsQuery);
  const [made, setMade] = useState<NewCredential>();
  const close = () => onView({});
  // Nothing else stays open: Escape would close it behind the secret.
  const showSecret = (credential: NewCredential) => {
    setMade(credential);
    close();
  };
  return (
    <>
      <Section
        title={props.title}
        description={props.description}
        isFlush
        actions={
          <Group gap="xs">
            {props.adds.includes("oauthClient") && (
              <Button variant="default" onClick={() => onView({ add: "oauthClient" })}>
                {t.addClient}
              </Button>
            )}
            {props.adds.includes("apiKey") && (
              <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => onView({ add: "apiKey" })}>
                {t.addKey}
              </Button>
            )}
          </Group>
        }
      >
        <DataList
          label={props.title}
          columns={columns((credential) => onView({ credential }))}
          rows={credentials.data?.filter(filter)}
          keyOf={(row) => row.id}
          error={credentials.error}
          onRetry={() => void credentials.refetch()}
          empty={
            <EmptyState icon={<IconKey size={26} />} title={t.empty}>
              {t.emptyDetail}
            </EmptyState>
          }
        />
      </Section>
      <NewCredentialDialog kind={view.add} client={view.for} onClose={close} onMade={showSecret} />
      <CredentialDrawer id={view.credential} onClose={close} onRotated={showSecret} />
      <NewSecret credential={made} onClose={() => setMade(undefined)} />
    </>
  );
}

function NewSecret({ credential, onClose }: { credential: NewCredential | undefined; onClose: () => void }): ReactNode {
  const { account } = useMe();
  const isClient = credential?.kind === "oauthClient";
  return (
    <SecretOnce
      title={messages.newCredential.onceTitle}
      secret={credential && { label: isClient ? t.clientSecret : messages.newCredential.key, value: credential.secret }}
      fields={
        isClient
          ? [
              { label: t.clientId, value: credential.id },
              { label: t.tokenUrl, value: `${new URL(account.scimBaseUrl).origin}/oauth/token` },
            ]
          : []
      }
      onClose={onClose}
    />
  );
}

function columns(onManage: (id: string) => void): readonly Column<Credential>[] {
  return [
    {
      key: "name",
      header: t.name,
      render: (row) => (
        <Stack gap={0} align="flex-start">
          <Anchor component="button" type="button" size="sm" fw={600} ta="left" onClick={() => onManage(row.id)}>
            <Address value={credentialName(row)} />
          </Anchor>
          {row.prefix !== null && (
            <Text size="xs" c="dimmed">
              {t.begins(row.prefix)}
            </Text>
          )}
        </Stack>
      ),
    },
    {
      key: "kind",
      header: t.kind,
      width: 150,
      render: (row) => t.kinds[row.kind],
    },
    {
      key: "owner",
      header: t.owner,
      width: 200,
      render: (row) => (
        <AnchorLink
          to="/users/$userId"
          params={{ userId: row.userId }}
          size="sm"
          style={{ overflowWrap: "break-word" }}
        >
          <Address value={row.userEmail} />
        </AnchorLink>
      ),
    },
    { key: "profile", header: t.profile, width: 110, render: (row) => t.profiles[row.profile].label },
    {
      key: "lastUsed",
      header: t.lastUsed,
      width: 160,
      render: (row) => <Timestamp value={row.lastUsedAt} never={t.never} />,
    },
    {
      key: "expires",
      header: t.expires,
      width: 110,
      render: (row) => <Timestamp value={row.expiresAt} format="date" never={t.never} />,
    },
  ];
}
