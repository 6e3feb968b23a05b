-- Accounts that wait are written once and rarely looked at: as text they cost a third of what they cost as a document, and what they would
-- claim follows from the folded login that stands beside them (0018-imports-decided-after-the-list.sql, 0028-accounts-as-they-were.sql).
alter table import_row
  alter column resource type json using resource::json,
  alter column claims set expression as (
    case when state <> 'UNCONFIRMED' or refusal is not null then null when person_id is not null then person_id
      when match = 'NONE' then 'login ' || coalesce(nullif(keys[1], ''),
        regexp_replace(normalize(lower(profile->>'login'), NFD), '[\u0300-\u036f]', '', 'g')) end);
