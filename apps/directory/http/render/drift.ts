import type { DriftCheck, DriftFindingView } from "../../contract-drift.ts";
import type { DriftCheckRow, DriftFindingRow } from "../../provisioning/index.ts";
import { toInstant, toInstantOrNull } from "./instant.ts";

/** A check as the API shows it. */
export function renderDriftCheck(row: DriftCheckRow): DriftCheck {
  return {
    id: row.id,
    pushGroupId: row.push_group_id,
    trigger: row.trigger,
    state: row.state,
    total: row.total,
    checked: row.checked,
    drifted: row.drifted,
    requests: row.requests,
    requestsMax: row.requests_max,
    error: row.error,
    created: toInstant(row.created_at),
    started: toInstantOrNull(row.started_at),
    finished: toInstantOrNull(row.finished_at),
  };
}

/** What the last look at a pushed group found. */
export function renderFinding(row: DriftFindingRow): DriftFindingView {
  return {
    pushGroupId: row.push_group_id,
    groupId: row.group_id,
    groupName: row.group_name,
    checked: toInstant(row.checked_at),
    method: row.method,
    state: row.state,
    targetName: row.target_name,
    targetId: row.target_id,
    missingCount: row.missing_count,
    extraCount: row.extra_count,
    missing: row.missing,
    extra: row.extra,
    detail: row.detail,
  };
}
