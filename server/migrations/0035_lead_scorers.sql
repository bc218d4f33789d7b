-- External scorers: a workspace may have one, which is asked for lead scores beside the rules.
create table lead_scorers (
    workspace_id text not null primary key references workspaces (id),
    url text not null,
    secret text not null,
    old_secrets text not null,
    timeout_ms bigint not null,
    -- Keys of what is known of visitors that it is told, as JSON.
    attributes text not null,
    -- Counts the addresses that it had: what one before answers does not count any more.
    version bigint not null,
    -- Requests that failed since the last score.
    failures bigint not null,
    success_count bigint not null,
    failure_count bigint not null,
    last_scored_at bigint,
    last_failed_at bigint,
    last_error text,
    created_at bigint not null,
    updated_at bigint not null,
    -- Its scores are being taken back; then the row goes.
    deleted_at bigint
);

-- What the scorer thinks, as JSON; null where the rules stand. `score` is the one that is shown.
alter table lead_scores add column external text;
create index lead_scores_external on lead_scores (workspace_id, id) where external is not null;

-- Scores that the scorer is to be asked for. `id` is the request's, another one with each change; while somebody asks,
-- `due_at` is when their lease ends.
create table lead_scorings (
    lead_score_id text not null primary key references lead_scores (id),
    id text not null,
    workspace_id text not null,
    attempts bigint not null,
    due_at bigint not null
);
create index lead_scorings_due on lead_scorings (workspace_id, due_at);
