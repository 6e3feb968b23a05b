/** What stands before the dot of a reference. */
import { nearest } from "./suggest.ts";
import type { Attributes, ExpressionScope } from "./types.ts";

/** The words that a reference may begin with, besides the names of apps. */
export const HEADS = ["user", "source", "appuser", "target", "instance", "app", "org"] as const;

const NOTHING: Attributes = {};
/** `zendesk_app.domain` reads the app `zendesk` itself, `zendesk.email` the person's app user in it. */
const APP_SUFFIX = "_app";

/** The attributes behind a head; undefined when there is no such head. A name without a head is one of the source. */
export function attributesOf(scope: ExpressionScope, head: string): Attributes | undefined {
  switch (head) {
    case "user":
      return scope.user;
    case "source":
    case "":
      return scope.source ?? scope.user;
    case "appuser":
      return scope.appuser ?? NOTHING;
    case "target":
      return scope.target ?? NOTHING;
    case "instance":
      return scope.instance ?? NOTHING;
    case "app":
      return scope.app ?? NOTHING;
    case "org":
      return scope.org ?? NOTHING;
    default:
      return attributesOfApp(scope, head);
  }
}

function attributesOfApp(scope: ExpressionScope, head: string): Attributes | undefined {
  const named = scope.apps?.(head);
  if (named !== undefined) return named.user ?? NOTHING;
  return head.endsWith(APP_SUFFIX) ? scope.apps?.(head.slice(0, -APP_SUFFIX.length))?.app : undefined;
}

/** Why a reference cannot begin so. */
export function unknownHeadMessage(head: string, apps: readonly string[] = []): string {
  const suggestion = nearest(head, [...HEADS, ...apps]);
  const hint =
    suggestion === undefined
      ? " A reference begins with user, source or appuser, or with the name of an app."
      : ` Did you mean "${suggestion}"?`;
  return `There is nothing called "${head}".${hint}`;
}
