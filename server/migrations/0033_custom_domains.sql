-- Names of customers that links live on. Each check of DNS and of the certificate writes what came of it; `check_at` is
-- when the next one is due, and `touched_at` when anything of the row was written: servers follow the names that they
-- serve by it. Deleted rows stay, so that servers hear of it, and their names are free again.
create table custom_domains (
    id text not null primary key,
    workspace_id text not null references workspaces (id),
    name text not null,
    root_destination text,
    token text not null,
    status text not null,
    status_since bigint not null,
    verified_at bigint,
    activated_at bigint,
    certificate_expires_at bigint,
    -- What the last check saw in DNS, as JSON.
    seen text not null,
    last_checked_at bigint,
    last_error text,
    check_at bigint not null,
    touched_at bigint not null,
    created_at bigint not null,
    updated_at bigint not null,
    deleted_at bigint
);
create unique index custom_domains_by_name on custom_domains (name) where deleted_at is null;
create index custom_domains_by_workspace on custom_domains (workspace_id, created_at, id) where deleted_at is null;
create index custom_domains_due on custom_domains (check_at) where deleted_at is null;
create index custom_domains_by_change on custom_domains (touched_at);

-- `domain` of links and slugs is the id of a custom domain, or '' for the server's own address.
create index links_by_domain on links (domain) where domain <> '';

-- How visitors' pages look, as JSON: apart from its workspace, since logos are large.
create table brands (
    workspace_id text not null primary key references workspaces (id),
    brand text not null,
    updated_at bigint not null
);
