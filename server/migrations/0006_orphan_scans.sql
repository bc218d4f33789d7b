-- Visits of addresses that no link ever had but that are one letter away from one: whose link that is, and how often.
create table orphan_scans (
    workspace_id text not null references workspaces (id),
    shortlink text not null,
    link_id text not null references links (id),
    nearest text not null,
    scans bigint not null,
    first_at bigint not null,
    last_at bigint not null,
    primary key (workspace_id, shortlink)
);
create index orphan_scans_by_time on orphan_scans (workspace_id, last_at, shortlink);
