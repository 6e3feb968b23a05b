/** What differs between a pushed group as it was confirmed last and as the app shows it now: pure data. */

/** Of a group's members, one that differs. */
export interface DriftMember {
  /** SCIM id in the app. */
  readonly value: string;
  /** The person whose account it is; null = the directory knows nobody of this account. */
  readonly personId: string | null;
  /** The person's login. */
  readonly name: string | null;
}

/** What a look at one pushed group found. */
export interface DriftFinding {
  /** How members were compared: by the app's digest, one by one, or not at all. */
  readonly method: "DIGEST" | "MEMBERS" | "NAME";
  readonly state: "IN_SYNC" | "DRIFTED" | "DELETED" | "RECREATED" | "UNKNOWN";
  /** What the group is called in the app. */
  readonly targetName: string | null;
  /** RECREATED: the group that bears its id or its name now. */
  readonly targetId: string | null;
  readonly missing: readonly DriftMember[];
  /** In the app's group and not sent by the directory; foreign ones are kept or removed as the app's setting says. */
  readonly extra: readonly DriftMember[];
  readonly detail: string | null;
}

/** What is compared. */
export interface Sight {
  readonly method: DriftFinding["method"];
  readonly knownName: string | null;
  readonly targetName: string;
  readonly missing: readonly DriftMember[];
  readonly extra: readonly DriftMember[];
  readonly foreignMembers: "KEEP" | "REMOVE";
  /** A group that the administrator chose keeps the members that it had. */
  readonly linkedByChoice: boolean;
}

/** Judges what was seen of a group that is there. */
export function judgeSight(sight: Sight): DriftFinding {
  const { method, missing, extra, targetName } = sight;
  const isRenamed = sight.knownName !== null && sight.knownName !== targetName;
  const removed = extra.filter((member) => isRemoved(member, sight));
  const words = [
    ...(isRenamed ? [`The app calls it "${targetName}" instead of "${sight.knownName}".`] : []),
    ...(missing.length > 0 ? [`${countOf(missing.length)} missing in the app.`] : []),
    ...(removed.length > 0 ? [`${countOf(removed.length)} in the app only.`] : []),
    ...(extra.length > removed.length ? [`${countOf(extra.length - removed.length)} of the app's own: kept.`] : []),
    ...(method === "NAME" ? ["Only the name was compared."] : []),
  ];
  const isDrifted = isRenamed || missing.length > 0 || removed.length > 0;
  return {
    method,
    state: isDrifted ? "DRIFTED" : "IN_SYNC",
    targetName,
    targetId: null,
    missing,
    extra,
    detail: words.length === 0 ? null : words.join(" "),
  };
}

/** Whether a repair takes a member out that the directory did not send. */
export function isRemoved(
  member: DriftMember,
  rule: { readonly foreignMembers: "KEEP" | "REMOVE"; readonly linkedByChoice: boolean },
): boolean {
  if (rule.foreignMembers === "REMOVE") return true;
  return member.personId !== null && !rule.linkedByChoice;
}

function countOf(count: number): string {
  return count === 1 ? "1 member is" : `${count} members are`;
}
