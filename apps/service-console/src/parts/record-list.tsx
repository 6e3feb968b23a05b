/** The frame of every list of records: filters on top, rows by a cursor, and what is said when there are none. */
import { type Column, cursorPaging, DataList, EmptyState } from "@lockstep/ui";
import { Button, Paper } from "@mantine/core";
import { IconFilterOff } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { messages } from "../messages.ts";

/** A page of rows as it is asked for. */
interface AskedRows<Row> {
  readonly data: { readonly items: readonly Row[] } | undefined;
  readonly error: Error | null;
  readonly isPlaceholderData: boolean;
  refetch(): unknown;
}

/** Words of an empty list: nothing fits the filters, or there is nothing yet. */
interface EmptyWords {
  readonly empty: string;
  readonly emptyDetail: string;
  readonly none?: string;
  readonly noneDetail?: string;
}

/** Shows one page; `after` is the cursor that it was asked with, `next` that of the page behind it. */
export function RecordList<Row>(props: {
  label: string;
  filters: ReactNode;
  columns: readonly Column<Row>[];
  rows: AskedRows<Row>;
  keyOf: (row: Row) => string;
  after: string | undefined;
  next: string | null | undefined;
  onPage: (after: string | undefined) => void;
  isFiltered: boolean;
  onClear: () => void;
  words: EmptyWords;
  icon: ReactNode;
}): ReactNode {
  const { rows, words, next, onPage } = props;
  return (
    <Paper style={{ overflow: "hidden" }}>
      {props.filters}
      <DataList
        label={props.label}
        columns={props.columns}
        rows={rows.data?.items}
        keyOf={props.keyOf}
        error={rows.error}
        onRetry={() => void rows.refetch()}
        isRefreshing={rows.isPlaceholderData}
        paging={cursorPaging(props.after, next, onPage)}
        empty={
          props.isFiltered || words.none === undefined ? (
            <EmptyState
              icon={<IconFilterOff size={26} />}
              title={words.empty}
              actions={
                <Button variant="default" onClick={props.onClear}>
                  {messages.actions.clear}
                </Button>
              }
            >
              {words.emptyDetail}
            </EmptyState>
          ) : (
            <EmptyState icon={props.icon} title={words.none}>
              {words.noneDetail}
            </EmptyState>
          )
        }
      />
    </Paper>
  );
}
