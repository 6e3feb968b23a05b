import { Fragment, type ReactNode } from "react";

/** An e-mail address or login: breaks before its @ when a line is too short for it. */
export function Address({ value }: { value: string | null | undefined }): ReactNode {
  if (value === null || value === undefined || value === "") return "–";
  return value.split(/(?=@)/).map((part, index) => (
    <Fragment key={part}>
      {index > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}
