-- Where devices are, as far as a file of places tells by their networks.
alter table devices add column country text;
alter table devices add column region text;
alter table devices add column city text;
alter table devices add column timezone text;

-- For how many days a workspace's events are kept; null for ever.
alter table link_settings add column retention_days bigint;
