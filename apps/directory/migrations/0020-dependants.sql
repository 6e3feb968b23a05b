-- Who names somebody as the manager: by id or by login, in any letter case. The same expression as in domain/dependants.ts.
create index person_manager on person (left(lower(profile->>'managerId'), 100)) where profile->>'managerId' is not null;
