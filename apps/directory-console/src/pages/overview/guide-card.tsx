import type { DirectoryApp } from "@lockstep/directory-app/contract";
import { Section, SectionSkeleton } from "@lockstep/ui";
import { Progress, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { ButtonLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { guideStates, type StepState } from "../../parts/guide/guide-state.ts";
import { useGuideFacts } from "../../parts/guide/use-guide-facts.ts";

const t = messages.dashboard;

/** How far the set-up guide has come for an app; nothing once all of it is done. */
export function GuideCard({ app }: { app: DirectoryApp }): ReactNode {
  const { isPending, ...facts } = useGuideFacts(app);
  const states = Object.values<StepState>(guideStates(facts));
  const counted = states.filter((state) => state !== "advice");
  const done = counted.filter((state) => state === "done").length;
  if (isPending) return <SectionSkeleton lines={2} />;
  // What cannot be read is not "to do".
  if (done === counted.length || states.includes("unknown")) return null;
  return (
    <Section
      title={t.guide}
      actions={
        <ButtonLink to="/guide" search={{ appId: app.id }}>
          {done === 0 ? t.guideStart : t.guideGoOn}
        </ButtonLink>
      }
    >
      <Stack gap="xs">
        <Text size="sm">{t.guideDetail(app.label, done, counted.length)}</Text>
        <Progress value={(done / counted.length) * 100} aria-label={t.guideDetail(app.label, done, counted.length)} />
      </Stack>
    </Section>
  );
}
