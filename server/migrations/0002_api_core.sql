-- What the whole API of links, tokens and workspaces needs beside the first schema.

-- The profile that a workspace shows, as JSON: texts that nothing is searched by.
alter table workspaces add column profile text not null default '{}';
alter table workspaces add column timezone text not null default 'UTC';

-- What is recorded of visitors. Each workspace has one setting; those of before take their workspace's id.
create table link_settings (
    id text not null primary key,
    workspace_id text not null references workspaces (id),
    data_collection text not null,
    created_at bigint not null,
    updated_at bigint not null,
    unique (workspace_id)
);
insert into link_settings (id, workspace_id, data_collection, created_at, updated_at)
    select id, id, 'DATA_COLLECTION_BASIC', created_at, updated_at from workspaces;

-- `scopes` is a JSON list of names; null is full access. `created_by` is null for tokens of the command line.
alter table tokens add column key_type text not null default 'WORKSPACE_TOKEN_KEY_TYPE_SECRET';
alter table tokens add column scopes text;
alter table tokens add column created_by text;
alter table tokens add column updated_at bigint not null default 0;
update tokens set updated_at = created_at;

-- Every change by a token, written in the change's own transaction.
create table audit_log (
    id text not null primary key,
    workspace_id text not null references workspaces (id),
    token_id text not null,
    operation text not null,
    object_id text,
    request_id text,
    at bigint not null
);
create index audit_log_by_time on audit_log (workspace_id, at, id);

-- Answers to requests with an Idempotency-Key. A row without a status is claimed by a request that still runs; when its
-- lease ends, the request is taken for dead. Both dialects of the answer are kept.
create table idempotency_keys (
    owner text not null,
    key text not null,
    fingerprint text not null,
    holder text not null,
    leased_until bigint not null,
    status bigint,
    headers text,
    guide_body text,
    sdk_body text,
    created_at bigint not null,
    primary key (owner, key)
);
create index idempotency_keys_by_age on idempotency_keys (created_at);

-- How much of a minute's requests was handed out to servers, in blocks. `minute` counts since 1970.
create table rate_windows (
    owner text not null,
    minute bigint not null,
    granted bigint not null,
    primary key (owner, minute)
);

create table directories (
    id text not null primary key,
    workspace_id text not null references workspaces (id),
    parent_id text references directories (id),
    name text not null,
    search_text text not null,
    created_at bigint not null,
    updated_at bigint not null
);
create index directories_by_creation on directories (workspace_id, created_at, id);
create index directories_by_parent on directories (parent_id);

-- Lower case, for searches that fold letters alike on both databases; filled in by the server for tags of before.
alter table tags add column search_text text not null default '';
alter table tags add column updated_at bigint not null default 0;
update tags set updated_at = created_at, search_text = lower(name);
create index tags_by_creation on tags (workspace_id, created_at, id);

alter table links add column directory_id text references directories (id);
alter table links add column external_id text;
alter table links add column qrcode_enabled boolean not null default true;
alter table links add column paused boolean not null default false;
alter table links add column starts_at bigint;
alter table links add column max_scans bigint;
-- Argon2id in the PHC form.
alter table links add column password_hash text;
-- Where else the link leads and what it carries along, as JSON.
alter table links add column routing text not null default '{}';
-- SHA-256 of the destination in its normal form, for looking links up by it.
alter table links add column destination_hash text;
-- Name and short address in lower case as hexadecimal digits: their order is the same under every collation.
alter table links add column name_key text not null default '';
alter table links add column shortlink_key text not null default '';
create index links_by_directory on links (workspace_id, directory_id, updated_at, id) where deleted_at is null;
create index links_by_destination on links (workspace_id, destination_hash) where deleted_at is null;
create index links_by_name on links (workspace_id, name_key, id) where deleted_at is null;
create index links_by_shortlink on links (workspace_id, shortlink_key, id) where deleted_at is null;
-- Links of before, whose keys the server fills in.
create index links_unkeyed on links (id) where shortlink_key = '';
create index links_by_expiry on links (workspace_id, expires_at) where expires_at is not null and deleted_at is null;
create unique index links_by_external_id on links (workspace_id, external_id)
    where external_id is not null and deleted_at is null;

-- How many links each workspace has that are not deleted: counting them would take longer the more there are.
create table link_counts (
    workspace_id text not null primary key references workspaces (id),
    links bigint not null
);
insert into link_counts (workspace_id, links)
    select workspaces.id, (select count(*) from links where links.workspace_id = workspaces.id and links.deleted_at is null)
    from workspaces;

-- Every link is counted from its first day, so that lists by events can follow an index.
insert into event_totals (workspace_id, link_id, events, last_event_at)
    select links.workspace_id, links.id, 0, 0 from links
    where not exists (select 1 from event_totals
        where event_totals.workspace_id = links.workspace_id and event_totals.link_id = links.id);
create index event_totals_by_events on event_totals (workspace_id, events, link_id);

-- Scans of links that allow only so many of them, counted before they are answered.
create table scan_limits (
    link_id text not null primary key references links (id),
    used bigint not null
);

-- Where a link led, the newest last; a change that was taken back is marked.
create table destination_changes (
    id text not null primary key,
    workspace_id text not null references workspaces (id),
    link_id text not null references links (id),
    destination text not null,
    changed_by text,
    changed_at bigint not null,
    undone_at bigint
);
create index destination_changes_by_link on destination_changes (link_id, changed_at, id);

-- Links that are made in the background: `items` as JSON, all of them or none.
create table jobs (
    id text not null primary key,
    workspace_id text not null references workspaces (id),
    token_id text not null,
    status text not null,
    items text not null,
    item_count bigint not null,
    link_ids text,
    error_code text,
    error_message text,
    holder text,
    leased_until bigint not null,
    created_at bigint not null,
    completed_at bigint
);
create index jobs_waiting on jobs (created_at, id) where completed_at is null;
create index jobs_done on jobs (completed_at) where completed_at is not null;

alter table events add column destination_action text not null default 'EVENT_ACTION_CLIENT_REDIRECT';
