/** Counts over time as bars. Screen readers and keyboards get the same figures as a table below. */
import { Table, VisuallyHidden } from "@mantine/core";
import { type ReactNode, useId } from "react";
import classes from "./bar-chart.module.css";
import { formatNumber } from "./language.ts";
import { uiMessages } from "./messages.ts";

/** One kind of what is counted. */
export interface ChartSeries {
  readonly key: string;
  readonly label: string;
  readonly tone: "main" | "bad";
}

/** One bar: its moment in words, and a count for each series. */
export interface ChartBar {
  readonly label: string;
  readonly values: Readonly<Record<string, number>>;
}

const HEIGHT = 120;
const WIDTH = 600;
const GAP = 0.22;

/** Stacked bars, the first series at the bottom. */
export function BarChart(props: {
  /** What the chart shows, in one sentence with its figures. */
  label: string;
  series: readonly ChartSeries[];
  bars: readonly ChartBar[];
}): ReactNode {
  const { series, bars } = props;
  const sums = bars.map((bar) => series.reduce((sum, { key }) => sum + (bar.values[key] ?? 0), 0));
  const top = niceTop(Math.max(1, ...sums));
  const step = WIDTH / Math.max(1, bars.length);
  const titleId = useId();
  return (
    <figure className={classes.figure}>
      <div className={classes.plot}>
        <div className={classes.scale} aria-hidden>
          <span>{formatNumber(top)}</span>
          <span>{formatNumber(top / 2)}</span>
          <span>0</span>
        </div>
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-labelledby={titleId}
          className={classes.chart}
        >
          <title id={titleId}>{props.label}</title>
          {[0, HEIGHT / 2, HEIGHT].map((y) => (
            <line key={y} x1={0} x2={WIDTH} y1={y} y2={y} className={classes.line} />
          ))}
          {bars.map((bar, index) => (
            <Bar
              key={bar.label}
              bar={bar}
              series={series}
              box={{ x: index * step + (step * GAP) / 2, width: step * (1 - GAP), top }}
            />
          ))}
        </svg>
      </div>
      <div className={classes.axis} aria-hidden>
        <span>{bars[0]?.label}</span>
        <span>{bars.at(-1)?.label}</span>
      </div>
      {series.length > 1 && (
        <ul className={classes.legend}>
          {series.map(({ key, label, tone }) => (
            <li key={key}>
              <span className={classes.swatch} data-tone={tone} aria-hidden />
              {label}
            </li>
          ))}
        </ul>
      )}
      <FigureTable {...props} />
    </figure>
  );
}

function Bar(props: {
  bar: ChartBar;
  series: readonly ChartSeries[];
  box: { readonly x: number; readonly width: number; readonly top: number };
}): ReactNode {
  const { bar, series, box } = props;
  let base = HEIGHT;
  const parts = series.map(({ key, label, tone }) => {
    const value = bar.values[key] ?? 0;
    // What happened is seen, however small it is beside the rest.
    const height = value === 0 ? 0 : Math.max(2, (value / box.top) * HEIGHT);
    base -= height;
    return { key, label, tone, value, y: base, height };
  });
  return (
    <g>
      <title>{`${bar.label}: ${parts.map(({ label, value }) => `${label} ${formatNumber(value)}`).join(", ")}`}</title>
      <rect x={box.x} y={0} width={box.width} height={HEIGHT} fill="transparent" />
      {parts.map(({ key, tone, y, height }) => (
        <rect key={key} x={box.x} y={y} width={box.width} height={height} className={classes.bar} data-tone={tone} />
      ))}
    </g>
  );
}

function FigureTable({ label, series, bars }: Parameters<typeof BarChart>[0]): ReactNode {
  return (
    <VisuallyHidden>
      <Table>
        <Table.Caption>{uiMessages.chart.table(label)}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{uiMessages.chart.time}</Table.Th>
            {series.map(({ key, label: name }) => (
              <Table.Th key={key} scope="col">
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {bars.map((bar) => (
            <Table.Tr key={bar.label}>
              <Table.Th scope="row">{bar.label}</Table.Th>
              {series.map(({ key }) => (
                <Table.Td key={key}>{formatNumber(bar.values[key] ?? 0)}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </VisuallyHidden>
  );
}

/** The next of 1, 2, 5, 10, 20, 50 … that is even enough to be halved in words. */
function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 4, 10].find((candidate) => candidate * power >= value) ?? 10;
  return Math.max(2, step * power);
}
