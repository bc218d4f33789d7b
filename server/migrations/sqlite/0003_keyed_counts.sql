-- Counts that every scan adds to lie in the order of their keys: a table of rows by number beside an index of keys is looked
-- up and written twice.
create table new_rollup_counts (
    series_id bigint not null,
    span bigint not null,
    bucket bigint not null,
    events bigint not null,
    primary key (series_id, span, bucket)
) without rowid;
insert into new_rollup_counts (series_id, span, bucket, events)
    select series_id, span, bucket, events from rollup_counts order by series_id, span, bucket;
drop table rollup_counts;
alter table new_rollup_counts rename to rollup_counts;

create table new_device_links (
    device_id text not null references devices (id),
    link_id text not null references links (id),
    workspace_id text not null,
    visits bigint not null,
    primary key (device_id, link_id)
) without rowid;
insert into new_device_links (device_id, link_id, workspace_id, visits)
    select device_id, link_id, workspace_id, visits from device_links order by device_id, link_id;
drop table device_links;
alter table new_device_links rename to device_links;

create table new_visitor_links (
    visitor_id text not null references visitors (id),
    link_id text not null references links (id),
    workspace_id text not null,
    visits bigint not null,
    first_at bigint not null,
    last_at bigint not null,
    primary key (visitor_id, link_id)
) without rowid;
insert into new_visitor_links (visitor_id, link_id, workspace_id, visits, first_at, last_at)
    select visitor_id, link_id, workspace_id, visits, first_at, last_at from visitor_links order by visitor_id, link_id;
drop table visitor_links;
alter table new_visitor_links rename to visitor_links;
create index visitor_links_by_link on visitor_links (link_id, visitor_id);

-- Nobody reads it any more: totals of windows are those of the rollups.
drop table event_counts;
