-- What live streams of events follow: each workspace counts its events as they are kept. The row of the count stays locked
-- until the events are committed, so that no event ever comes to light behind one that was read already.
create table event_positions (
    workspace_id text not null primary key references workspaces (id),
    last bigint not null
);
alter table events add column position bigint not null default 0;
update events set position = numbered.place from (
    select id, row_number() over (partition by workspace_id order by created_at, id) as place from events
) as numbered where numbered.id = events.id;
insert into event_positions (workspace_id, last) select workspace_id, max(position) from events group by workspace_id;
create index events_by_position on events (workspace_id, position);

-- What the exit step showed at the time, as JSON; null where there is nothing to tell beside the destination.
alter table events add column shown text;

-- How many lead scores there are and what they sum up to; `link_id` is '' in the rows of whole workspaces.
create table lead_totals (
    workspace_id text not null,
    link_id text not null,
    leads bigint not null,
    points bigint not null,
    primary key (workspace_id, link_id)
);
insert into lead_totals (workspace_id, link_id, leads, points)
    select workspace_id, link_id, count(*), cast(sum(score) as bigint) from lead_scores group by workspace_id, link_id;
insert into lead_totals (workspace_id, link_id, leads, points)
    select workspace_id, '', count(*), cast(sum(score) as bigint) from lead_scores group by workspace_id;

-- What widgets of dashboards say in words, and of how many events.
create table widget_summaries (
    dashboard_id text not null references dashboards (id),
    widget_id text not null,
    workspace_id text not null,
    text text not null,
    source_count bigint not null,
    generated_at bigint not null,
    primary key (dashboard_id, widget_id)
);

-- Devices of erased visitors, by a hash of their id: what comes late of them (from a spool file, from another server) is
-- recorded as nobody's.
create table erased_devices (
    hash text not null primary key,
    erased_at bigint not null
);
create index erased_devices_by_age on erased_devices (erased_at);
