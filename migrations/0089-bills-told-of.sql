-- Which bills a person was reminded of, by number: the latest due day told nothing of a second bill with an earlier one.
alter table resident_accounts add column reminded text[] not null default '{}';
alter table resident_accounts drop column reminded_on;
