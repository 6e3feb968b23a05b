import { FilterBar, SearchBox } from "@lockstep/ui";
import { Pill, Select } from "@mantine/core";
import type { ReactNode } from "react";
import type { LogFilters } from "../../api/records.ts";
import { messages } from "../../messages.ts";
import { LOG_PERIODS, SEVERITIES } from "../../search-choices.ts";

const t = messages.log;
const ANY = "any";
const AREAS = Object.keys(messages.log.areas) as (keyof typeof messages.log.areas)[];

/** A change of the filters; undefined takes one away. */
export type FilterChange = { readonly [Key in keyof LogFilters]?: LogFilters[Key] | undefined };

/** The filters of the log that are chosen; the expression has a field of its own. */
export function LogFilterBar(props: { search: LogFilters; onChange: (change: FilterChange) => void }): ReactNode {
  const { search, onChange } = props;
  return (
    <FilterBar label={t.filters}>
      <SearchBox label={t.search} value={search.q} onSearch={(q) => onChange({ q })} />
      <Select
        aria-label={t.severity}
        w={{ base: "100%", xs: 170 }}
        data={[
          { value: ANY, label: t.anySeverity },
          ...SEVERITIES.map((value) => ({ value, label: t.severities[value] })),
        ]}
        value={search.severity ?? ANY}
        onChange={(value) => onChange({ severity: SEVERITIES.find((known) => known === value) })}
      />
      <Select
        aria-label={t.area}
        w={{ base: "100%", xs: 230 }}
        data={[{ value: ANY, label: t.anyArea }, ...AREAS.map((value) => ({ value, label: t.areas[value] }))]}
        value={search.eventType ?? ANY}
        onChange={(value) => onChange({ eventType: value === null || value === ANY ? undefined : value })}
      />
      <Select
        aria-label={t.period}
        w={{ base: "100%", xs: 150 }}
        data={LOG_PERIODS.map((value) => ({ value, label: t.periods[value] }))}
        value={search.days ?? "7"}
        onChange={(value) => onChange({ days: LOG_PERIODS.find((known) => known === value && known !== "7") })}
      />
      {search.target !== undefined && (
        <Pill
          withRemoveButton
          onRemove={() => onChange({ target: undefined })}
          removeButtonProps={{ "aria-label": t.clearTarget, "aria-hidden": false, tabIndex: 0 }}
        >
          {t.onlyTarget(search.target)}
        </Pill>
      )}
    </FilterBar>
  );
}
