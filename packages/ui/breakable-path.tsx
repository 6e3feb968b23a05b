import { Fragment, type ReactNode } from "react";

/** The path of an attribute, an address of the web or a host: breaks between its parts when a line is too short for it. */
export function BreakablePath({ path }: { path: string }): ReactNode {
  return path.split(/(?<=[:./])(?=[^\d/])/).map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a path have no identity but their place
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}
