import { ErrorNotice, PageHeader, SectionSkeleton } from "@lockstep/ui";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { groupQuery } from "../../api/users.ts";
import { messages } from "../../messages.ts";
import { GroupActions } from "./group-actions.tsx";
import { GroupMembers } from "./group-members.tsx";

const route = getRouteApi("/signed-in/groups/$groupId");
const t = messages.groups;

/** One group with its members. */
export function GroupPage(): ReactNode {
  const { groupId } = route.useParams();
  const group = useQuery(groupQuery(groupId));
  const crumbs = [{ label: t.title, href: "/groups" }];
  if (group.data === undefined) {
    return (
      <>
        <PageHeader title={t.title} crumbs={crumbs} />
        {group.isError ? (
          <ErrorNotice title={t.failed} error={group.error} onRetry={() => void group.refetch()} />
        ) : (
          <SectionSkeleton lines={8} />
        )}
      </>
    );
  }
  return (
    <>
      <PageHeader
        title={group.data.displayName}
        crumbs={crumbs}
        description={t.memberCount(group.data.memberCount)}
        actions={<GroupActions group={group.data} />}
      />
      <GroupMembers group={group.data} />
    </>
  );
}
