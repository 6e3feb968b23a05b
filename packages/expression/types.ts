/** The language as data. */

/** What an expression yields. Never set = null, emptied = "". */
export type Value = string | number | boolean | null | readonly Value[];

/** A thing with attributes of its own, such as a manager or a group. Lives inside an evaluation only: no expression may end in one. */
export interface ValueObject {
  readonly [name: string]: Inner | undefined;
}

/** A value while an expression is evaluated. */
export type Inner = string | number | boolean | null | ValueObject | readonly Inner[];

/** The attributes that an expression may read. Own properties only. */
export type Attributes = Readonly<Record<string, Value | undefined>>;

/** A group that the person is a member of. */
export interface GroupMembership {
  readonly id: string;
  readonly name: string;
  readonly description?: string | null;
  /** `OKTA_GROUP`, `APP_GROUP` or `BUILT_IN`. */
  readonly type?: string;
}

/** What `zendesk.email` (the person's app user) and `zendesk_app.domain` (the app) read. `user` is null for a person without the app. */
export interface AppView {
  readonly user: Attributes | null;
  readonly app: Attributes;
}

/** What the names at the head of a reference stand for. What is a function is asked only when an expression needs it. */
export interface ExpressionScope {
  /** The person's profile: `user.email`. */
  readonly user: Attributes;
  /** In mappings to an app the person, on import the app user: `source.email`, and names without a head. The person when not given. */
  readonly source?: Attributes;
  /** The app user's profile: `appuser.title`. Empty when not given. */
  readonly appuser?: Attributes;
  /** Where a mapping leads: `target.title`. Empty when not given. */
  readonly target?: Attributes;
  /** The app instance of user name templates: `instance.userSuffix`. Empty when not given. */
  readonly instance?: Attributes;
  /** The app: `app.label`. Empty when not given. */
  readonly app?: Attributes;
  /** The company: `org.name`, `org.subDomain`. Empty when not given. */
  readonly org?: Attributes;
  /** What `user.getInternalProperty("id")` and `("status")` answer. */
  readonly internal?: { readonly id?: string; readonly status?: string };
  /** The moment that `Time.now()` answers, in milliseconds since 1970; without it the function is refused. */
  readonly now?: number;
  /** The person's groups; asked at most once for an evaluation. Without it, group functions are refused. */
  readonly groups?: () => readonly GroupMembership[];
  /** An app by its name; undefined when there is none. */
  readonly apps?: (name: string) => AppView | undefined;
  /** Somebody the person is linked to (`manager`, `assistant` or a linked object's name); null when nobody is. With `app`, that one's app user there. */
  readonly related?: (relation: string, app?: string) => Attributes | null;
}

/** Where a node stands in the text: zero-based offsets of its first character and of the first one behind it. */
export interface Span {
  readonly position: number;
  readonly end: number;
}

/** A parsed expression. The span of a node is what a message about it underlines: of an operator the sign, of a call the name. */
export type Expression = Span &
  (
    | { readonly kind: "literal"; readonly value: Value }
    | { readonly kind: "array"; readonly items: readonly Expression[] }
    | { readonly kind: "map"; readonly entries: readonly MapEntry[] }
    /** `head` is empty for a name that stands alone. */
    | { readonly kind: "reference"; readonly head: string; readonly name: string }
    | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[] }
    | { readonly kind: "index"; readonly target: Expression; readonly index: Expression }
    /** `getManagerUser("…").email` */
    | { readonly kind: "member"; readonly target: Expression; readonly name: string }
    /** `user.getGroups().![profile.name]`: the attribute of each item. */
    | { readonly kind: "projection"; readonly target: Expression; readonly path: readonly string[] }
    | { readonly kind: "not"; readonly operand: Expression }
    | { readonly kind: "negate"; readonly operand: Expression }
    | {
        readonly kind: "binary";
        readonly operator: BinaryOperator;
        readonly left: Expression;
        readonly right: Expression;
      }
    | {
        readonly kind: "conditional";
        readonly condition: Expression;
        readonly whenTrue: Expression;
        readonly whenFalse: Expression;
      }
    | { readonly kind: "elvis"; readonly left: Expression; readonly right: Expression }
    /** A template: the texts of its parts one after the other. */
    | { readonly kind: "template"; readonly parts: readonly Expression[] }
  );

/** One entry of `{'group.id': '00g…'}`. */
export interface MapEntry {
  readonly key: string;
  readonly value: Expression;
}

/** Operators between two operands. */
export type BinaryOperator = StrictOperator | "and" | "or";

export type StrictOperator = "+" | "-" | "*" | "/" | "%" | "==" | "!=" | "<" | ">" | "<=" | ">=" | "matches";
