-- The tree of divisions with its history, the cities that are tenants, and the calendars their deadlines count by.
-- Divisions, cities and the nation's calendar hold nothing personal and are read on every public page: reference tables
-- without policies. They change only through acts.

-- Lists of divisions that were imported, by the day they stand for.
create table division_versions (
  version date primary key,
  source text not null check (length(source) between 1 and 200),
  imported_at timestamptz not null,
  divisions integer not null check (divisions > 0),
  -- What the import did and what it could not use.
  report jsonb not null
);
grant select, insert on division_versions to onewindow_app;

-- One row for each span of time in which a division kept its name, kind and place. valid_to is the first day on which it no
-- longer did; successors are the codes that took over when it ended for good.
create table divisions (
  code text not null check (code ~ '^[0-9]{6}$'),
  valid_from date not null,
  valid_to date,
  name text not null check (length(name) between 2 and 60),
  level text not null check (level in ('province', 'prefecture', 'county')),
  kind text not null check (kind in (
    '省', '直辖市', '自治区', '特别行政区', '地级市', '地区', '自治州', '盟',
    '市辖区', '县级市', '县', '自治县', '旗', '自治旗', '特区', '林区')),
  parent text check (parent ~ '^[0-9]{6}$'),
  pinyin text not null,
  english text not null,
  successors text[] not null,
  primary key (code, valid_from),
  check (valid_to is null or valid_to > valid_from),
  check ((level = 'province') = (parent is null)),
  check (valid_to is not null or cardinality(successors) = 0)
);
create unique index divisions_now on divisions (code) where valid_to is null;
grant select, insert, update on divisions to onewindow_app;

-- Tenants. The city's code is its key for ever, also when its division is given another code: successors lead to it.
create table cities (
  city text primary key check (city ~ '^[0-9]{6}$'),
  opened_at timestamptz not null,
  closed_at timestamptz,
  changed_at timestamptz not null,
  -- Grows with every change, also of the city's calendar: by the sum of all, processes see that they must read again.
  revision integer not null default 1,
  settings jsonb not null check (jsonb_typeof(settings) = 'object')
);
grant select, insert, update on cities to onewindow_app;

-- Holiday schedules of years the program does not bring along, as the State Council publishes them each autumn.
create table calendar_years (
  year integer primary key check (year between 2004 and 2200),
  -- Working weekdays off, and weekend days that are worked.
  days_off text[] not null,
  working_days text[] not null,
  source text not null check (length(source) between 1 and 200),
  imported_at timestamptz not null,
  revision integer not null default 1
);
grant select, insert, update on calendar_years to onewindow_app;

-- Days on which one city does otherwise than the nation: local holidays, days after a flood.
create table calendar_days (
  city text not null,
  day date not null,
  working boolean not null,
  source text not null check (length(source) between 1 and 200),
  imported_at timestamptz not null,
  primary key (city, day)
);
alter table calendar_days enable row level security;
alter table calendar_days force row level security;
create policy city_only on calendar_days
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update, delete on calendar_days to onewindow_app;
