-- Looks that are made once and worn by many codes. Those without a workspace come with the server.
create table qrcode_templates (
    id text not null primary key,
    workspace_id text references workspaces (id),
    design_id text not null references designs (id),
    name text not null,
    description text not null,
    tags text not null,
    learn_more text not null,
    faq text not null,
    slug text,
    duplicated_from text,
    -- Lower case, for searches that fold letters alike on both databases.
    search_text text not null,
    -- How often links were dressed in it, and how often it was imported.
    uses bigint not null,
    published_at bigint,
    created_at bigint not null,
    updated_at bigint not null,
    deleted_at bigint
);
create unique index qrcode_templates_by_slug on qrcode_templates (slug) where slug is not null and deleted_at is null;
create unique index qrcode_templates_by_design on qrcode_templates (design_id);
create index qrcode_templates_by_workspace on qrcode_templates (workspace_id, created_at, id) where deleted_at is null;
create index qrcode_templates_by_uses on qrcode_templates (uses, id) where deleted_at is null;

-- A design that follows another one looks as that does: of its own options and image nothing counts.
alter table designs add column follows text references designs (id);
create index designs_by_follows on designs (follows) where follows is not null;
-- Designs of the server's own templates are nobody's, and nobody may take them.
alter table designs add column built_in boolean not null default false;

-- The template that a link's code was dressed in.
alter table links add column template_id text references qrcode_templates (id);
create index links_by_template on links (template_id) where template_id is not null;
