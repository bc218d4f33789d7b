-- What an owner says of a webhook beside its address, secrets that are being replaced, and why one was switched off.
alter table webhooks add column description text not null default '';
-- Headers of their own, as JSON.
alter table webhooks add column headers text not null default '{}';
alter table webhooks add column include_bots boolean not null default false;
-- Most messages in a second.
alter table webhooks add column rate_limit bigint;
-- Secrets that still sign for a while, as JSON: the newest first.
alter table webhooks add column old_secrets text not null default '[]';
alter table webhooks add column disabled_reason text;
alter table webhooks add column disabled_at bigint;

-- Messages whose first try is still to come, or that somebody waits for; all others, however many, leave room for them.
alter table deliveries add column fresh boolean not null default true;
update deliveries set fresh = false where attempts > 0;
-- A lease moves `next_attempt_at` to its end too, so that what is due is at the beginning of these.
create index deliveries_fresh on deliveries (webhook_id, next_attempt_at) where status = 'PENDING' and fresh;
create index deliveries_later on deliveries (webhook_id, next_attempt_at) where status = 'PENDING' and not fresh;
create index deliveries_failed on deliveries (webhook_id, created_at, id) where status = 'FAILED';
create index deliveries_by_age on deliveries (created_at);
-- These did the same for claims that asked for all webhooks at once.
drop index deliveries_due;
drop index deliveries_pending;
alter table delivery_attempts add column truncated boolean not null default false;

-- What an owner wants to have sent again: the failed messages of a time. `after_created_at` and `after_id` tell how far it is.
create table webhook_recoveries (
    id text not null primary key,
    workspace_id text not null references workspaces (id),
    webhook_id text not null references webhooks (id),
    since bigint not null,
    until bigint not null,
    after_created_at bigint not null,
    after_id text not null,
    recovered bigint not null,
    created_at bigint not null,
    completed_at bigint
);
create index webhook_recoveries_waiting on webhook_recoveries (created_at, id) where completed_at is null;
create index webhook_recoveries_done on webhook_recoveries (completed_at) where completed_at is not null;
