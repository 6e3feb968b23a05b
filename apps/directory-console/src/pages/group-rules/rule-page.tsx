import { ErrorNotice, notifyDone, PageHeader, SectionSkeleton } from "@lockstep/ui";
import { Alert, Stack } from "@mantine/core";
import { useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { personName, personQuery } from "../../api/people.ts";
import { type NamedRule, type RuleInput, ruleQuery, saveRule } from "../../api/rules.ts";
import { useRights } from "../../api/session.ts";
import { messages } from "../../messages.ts";
import { RuleActions } from "./rule-actions.tsx";
import { RuleBadge } from "./rule-badge.tsx";
import { type Named, RuleForm } from "./rule-form.tsx";

const route = getRouteApi("/signed-in/group-rules/$ruleId");
const t = messages.groupRules;
const CRUMBS = [{ label: t.title, href: "/group-rules" }];
const PASS_REFRESH_MS = 2_000;

/** One group rule: what it says and whom it takes; changed while it is off. */
export function RulePage(): ReactNode {
  const { ruleId } = route.useParams();
  const rule = useQuery({
    ...ruleQuery(ruleId),
    refetchInterval: (query) => (query.state.data?.progress.running === true ? PASS_REFRESH_MS : false),
  });
  if (rule.data === undefined) {
    return (
      <>
        <PageHeader title={t.title} crumbs={CRUMBS} />
        {rule.isError ? (
          <ErrorNotice title={t.failed} error={rule.error} onRetry={() => void rule.refetch()} />
        ) : (
          <SectionSkeleton lines={8} />
        )}
      </>
    );
  }
  return <LoadedRule rule={rule.data} />;
}

function LoadedRule({ rule }: { rule: NamedRule }): ReactNode {
  const queryClient = useQueryClient();
  const { changesDirectory } = useRights();
  const excludedIds = rule.conditions.people.users.exclude;
  const people = useQueries({ queries: excludedIds.map((id) => personQuery(id)) });
  const excluded: readonly Named[] = excludedIds.map((id, index) => {
    const person = people[index]?.data;
    return { id, name: person === undefined ? id : personName(person) };
  });
  const groups: readonly Named[] = rule.actions.assignUserToGroups.groupIds.map((id) => ({
    id,
    name: rule._embedded?.groupIdToGroupNameMap?.[id] ?? id,
  }));
  const isFixed = rule.status === "ACTIVE" || !changesDirectory;
  const save = async (input: RuleInput) => {
    await saveRule(rule.id, input);
    await queryClient.invalidateQueries({ queryKey: ["group-rules"] });
    await queryClient.invalidateQueries({ queryKey: ruleQuery(rule.id).queryKey });
    notifyDone(t.saved(input.name));
  };
  // The names of those left out come later: the form begins when they are known.
  if (people.some(({ isPending }) => isPending)) return <SectionSkeleton lines={8} />;
  return (
    <>
      <PageHeader
        title={rule.name}
        crumbs={CRUMBS}
        badge={<RuleBadge rule={rule} />}
        actions={changesDirectory && <RuleActions rule={rule} />}
      />
      <Stack gap="lg">
        {rule.status === "ACTIVE" && changesDirectory && <Alert variant="light">{t.activeIsFixed}</Alert>}
        {rule.invalidReason !== null && (
          <Alert color="red" variant="light" role="alert">
            {t.invalid(rule.invalidReason)}
          </Alert>
        )}
        <RuleForm
          key={`${rule.lastUpdated} ${rule.status}`}
          initial={{ name: rule.name, expression: rule.conditions.expression.value, groups, excluded }}
          isFixed={isFixed}
          buttons={[{ label: t.save, isMain: true, save }]}
        />
      </Stack>
    </>
  );
}
