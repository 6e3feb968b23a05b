import { ErrorNotice, PageHeader, SectionSkeleton } from "@lockstep/ui";
import { Paper } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { organisationsQuery } from "../../api/organisations.ts";
import { canAdminister, useMe } from "../../api/session.ts";
import { ButtonLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { EditOrganisation } from "./edit-organisation.tsx";
import { OrganisationTree } from "./organisation-tree.tsx";

const route = getRouteApi("/signed-in/organisations");
const t = messages.organisations;

/** The tree of organisations. */
export function OrganisationsPage(): ReactNode {
  const { edit } = route.useSearch();
  const navigate = route.useNavigate();
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
        <>
          <Paper px="lg" py="xs">
            <OrganisationTree organisations={organisations.data} parentId={null} canAdd={canAdd} />
          </Paper>
          <EditOrganisation
            organisation={organisations.data.find(({ id }) => id === edit)}
            organisations={organisations.data}
            onClose={() => void navigate({ search: {}, resetScroll: false })}
          />
        </>
      ) : organisations.isError ? (
        <ErrorNotice title={t.failed} error={organisations.error} onRetry={() => void organisations.refetch()} />
      ) : (
        <SectionSkeleton />
      )}
    </>
  );
}
