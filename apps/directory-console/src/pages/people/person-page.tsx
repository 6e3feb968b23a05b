import type { DirectoryUser } from "@lockstep/directory-app/contract";
import {
  ErrorNotice,
  type Fact,
  Facts,
  PageColumns,
  PageHeader,
  PageStack,
  Section,
  SectionSkeleton,
  Timestamp,
} from "@lockstep/ui";
import { Grid } from "@mantine/core";
import { IconPencil, IconTimelineEvent } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { personName, personQuery, profileText } from "../../api/people.ts";
import { useRights } from "../../api/session.ts";
import { AnchorLink, ButtonLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { PersonStatusBadge } from "../../parts/person-cells.tsx";
import { PersonActions } from "./person-actions.tsx";
import { PersonApps } from "./person-apps.tsx";
import { PersonGroups } from "./person-groups.tsx";
import { PROFILE_GROUPS } from "./profile-fields.ts";

const route = getRouteApi("/signed-in/people/$personId");
const t = messages.person;

/** One person: profile, status with its actions, groups, apps. */
export function PersonPage(): ReactNode {
  const { personId } = route.useParams();
  const person = useQuery(personQuery(personId));
  const { changesDirectory, readsEverything } = useRights();
  const crumbs = [{ label: messages.people.title, href: "/people" }];
  if (person.data === undefined) {
    return (
      <>
        <PageHeader title={t.title} crumbs={crumbs} />
        {person.isError ? (
          <ErrorNotice title={t.failed} error={person.error} onRetry={() => void person.refetch()} />
        ) : (
          <SectionSkeleton lines={10} />
        )}
      </>
    );
  }
  const { data } = person;
  return (
    <>
      <PageHeader
        title={personName(data)}
        description={data.profile.login}
        crumbs={crumbs}
        badge={<PersonStatusBadge status={data.status} />}
        actions={
          <>
            <ButtonLink
              to="/people/$personId/timeline"
              params={{ personId }}
              variant="default"
              leftSection={<IconTimelineEvent size={16} aria-hidden />}
            >
              {messages.timeline.open}
            </ButtonLink>
            {changesDirectory && (
              <ButtonLink
                to="/people/$personId/edit"
                params={{ personId }}
                variant="default"
                leftSection={<IconPencil size={16} aria-hidden />}
              >
                {messages.actions.edit}
              </ButtonLink>
            )}
            <PersonActions person={data} />
          </>
        }
      />
      <PageColumns>
        <Grid.Col span={{ base: 12, md: 7 }}>
          <PageStack>
            {readsEverything && <PersonApps person={data} />}
            {PROFILE_GROUPS.map((group) => (
              <Section key={group.title} title={group.title}>
                <Facts items={group.fields.map(({ name, label }) => ({ label, value: profileValue(data, name) }))} />
              </Section>
            ))}
            <OtherAttributes person={data} />
          </PageStack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <PageStack>
            <PersonGroups personId={personId} name={personName(data)} />
            <Section
              title={t.record}
              actions={
                readsEverything && (
                  <AnchorLink to="/system-log" search={{ target: personId }} size="sm">
                    {t.events}
                  </AnchorLink>
                )
              }
            >
              <Facts items={recordFacts(data)} />
            </Section>
          </PageStack>
        </Grid.Col>
      </PageColumns>
    </>
  );
}

function profileValue(person: DirectoryUser, name: string): ReactNode {
  const value = profileText(person, name);
  if (name === "managerId" && value.startsWith("00u")) {
    return (
      <AnchorLink to="/people/$personId" params={{ personId: value }} size="sm">
        {profileText(person, "manager") || value}
      </AnchorLink>
    );
  }
  return value;
}

function OtherAttributes({ person }: { person: DirectoryUser }): ReactNode {
  const shown = new Set(PROFILE_GROUPS.flatMap((group) => group.fields.map(({ name }) => name)));
  const others: Fact[] = Object.entries(person.profile)
    .filter(([name, value]) => !shown.has(name) && value !== null && value !== "")
    .map(([label]) => ({ label, value: profileText(person, label) }));
  if (others.length === 0) return null;
  return (
    <Section title={t.other}>
      <Facts items={others} />
    </Section>
  );
}

function recordFacts(person: DirectoryUser): readonly Fact[] {
  return [
    { label: t.meaning, value: messages.personStatus[person.status].meaning },
    { label: t.id, value: <code>{person.id}</code> },
    { label: t.created, value: <Timestamp value={person.created} /> },
    { label: t.activated, value: <Timestamp value={person.activated} never={t.never} /> },
    { label: t.statusChanged, value: <Timestamp value={person.statusChanged} never={t.never} /> },
    { label: t.passwordChanged, value: <Timestamp value={person.passwordChanged} never={t.never} /> },
    { label: t.updated, value: <Timestamp value={person.lastUpdated} /> },
  ];
}
