import type { TrendBucket, Trends } from "@lockstep/directory-app/contract";
import { BarChart, ErrorNotice, locale, Section } from "@lockstep/ui";
import { SegmentedControl, SimpleGrid, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { trendsQuery } from "../../api/session.ts";
import { messages } from "../../messages.ts";
import { TREND_DAYS } from "../../search-choices.ts";
import { duration } from "./duration.ts";

const t = messages.dashboard;
type Days = (typeof TREND_DAYS)[number];

/** Requests and failures, changes, and how long a change takes to reach an application: over the time that the URL names. */
export function OverviewTrends({ days, onDays }: { days: Days; onDays: (days: Days) => void }): ReactNode {
  const trends = useQuery(trendsQuery(days));
  const { data } = trends;
  return (
    <Section
      title={t.traffic}
      description={t.trafficDetail}
      actions={
        <SegmentedControl
          size="xs"
          styles={{ label: { paddingInline: 4 }, root: { maxWidth: "100%" } }}
          aria-label={t.span}
          data={TREND_DAYS.map((value) => ({ value, label: t.spans[value] }))}
          value={days}
          onChange={(value) => onDays(TREND_DAYS.find((known) => known === value) ?? "1")}
        />
      }
    >
      {trends.isError && data === undefined ? (
        <ErrorNotice title={t.failed} error={trends.error} onRetry={() => void trends.refetch()} />
      ) : data === undefined ? (
        <Skeleton height={190} aria-label={messages.loading} />
      ) : (
        <Charts trends={data} span={t.spans[days]} />
      )}
    </Section>
  );
}

function Charts({ trends, span }: { trends: Trends; span: string }): ReactNode {
  const { buckets, accessTime, days } = trends;
  const sum = (key: "requests" | "failures" | "changes") => buckets.reduce((total, bucket) => total + bucket[key], 0);
  const label = labelOf(days);
  return (
    <Stack gap="xl">
      <BarChart
        label={t.trafficLabel(sum("requests"), sum("failures"), span)}
        series={[
          { key: "succeeded", label: t.requests, tone: "main" },
          { key: "failures", label: t.failures, tone: "bad" },
        ]}
        bars={buckets.map((bucket) => ({
          label: label(bucket),
          values: { succeeded: Math.max(0, bucket.requests - bucket.failures), failures: bucket.failures },
        }))}
      />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl">
        <div>
          <Text fw={600} size="sm">
            {t.changes}
          </Text>
          <Text size="xs" c="dimmed" mb="sm">
            {t.changesDetail}
          </Text>
          <BarChart
            label={t.changesLabel(sum("changes"), span)}
            series={[{ key: "changes", label: t.changes, tone: "main" }]}
            bars={buckets.map((bucket) => ({ label: label(bucket), values: { changes: bucket.changes } }))}
          />
        </div>
        <div>
          <Text fw={600} size="sm">
            {t.access}
          </Text>
          <Text size="xs" c="dimmed" mb="sm">
            {t.accessDetail}
          </Text>
          {accessTime.medianMs === null ? (
            <Text size="sm">{t.noAccess}</Text>
          ) : (
            <Stack gap="sm">
              <Figure label={t.median} value={duration(accessTime.medianMs)} />
              <Figure label={t.p95} value={duration(accessTime.p95Ms ?? accessTime.medianMs)} />
              <Text size="xs" c="dimmed">
                {t.accessCount(accessTime.count)}
              </Text>
            </Stack>
          )}
        </div>
      </SimpleGrid>
    </Stack>
  );
}

function Figure({ label, value }: { label: string; value: string }): ReactNode {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Text fz={26} fw={650} lh={1.2} style={{ fontVariantNumeric: "tabular-nums" }}>
        {value}
      </Text>
    </div>
  );
}

/** A bucket's moment: the hour of a day, else the day, with the hour where a day has several. */
function labelOf(days: number): (bucket: TrendBucket) => string {
  const format = new Intl.DateTimeFormat(
    locale,
    days === 1
      ? { hour: "numeric", minute: "2-digit" }
      : days === 7
        ? { weekday: "short", hour: "numeric", minute: "2-digit" }
        : { day: "numeric", month: "short" },
  );
  return ({ at }) => format.format(new Date(at));
}
