-- What a holder writes a code is for is sealed with the city's key, as all that people write. Codes of before are gone: they were good
-- for ten minutes.
truncate certificate_codes;
alter table certificate_codes drop column purpose;
alter table certificate_codes add column purpose_sealed text not null check (length(purpose_sealed) between 1 and 2000);
-- A code is forgotten some time after it ended.
create index certificate_codes_by_end on certificate_codes (city, expires_at);
grant delete on certificate_codes to onewindow_app;
