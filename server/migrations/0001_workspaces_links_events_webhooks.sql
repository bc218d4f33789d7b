-- One schema for SQLite and PostgreSQL. Column types are text, bigint, boolean, double precision and bytea, nothing
-- else; ids and JSON are text, times are milliseconds since 1970-01-01 UTC. Later migrations only add.

-- Keys that sign tokens and image addresses and that hash what must not be stored. Every replica reads them here.
create table keys (
    id text not null primary key,
    purpose text not null,
    secret text not null,
    created_at bigint not null
);

create table workspaces (
    id text not null primary key,
    name text not null,
    created_at bigint not null,
    updated_at bigint not null
);

-- A token is its id (the `jti` claim) and the hash of its text; the text itself is nowhere.
create table tokens (
    id text not null primary key,
    workspace_id text not null references workspaces (id),
    name text not null,
    token_hash text not null,
    created_at bigint not null,
    last_used_at bigint,
    revoked_at bigint
);
create index tokens_by_workspace on tokens (workspace_id, created_at, id);

-- A design: options in the form of qr-code-styling as JSON, its central image apart. `version` grows with each change.
-- Without a workspace it was made in public: the first link that names it brings it into its workspace, or it goes after
-- a day. Deleted designs stay, for images of deleted links.
create table designs (
    id text not null primary key,
    workspace_id text references workspaces (id),
    options text not null,
    format text not null,
    central_image bytea,
    version bigint not null,
    created_at bigint not null,
    updated_at bigint not null,
    deleted_at bigint
);
create index designs_by_workspace on designs (workspace_id, created_at, id);
create index designs_unadopted on designs (created_at) where workspace_id is null;

create table links (
    id text not null primary key,
    workspace_id text not null references workspaces (id),
    domain text not null,
    shortlink text not null,
    name text not null,
    search_text text not null,
    purpose text,
    fallback_destination text,
    expired_destination text,
    expires_at bigint,
    -- The step that `destination` reads and writes. Steps name their link, so that this cannot be a foreign key as well.
    exit_step_id text not null,
    design_id text references designs (id),
    metadata text not null,
    lead_goal_definition text,
    lead_target_definition text,
    created_at bigint not null,
    updated_at bigint not null,
    deleted_at bigint
);
create index links_by_update on links (workspace_id, updated_at, id) where deleted_at is null;
create index links_by_creation on links (workspace_id, created_at, id) where deleted_at is null;
-- Deleted links too: that none of them names a design is checked before its row goes.
create index links_by_design on links (design_id) where design_id is not null;

-- Every short address that was ever given out. Rows stay for ever: printed codes are never re-used for another link.
create table slugs (
    domain text not null,
    slug text not null,
    link_id text not null,
    primary key (domain, slug)
);
create index slugs_by_link on slugs (link_id);

-- The steps of a link's workflow. A new link has two: LINK_VISIT leads on to CLIENT_REDIRECT.
create table workflow_steps (
    id text not null primary key,
    workspace_id text not null references workspaces (id),
    link_id text not null references links (id),
    event_action text not null,
    kind text not null,
    payload text not null,
    created_at bigint not null,
    updated_at bigint not null
);
create index workflow_steps_by_link on workflow_steps (link_id, created_at, id);

-- Where a step leads: one row for each exit; `next_step_id` is null while the exit is loose.
create table step_branches (
    id text not null primary key,
    workspace_id text not null references workspaces (id),
    step_id text not null references workflow_steps (id),
    name text not null,
    position bigint not null,
    next_step_id text references workflow_steps (id)
);
create index step_branches_by_step on step_branches (step_id, position);

create table tags (
    id text not null primary key,
    workspace_id text not null references workspaces (id),
    name text not null,
    created_at bigint not null,
    unique (workspace_id, name)
);

create table link_tags (
    workspace_id text not null references workspaces (id),
    link_id text not null references links (id),
    tag_id text not null references tags (id),
    position bigint not null,
    primary key (link_id, tag_id)
);
create index link_tags_by_tag on link_tags (tag_id, link_id);

-- Answered scans that wait for projection: an inbox, not a log. A scan can come late (from a spool file, from another
-- replica), so that a position in a log would pass it by; a row that is deleted when it is projected cannot be missed.
create table scan_inbox (
    id text not null primary key,
    workspace_id text not null,
    link_id text not null,
    scanned_at bigint not null,
    scan text not null
);

create table visitors (
    id text not null primary key,
    workspace_id text not null references workspaces (id),
    email text,
    phone text,
    first_name text,
    last_name text,
    attributes text not null,
    created_at bigint not null,
    updated_at bigint not null
);
create index visitors_by_workspace on visitors (workspace_id, created_at, id);

-- A device's id is derived from a keyed hash of what identifies it, so that finding it and making it are one statement.
create table devices (
    id text not null primary key,
    workspace_id text not null references workspaces (id),
    visitor_id text not null references visitors (id),
    user_agent text not null,
    browser_name text,
    browser_version text,
    browser_language text,
    platform_name text,
    platform_version text,
    brand text,
    model text,
    device_type text not null,
    actor text not null,
    actor_name text,
    actor_origin text,
    network text,
    created_at bigint not null,
    last_used_at bigint not null
);
create index devices_by_visitor on devices (visitor_id);

-- How often each device came to each link: the first time is a first visit, all others are returns.
create table device_links (
    device_id text not null references devices (id),
    link_id text not null references links (id),
    workspace_id text not null,
    visits bigint not null,
    primary key (device_id, link_id)
);

create table events (
    id text not null primary key,
    workspace_id text not null references workspaces (id),
    link_id text not null references links (id),
    visitor_id text not null references visitors (id),
    device_id text not null references devices (id),
    action text not null,
    visit_type text not null,
    traffic text not null,
    http_method text not null,
    entrypoint text not null,
    destination text not null,
    referrer text,
    scanned_at bigint not null,
    created_at bigint not null
);
create index events_by_time on events (workspace_id, scanned_at, id);
create index events_by_link on events (link_id, scanned_at, id);
create index events_by_visitor on events (visitor_id, scanned_at, id);

-- Events counted by 15-minute bucket; `link_id` is '' in the rows that count the whole workspace.
create table event_counts (
    workspace_id text not null,
    link_id text not null,
    bucket bigint not null,
    events bigint not null,
    primary key (workspace_id, link_id, bucket)
);
-- The same over all time.
create table event_totals (
    workspace_id text not null,
    link_id text not null,
    events bigint not null,
    last_event_at bigint not null,
    primary key (workspace_id, link_id)
);

create table webhooks (
    id text not null primary key,
    workspace_id text not null references workspaces (id),
    name text not null,
    endpoint_url text not null,
    link_id text references links (id),
    source text not null,
    status text not null,
    events text not null,
    triggers text not null,
    secret text not null,
    created_by text,
    success_count bigint not null,
    failure_count bigint not null,
    failing_since bigint,
    last_sent_at bigint,
    last_delivered_at bigint,
    created_at bigint not null,
    updated_at bigint not null,
    deleted_at bigint
);
create index webhooks_by_workspace on webhooks (workspace_id, created_at, id);

-- One message to one webhook. PENDING until an answer of 2xx (DELIVERED) or until the schedule ends (FAILED).
create table deliveries (
    id text not null primary key,
    workspace_id text not null references workspaces (id),
    webhook_id text not null references webhooks (id),
    event_id text,
    event_type text not null,
    body text not null,
    status text not null,
    attempts bigint not null,
    next_attempt_at bigint not null,
    leased_until bigint not null,
    created_at bigint not null,
    finished_at bigint
);
create index deliveries_due on deliveries (next_attempt_at, webhook_id) where status = 'PENDING';
create index deliveries_pending on deliveries (webhook_id) where status = 'PENDING';
create index deliveries_by_webhook on deliveries (webhook_id, created_at, id);

create table delivery_attempts (
    id text not null primary key,
    workspace_id text not null,
    delivery_id text not null references deliveries (id),
    attempted_at bigint not null,
    status_code bigint,
    error text,
    latency_ms bigint not null,
    response text
);
create index delivery_attempts_by_delivery on delivery_attempts (delivery_id, attempted_at);

-- Work that one process at a time may do, and until when it may.
create table leases (
    name text not null primary key,
    holder text not null,
    until bigint not null
);
