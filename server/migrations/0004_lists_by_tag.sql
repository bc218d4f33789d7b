-- What lists by tag are sorted by, beside the tag: a page follows the index, however many links have the tag.
alter table link_tags add column created_at bigint not null default 0;
alter table link_tags add column updated_at bigint not null default 0;
update link_tags set
    created_at = (select links.created_at from links where links.id = link_tags.link_id),
    updated_at = (select links.updated_at from links where links.id = link_tags.link_id);
-- Links that are deleted have no tags from now on, so that the links of a tag are counted by the index alone.
delete from link_tags where link_id in (select id from links where deleted_at is not null);
create index link_tags_by_update on link_tags (tag_id, updated_at, link_id);
create index link_tags_by_creation on link_tags (tag_id, created_at, link_id);
drop index link_tags_by_tag;
