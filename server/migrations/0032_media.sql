-- The media library: files that links open and designs take their logos from. The bytes lie outside of the database, under
-- `file_key`; a workspace holds each file once.
create table media (
    id text not null primary key,
    workspace_id text not null references workspaces (id),
    file_name text not null,
    format text not null,
    kind text not null,
    size bigint not null,
    sha256 text not null,
    file_key text not null,
    visibility text not null,
    uploaded_from text not null,
    usage text,
    version bigint not null,
    created_at bigint not null,
    updated_at bigint not null
);
create unique index media_by_content on media (workspace_id, sha256);
create index media_by_creation on media (workspace_id, created_at, id);

-- Uploads that were announced: of new media, whose id they bear, and of files that take the place of others. What came is
-- noted once it came whole.
create table media_uploads (
    id text not null primary key,
    workspace_id text not null references workspaces (id),
    replaces text,
    file_name text not null,
    format text not null,
    size bigint not null,
    sha256 text,
    visibility text not null,
    uploaded_from text not null,
    usage text,
    received_key text,
    received_sha256 text,
    received_format text,
    created_at bigint not null,
    expires_at bigint not null
);
create index media_uploads_by_end on media_uploads (expires_at);

-- Files that go at some time unless a row of `media` takes them: noted before they are written, so that none is forgotten.
create table media_leftovers (
    file_key text not null primary key,
    remove_at bigint not null
);
create index media_leftovers_by_time on media_leftovers (remove_at);

-- Who uses media: steps that open it, and designs that took their picture from it.
alter table workflow_steps add column media_id text;
create index workflow_steps_by_media on workflow_steps (media_id) where media_id is not null;
alter table designs add column central_image_media_id text;
create index designs_by_media on designs (central_image_media_id) where central_image_media_id is not null;
