-- Unsent answers. They belong to a person or, before signing in, to a visit; `owner` is 'resident:<key>' or 'visit:<hash>'.
create table drafts (
  owner text not null check (owner ~ '^(resident|visit):[A-Za-z0-9_-]{1,55}$'),
  id uuid not null,
  city text not null check (city ~ '^[0-9]{6}$'),
  service text not null check (length(service) between 1 and 100),
  version text not null check (length(version) between 1 and 40),
  -- Answers, what was typed and is not yet an answer, and who changed what since when; sealed with the city's key.
  answers text not null check (length(answers) <= 1000000),
  -- Files the answers name, so that files of no draft and no case can be removed.
  files text[] not null,
  -- Counts saves: a page knows by it whether another page was saved after it was drawn.
  revision integer not null check (revision >= 0),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  expires_at timestamptz not null,
  -- The number of the case it became. The answers are emptied then; the row stays so that sending again finds the case.
  sent_number text check (length(sent_number) <= 60),
  primary key (owner, id)
);
create index drafts_latest on drafts (owner, updated_at desc, id desc);
alter table drafts enable row level security;
alter table drafts force row level security;
create policy owner_only on drafts
  using (owner = any (string_to_array(current_setting('app.residents', true), ',')))
  with check (owner = any (string_to_array(current_setting('app.residents', true), ',')));
grant select, insert, update, delete on drafts to onewindow_app;

-- When to look whether a draft has expired. The job that deletes must find drafts of all owners, whom policies hide from
-- it: this table has no policy, and holds nothing but keyed hashes and times. Deleting happens in each owner's own scope.
create table draft_expiries (
  owner text not null,
  id uuid not null,
  due_at timestamptz not null,
  primary key (owner, id)
);
create index draft_expiries_due on draft_expiries (due_at);
grant select, insert, update, delete on draft_expiries to onewindow_app;
