-- Visitors' profiles, conversions, lead scores, dashboards, and the rollups that figures are read from.

-- Lower case, for finding profiles by it; `identified_at` is when a profile first had an identity.
alter table visitors add column email_key text;
alter table visitors add column phone_key text;
alter table visitors add column search_text text not null default '';
alter table visitors add column identified_at bigint;
-- Kept with each event, so that lists can follow an index.
alter table visitors add column visit_count bigint not null default 0;
alter table visitors add column device_count bigint not null default 0;
alter table visitors add column qrcode_count bigint not null default 0;
create unique index visitors_by_email on visitors (workspace_id, email_key) where email_key is not null;
create index visitors_by_phone on visitors (workspace_id, phone_key, created_at, id) where phone_key is not null;
create index visitors_by_visits on visitors (workspace_id, visit_count, id);
create index visitors_by_devices on visitors (workspace_id, device_count, id);
create index visitors_by_qrcodes on visitors (workspace_id, qrcode_count, id);
create index visitors_identified on visitors (workspace_id, id) where identified_at is not null;

-- How many visitors each workspace has.
create table visitor_counts (
    workspace_id text not null primary key references workspaces (id),
    visitors bigint not null
);
insert into visitor_counts (workspace_id, visitors) select workspace_id, count(*) from visitors group by workspace_id;

-- How often each visitor came to each link.
create table visitor_links (
    visitor_id text not null references visitors (id),
    link_id text not null references links (id),
    workspace_id text not null,
    visits bigint not null,
    first_at bigint not null,
    last_at bigint not null,
    primary key (visitor_id, link_id)
);
create index visitor_links_by_link on visitor_links (link_id, visitor_id);
insert into visitor_links (visitor_id, link_id, workspace_id, visits, first_at, last_at)
    select visitor_id, link_id, workspace_id, count(*), min(scanned_at), max(scanned_at) from events
    group by visitor_id, link_id, workspace_id;
update visitors set
    visit_count = (select count(*) from events where events.visitor_id = visitors.id),
    device_count = (select count(*) from devices where devices.visitor_id = visitors.id),
    qrcode_count = (select count(*) from visitor_links where visitor_links.visitor_id = visitors.id);

-- What is known of a visitor, one row for each attribute. `value` is always there, the typed column where it fits.
create table visitor_attributes (
    visitor_id text not null references visitors (id),
    key text not null,
    workspace_id text not null,
    type text not null,
    value text not null,
    search_value text not null,
    number_value double precision,
    bool_value boolean,
    date_value bigint,
    recorded_at bigint not null,
    primary key (visitor_id, key)
);
create index visitor_attributes_by_key on visitor_attributes (workspace_id, key, recorded_at, visitor_id);

-- The keys that a workspace's visitors have, and how many visitors have each.
create table attribute_keys (
    workspace_id text not null references workspaces (id),
    key text not null,
    type text not null,
    visitors bigint not null,
    primary key (workspace_id, key)
);

-- What visitors did at the destination, as it told. `is_first` marks the first of a visit.
create table conversions (
    id text not null primary key,
    workspace_id text not null references workspaces (id),
    link_id text not null references links (id),
    event_id text not null references events (id),
    visitor_id text not null references visitors (id),
    name text not null,
    value double precision,
    currency text,
    external_id text,
    is_first boolean not null,
    scanned_at bigint not null,
    occurred_at bigint not null,
    created_at bigint not null
);
create unique index conversions_by_external_id on conversions (workspace_id, external_id) where external_id is not null;
create index conversions_by_time on conversions (workspace_id, occurred_at, id);
create index conversions_by_link on conversions (link_id, occurred_at, id);
create index conversions_by_event on conversions (event_id);
create index conversions_by_visitor on conversions (visitor_id, link_id);
create index conversions_by_visit on conversions (workspace_id, scanned_at) where is_first;

-- Figures by what is counted: a series is one value of one dimension, of a link or (`link_id` is '') of a workspace.
create table rollup_series (
    id bigint not null primary key,
    workspace_id text not null,
    link_id text not null,
    dimension text not null,
    value text not null,
    unique (workspace_id, link_id, dimension, value)
);
-- Its events by time. `span` is the length of a bucket in milliseconds: 15 minutes, an hour or a day, all in UTC.
create table rollup_counts (
    series_id bigint not null,
    span bigint not null,
    bucket bigint not null,
    events bigint not null,
    primary key (series_id, span, bucket)
);

-- One score for each visitor of each link. `inputs` is what it was computed from, as JSON.
create table lead_scores (
    id text not null primary key,
    workspace_id text not null references workspaces (id),
    link_id text not null references links (id),
    visitor_id text not null references visitors (id),
    score bigint not null,
    profile_fit bigint not null,
    technological_aptitude bigint not null,
    engagement_level bigint not null,
    brand_supportiveness bigint not null,
    recurring_interest bigint not null,
    inputs text not null,
    feedback_score bigint,
    feedback_comment text,
    created_at bigint not null,
    updated_at bigint not null,
    unique (visitor_id, link_id)
);
create index lead_scores_by_link on lead_scores (link_id, score, id);

create table dashboards (
    id text not null primary key,
    workspace_id text not null references workspaces (id),
    link_id text references links (id),
    name text not null,
    config text not null,
    created_at bigint not null,
    updated_at bigint not null
);
create index dashboards_by_creation on dashboards (workspace_id, created_at, id);

-- Messages that tell of an event go when its visitor is erased.
create index deliveries_of_event on deliveries (event_id) where event_id is not null;
