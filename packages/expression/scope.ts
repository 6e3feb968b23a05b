/** What stands before the dot of a reference. */
import { nearest } from "./suggest.ts";
import type { Attributes, ExpressionScope } from "./types.ts";

/** The words that a reference may begin with. */
export const HEADS = ["user", "source", "appuser", "instance"] as const;

const NOTHING: Attributes = {};

/** The attributes behind a head; undefined when there is no such head. */
export function attributesOf(scope: ExpressionScope, head: string): Attributes | undefined {
  switch (head) {
    case "user":
      return scope.user;
    case "source":
      return scope.source ?? scope.user;
    case "appuser":
      return scope.appuser ?? NOTHING;
    case "instance":
      return scope.instance ?? NOTHING;
    default:
      return undefined;
  }
}

/** Why a reference cannot begin so. */
export function unknownHeadMessage(head: string): string {
  const suggestion = nearest(head, HEADS);
  const hint =
    suggestion === undefined ? " A reference begins with user, source or appuser." : ` Did you mean "${suggestion}"?`;
  return `There is nothing called "${head}".${hint}`;
}
