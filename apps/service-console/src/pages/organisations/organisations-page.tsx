import { ErrorNotice, PageHeader, SectionSkeleton } from "@lockstep/ui";
import { Paper } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { canAdminister, useMe } from "../../api/session.ts";
import { organisationsQuery } from "../../api/users.ts";
import { ButtonLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { OrganisationTree } from "./organisation-tree.tsx";

const t = messages.organisations;

/** The tree of organisations. */
export function OrganisationsPage(): ReactNode {
  const organisations = useQuery(organisationsQuery);
  const canAdd = canAdminister(useMe());
  return (
    <>
      <PageHeader
        title={t.title}
        description={t.description}
        actions={
          canAdd && (
            <ButtonLink to="/organisations/new" leftSection={<IconPlus size={16} aria-hidden />}>
              {t.create}
            </ButtonLink>
          )
        }
      />
      {organisations.data !== undefined ? (
        <Paper px="lg" py="xs">
          <OrganisationTree organisations={organisations.data} parentId={null} canAdd={canAdd} />
        </Paper>
      ) : organisations.isError ? (
        <ErrorNotice title={t.failed} error={organisations.error} onRetry={() => void organisations.refetch()} />
      ) : (
        <SectionSkeleton />
      )}
    </>
  );
}
