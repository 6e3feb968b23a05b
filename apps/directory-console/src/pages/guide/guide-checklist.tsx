import type { DirectoryApp } from "@lockstep/directory-app/contract";
import { Section } from "@lockstep/ui";
import { Anchor, Button, Group, Paper, Progress, Stack, Text, VisuallyHidden } from "@mantine/core";
import { IconCircle, IconCircleCheckFilled, IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useSession } from "../../api/session.ts";
import { ButtonLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { guideStates, type StepState } from "../../parts/guide/guide-state.ts";
import { useGuideFacts } from "../../parts/guide/use-guide-facts.ts";
import classes from "./guide-checklist.module.css";

const t = messages.guide;
type StepKey = keyof ReturnType<typeof guideStates>;

/** Chapters of the guide, in its order, and the page on which each step is taken. */
const CHAPTERS = [
  { key: "requirements", to: undefined, steps: ["administrator", "organisation", "groupNames"] },
  {
    key: "integration",
    to: "/applications/$appId/provisioning/integration",
    steps: ["enable", "credentials", "test"],
  },
  {
    key: "toApp",
    to: "/applications/$appId/provisioning/to-app",
    steps: ["createUsers", "updateUserAttributes", "deactivateUsers", "syncPassword", "passwordOptions"],
  },
  { key: "toDirectory", to: "/applications/$appId/provisioning/to-directory", steps: ["toDirectory"] },
  { key: "assignments", to: "/applications/$appId/assignments", steps: ["assignments"] },
  { key: "groupPush", to: "/applications/$appId/push-groups", steps: ["groupPush"] },
  { key: "signOn", to: "/applications/$appId/sign-on", steps: ["userName"] },
] as const satisfies readonly { key: keyof typeof t.chapters; to: string | undefined; steps: readonly StepKey[] }[];

const ICONS: Readonly<Record<StepState, ReactNode>> = {
  done: <IconCircleCheckFilled size={20} aria-hidden />,
  open: <IconCircle size={20} aria-hidden />,
  advice: <IconInfoCircle size={20} aria-hidden />,
  unknown: <IconCircle size={20} aria-hidden />,
};

/** The guide for one app, step by step, each with its live state. */
export function GuideChecklist({ app }: { app: DirectoryApp }): ReactNode {
  const facts = useGuideFacts(app);
  const states = guideStates(facts);
  const counted = Object.values<StepState>(states).filter((state) => state !== "advice");
  const done = counted.filter((state) => state === "done").length;
  return (
    <Stack gap="lg" maw={860}>
      <Paper px="lg" py="md">
        <Group justify="space-between" mb={8}>
          <Text size="sm" fw={600}>
            {app.label}
          </Text>
          {/* On small screens in a line of its own, however long it is: the number grows while the facts arrive. */}
          <Text size="sm" c="dimmed" w={{ base: "100%", xs: "auto" }}>
            {t.progress(done, counted.length)}
          </Text>
        </Group>
        <Progress value={(done / counted.length) * 100} aria-label={t.progress(done, counted.length)} />
      </Paper>
      {CHAPTERS.map((chapter) => (
        <Section
          key={chapter.key}
          title={t.chapters[chapter.key]}
          actions={
            chapter.to === undefined ? (
              <OpenApp baseUrl={facts.connection?.baseUrl ?? null} />
            ) : (
              <ButtonLink to={chapter.to} params={{ appId: app.id }} size="xs" variant="default">
                {t.open[chapter.key]}
              </ButtonLink>
            )
          }
        >
          <ol className={classes.steps}>
            {chapter.steps.map((step) => (
              <li key={step} className={classes.step} data-state={states[step]}>
                <span className={classes.icon}>{ICONS[states[step]]}</span>
                <span className={classes.title}>
                  {t.steps[step].title}
                  <VisuallyHidden> {t.states[states[step]]}</VisuallyHidden>
                </span>
                <span className={classes.detail}>{t.steps[step].detail}</span>
              </li>
            ))}
          </ol>
        </Section>
      ))}
      <Troubleshooting />
    </Stack>
  );
}

/** The requirements are met in the app itself: its address is known from the connection, before that the guide tells where. */
function OpenApp({ baseUrl }: { baseUrl: string | null }): ReactNode {
  const { guideUrl } = useSession();
  return (
    <Button
      component="a"
      href={baseUrl === null ? guideUrl : new URL(baseUrl).origin}
      target="_blank"
      rel="noreferrer"
      size="xs"
      variant="default"
    >
      {baseUrl === null ? t.readGuide : t.open.requirements}
    </Button>
  );
}

function Troubleshooting(): ReactNode {
  const session = useSession();
  return (
    <Section title={t.troubleshooting}>
      <Stack gap="sm">
        {t.tips.map((tip) => (
          <Text key={tip} size="sm">
            {tip}
          </Text>
        ))}
        <Group gap="md">
          <Anchor href={session.supportUrl} size="sm" target="_blank" rel="noreferrer">
            {messages.frame.support}
          </Anchor>
          <Anchor href={session.pricingUrl} size="sm" target="_blank" rel="noreferrer">
            {messages.frame.pricing}
          </Anchor>
        </Group>
      </Stack>
    </Section>
  );
}
