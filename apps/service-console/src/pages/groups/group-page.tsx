import type { GroupDetail } from "@lockstep/service-app/contract";
import { type Column, DataList, EmptyState, ErrorNotice, PageHeader, Section, SectionSkeleton } from "@lockstep/ui";
import { IconUser } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { groupQuery } from "../../api/users.ts";
import { messages } from "../../messages.ts";
import { ActiveBadge, UserName } from "../../parts/user-columns.tsx";

const route = getRouteApi("/signed-in/groups/$groupId");
const t = messages.groups;

const columns: readonly Column<GroupDetail["members"][number]>[] = [
  { key: "name", header: messages.users.name, render: (member) => <UserName {...member} /> },
  {
    key: "active",
    header: messages.users.state,
    width: 140,
    render: (member) => <ActiveBadge isActive={member.active} />,
  },
];

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
      <PageHeader title={group.data.displayName} crumbs={crumbs} description={t.memberCount(group.data.memberCount)} />
      <Section title={t.members} isFlush>
        <DataList
          label={t.members}
          columns={columns}
          rows={group.data.members}
          keyOf={(member) => member.id}
          empty={
            <EmptyState icon={<IconUser size={26} />} title={t.noMembers}>
              {t.noMembersDetail}
            </EmptyState>
          }
        />
      </Section>
    </>
  );
}
