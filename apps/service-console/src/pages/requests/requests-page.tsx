import type { LoggedRequest } from "@lockstep/service-app/contract";
import { Address, type Column, FilterBar, PageStack, present, SearchBox, StatusBadge, Timestamp } from "@lockstep/ui";
import { Anchor, Select, Text } from "@mantine/core";
import { IconListDetails } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { credentialsQuery } from "../../api/credentials.ts";
import { requestsQuery } from "../../api/records.ts";
import { messages } from "../../messages.ts";
import { credentialName, useCredentialNames } from "../../parts/credential-names.ts";
import { RecordList } from "../../parts/record-list.tsx";
import { statusTone } from "../../parts/status-tone.ts";
import { METHODS, OUTCOMES } from "../../search-choices.ts";
import { CaptureMenu, Captures } from "./capture.tsx";
import { RequestDrawer } from "./request-drawer.tsx";
import { Tolerances } from "./tolerances.tsx";

const route = getRouteApi("/signed-in/provisioning/requests");
const t = messages.requests;
const ALL = "all";

/** The live log of SCIM requests, and which tolerances they needed. */
export function RequestsPage(): ReactNode {
  const { request, ...filters } = route.useSearch();
  const navigate = route.useNavigate();
  const requests = useQuery(requestsQuery(filters));
  const nameOf = useCredentialNames();
  const isFiltered = Object.values(filters).some((value) => value !== undefined);
  const show = (id: string | undefined) =>
    void navigate({
      search: ({ request: _request, ...rest }) => (id === undefined ? rest : { ...rest, request: id }),
      resetScroll: false,
    });
  return (
    <PageStack>
      <Captures />
      <RecordList
        label={t.title}
        filters={<RequestFilters />}
        columns={columns(nameOf, show)}
        rows={requests}
        keyOf={(row) => row.id}
        after={filters.after}
        next={requests.data?.cursor}
        onPage={(after) => void navigate({ search: ({ after: _after, ...rest }) => present({ ...rest, after }) })}
        isFiltered={isFiltered}
        onClear={() => void navigate({ search: {} })}
        words={t}
        icon={<IconListDetails size={26} />}
      />
      <Tolerances />
      <RequestDrawer id={request} onClose={() => show(undefined)} />
    </PageStack>
  );
}

function RequestFilters(): ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const credentials = useQuery(credentialsQuery);
  /** Sets or clears one filter and goes back to the first page. */
  const filter = (change: Partial<typeof search>, isReplaced = false) =>
    void navigate({
      search: ({ after: _after, request: _request, ...rest }) =>
        Object.fromEntries(Object.entries({ ...rest, ...change }).filter(([, value]) => value !== undefined)),
      replace: isReplaced,
    });
  return (
    <FilterBar label={messages.actions.search}>
      <SearchBox label={t.searchLabel} value={search.q} onSearch={(q) => filter({ q } as typeof search, true)} />
      <Select
        aria-label={t.credential}
        w={{ base: "100%", xs: 175 }}
        data={[
          { value: ALL, label: t.anyCredential },
          ...(credentials.data ?? []).map((each) => ({ value: each.id, label: credentialName(each) })),
        ]}
        value={search.credentialId ?? ALL}
        onChange={(value) => filter({ credentialId: value === ALL ? undefined : value } as typeof search)}
      />
      <Select
        aria-label={t.outcome}
        w={{ base: "100%", xs: 150 }}
        data={[{ value: ALL, label: t.anyOutcome }, ...OUTCOMES.map((value) => ({ value, label: t.outcomes[value] }))]}
        value={search.outcome ?? ALL}
        onChange={(value) => filter({ outcome: OUTCOMES.find((each) => each === value) } as typeof search)}
      />
      <Select
        aria-label={t.method}
        w={{ base: "100%", xs: 130 }}
        data={[{ value: ALL, label: t.anyMethod }, ...METHODS.map((value) => ({ value, label: value }))]}
        value={search.method ?? ALL}
        onChange={(value) => filter({ method: METHODS.find((each) => each === value) } as typeof search)}
      />
      <CaptureMenu />
    </FilterBar>
  );
}

function columns(nameOf: (id: string) => string, onShow: (id: string) => void): readonly Column<LoggedRequest>[] {
  return [
    {
      key: "request",
      header: t.request,
      render: (row) => (
        <>
          <Anchor
            component="button"
            type="button"
            size="sm"
            ta="left"
            onClick={() => onShow(row.id)}
            style={{ overflowWrap: "anywhere" }}
          >
            <strong>{row.method}</strong> {shortPath(row.path)}
          </Anchor>
          {row.search !== "" && (
            <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
              {readable(row.search)}
            </Text>
          )}
        </>
      ),
    },
    {
      key: "status",
      header: t.status,
      width: 90,
      render: (row) => <StatusBadge tone={statusTone(row.status)} label={String(row.status)} />,
    },
    {
      key: "note",
      header: t.note,
      width: "26%",
      render: (row) => (
        <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
          {row.detail ?? (Object.keys(row.normalisations).join(", ") || "–")}
        </Text>
      ),
    },
    {
      key: "credential",
      header: t.credential,
      width: 170,
      render: (row) => (
        <Text size="sm">
          <Address value={nameOf(row.credentialId)} />
        </Text>
      ),
    },
    { key: "time", header: t.time, width: 190, render: (row) => <Timestamp value={row.occurredAt} format="seconds" /> },
  ];
}

/** A path without the base, ids by their ends: the beginnings of ids that were made together are alike. */
function shortPath(path: string): string {
  return (path.replace(/^\/scim\/v2/i, "") || "/").replace(/[\da-f]{8}-(?:[\da-f]{4}-){3}([\da-f]{12})/gi, "…$1");
}

/** A query as a person reads it; what cannot be decoded stays as it came. */
function readable(search: string): string {
  try {
    return decodeURIComponent(search.slice(1).replaceAll("+", " ")).replaceAll("&", " · ");
  } catch {
    return search;
  }
}
