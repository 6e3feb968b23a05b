/**
 * Durations as a histogram of the exposition format. Perf: the library's own makes an object, a text and a look-up by a decimal for each
 * value, a fortieth of what a read costs the service; here a series is found once for its labels.
 */
import type { Metric, Registry } from "prom-client";

/** Values of one set of labels. */
export interface DurationSeries {
  readonly labels: Readonly<Record<string, string>>;
  /** Values up to each bound and above the one before; the last are above all of them. */
  counts: number[];
  sum: number;
}

/** What is told of durations. */
interface DurationOptions {
  readonly name: string;
  readonly help: string;
  /** Upper bounds in seconds, rising. */
  readonly bounds: readonly number[];
  readonly registry: Registry;
}

/** A histogram whose series are few and closed. */
export interface Durations {
  /** A new series of these labels; ask once for each set of labels. */
  series(labels: Readonly<Record<string, string>>): DurationSeries;
  observe(series: DurationSeries, seconds: number): void;
}

/** Makes a histogram and registers it. */
export function createDurations({ name, help, bounds, registry }: DurationOptions): Durations {
  const all: DurationSeries[] = [];
  const metric = {
    name,
    get: async () => ({ name, help, type: "histogram", aggregator: "sum", values: all.flatMap(toValues) }),
    reset: () => {
      for (const series of all) Object.assign(series, { sum: 0, counts: series.counts.map(() => 0) });
    },
  };
  registry.registerMetric(metric as unknown as Metric);

  function toValues({ labels, counts, sum }: DurationSeries) {
    let count = 0;
    const buckets = counts.map((amount, place) => {
      count += amount;
      return { metricName: `${name}_bucket`, labels: { le: bounds[place] ?? "+Inf", ...labels }, value: count };
    });
    return [
      ...buckets,
      { metricName: `${name}_sum`, labels, value: sum },
      { metricName: `${name}_count`, labels, value: count },
    ];
  }

  return {
    series: (labels) => {
      const series = { labels, counts: Array.from({ length: bounds.length + 1 }, () => 0), sum: 0 };
      all.push(series);
      return series;
    },
    observe: (series, seconds) => {
      let place = 0;
      while (place < bounds.length && seconds > (bounds[place] ?? 0)) place += 1;
      series.counts[place] = (series.counts[place] ?? 0) + 1;
      series.sum += seconds;
    },
  };
}
