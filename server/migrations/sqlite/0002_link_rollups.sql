-- Events of links by time, each time's links side by side: who had most events in a window is read in one go. `span` is the
-- length of a bucket in milliseconds. The rows lie in the order of their key.
create table link_rollups (
    workspace_id text not null,
    span bigint not null,
    bucket bigint not null,
    link_id text not null,
    events bigint not null,
    primary key (workspace_id, span, bucket, link_id)
) without rowid;
insert into link_rollups (workspace_id, span, bucket, link_id, events)
    select rollup_series.workspace_id, rollup_counts.span, rollup_counts.bucket, rollup_series.value, rollup_counts.events
    from rollup_series join rollup_counts on rollup_counts.series_id = rollup_series.id
    where rollup_series.dimension = 'link';
delete from rollup_counts where series_id in (select id from rollup_series where dimension = 'link');
delete from rollup_series where dimension = 'link';
