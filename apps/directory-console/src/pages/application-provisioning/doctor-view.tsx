import type { DoctorReport, DoctorStep } from "@lockstep/directory-app/contract";
import { Notice } from "@lockstep/ui";
import { Anchor, Group, Loader, Stack, Text } from "@mantine/core";
import { IconCheck, IconMinus, IconX } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useSession } from "../../api/session.ts";
import { messages } from "../../messages.ts";
import classes from "./doctor-view.module.css";

const t = messages.doctor;
const ICONS: Readonly<Record<DoctorStep["status"], ReactNode>> = {
  passed: <IconCheck size={17} stroke={2.4} aria-hidden />,
  failed: <IconX size={17} stroke={2.4} aria-hidden />,
  skipped: <IconMinus size={17} aria-hidden />,
};

/** The credentials test, step by step as they end: what was found, and for a failed step what to do. No report while it runs. */
export function DoctorView(props: { steps: readonly DoctorStep[]; report: DoctorReport | undefined }): ReactNode {
  const { steps, report } = props;
  const result = useRef<HTMLDivElement>(null);
  const isThere = report !== undefined;
  // The result stands below the button that asked for it: brought into view when it comes.
  useEffect(() => {
    if (isThere) result.current?.scrollIntoView({ block: "nearest" });
  }, [isThere]);
  const failed = steps.find(({ status }) => status === "failed");
  return (
    <Stack gap="sm" role="status" ref={result}>
      {report === undefined ? (
        <Group gap="sm">
          <Loader size="sm" />
          <Text size="sm">{t.running}</Text>
        </Group>
      ) : (
        <Notice
          tone={report.ok ? "good" : "bad"}
          title={report.ok ? t.passed : t.failedAt(failed === undefined ? "" : t.steps[failed.name])}
        />
      )}
      {steps.length > 0 && (
        <ol className={classes.steps}>
          {steps.map((step) => (
            <Step key={step.name} step={step} />
          ))}
        </ol>
      )}
      {report !== undefined && !report.ok && <NextActions failed={failed} />}
    </Stack>
  );
}

function Step({ step }: { step: DoctorStep }): ReactNode {
  return (
    <li className={classes.step} data-status={step.status}>
      <span className={classes.icon}>{ICONS[step.status]}</span>
      <span className={classes.name}>
        {t.steps[step.name]}
        <Text span size="xs" c="inherit" ml={6}>
          {t.statuses[step.status]}
        </Text>
      </span>
      <span className={classes.time}>{step.status === "skipped" ? "" : t.duration(step.durationMs)}</span>
      {step.message !== "" && <span className={classes.detail}>{step.message}</span>}
      {step.status === "failed" && step.remedy !== undefined && <span className={classes.remedy}>{step.remedy}</span>}
    </li>
  );
}

function NextActions({ failed }: { failed: DoctorStep | undefined }): ReactNode {
  const session = useSession();
  return (
    <Text size="sm">
      {t.tip}{" "}
      {failed?.name === "module" && (
        <>
          <Anchor href={session.pricingUrl} size="sm" underline="always" target="_blank" rel="noreferrer">
            {messages.frame.pricing}
          </Anchor>
          {" · "}
        </>
      )}
      <Anchor href={session.supportUrl} size="sm" underline="always" target="_blank" rel="noreferrer">
        {messages.frame.support}
      </Anchor>
    </Text>
  );
}
