/** Why something was sent that nobody asked for by a request of their own. Imports of an app that is not shown have no label. */
export const causeWords = {
  scheduledImport: (label: string | null) => `The scheduled import of ${label ?? "another app"}`,
  importByHand: (label: string | null) => `An import of ${label ?? "another app"} that was started by hand`,
  rule: (name: string | null) => (name === null ? "A group rule that is deleted by now" : `The group rule “${name}”`),
  account: (name: string) => `The account of ${name}, to which this one refers, was made or changed`,
};

export type CauseWords = typeof causeWords;
