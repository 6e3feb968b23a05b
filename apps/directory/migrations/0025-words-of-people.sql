-- The words by which people are found, stored beside the profile: whether a person has them is read, not computed row by row. Where nearly
-- everybody has them, looking at people in the order of the list beats the index.
alter table person add column words tsvector generated always as (person_words(profile)) stored;
drop index person_by_words;
create index person_by_words on person using gin (words);
