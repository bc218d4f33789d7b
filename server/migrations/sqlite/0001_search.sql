-- Searches of links by any three letters in a row: names and short addresses of living links by trigram. The index knows
-- rows by number, which ids of links are not, and keeps no text: what it shall forget, it is told.
create table link_search (
    id integer not null primary key,
    link_id text not null unique
);
create virtual table link_search_index using fts5 (
    search_text, content = '', detail = none, tokenize = 'trigram case_sensitive 1'
);

insert into link_search (link_id) select id from links where deleted_at is null;
insert into link_search_index (rowid, search_text)
    select link_search.id, links.search_text from link_search join links on links.id = link_search.link_id;

create trigger link_search_new after insert on links begin
    insert into link_search (link_id) values (new.id);
    insert into link_search_index (rowid, search_text)
        select id, new.search_text from link_search where link_id = new.id;
end;
create trigger link_search_changed after update of search_text on links
when new.search_text <> old.search_text and old.deleted_at is null begin
    insert into link_search_index (link_search_index, rowid, search_text)
        select 'delete', id, old.search_text from link_search where link_id = old.id;
    insert into link_search_index (rowid, search_text)
        select id, new.search_text from link_search where link_id = new.id;
end;
create trigger link_search_deleted after update of deleted_at on links
when new.deleted_at is not null and old.deleted_at is null begin
    insert into link_search_index (link_search_index, rowid, search_text)
        select 'delete', id, new.search_text from link_search where link_id = old.id;
    delete from link_search where link_id = old.id;
end;
create trigger link_search_removed after delete on links when old.deleted_at is null begin
    insert into link_search_index (link_search_index, rowid, search_text)
        select 'delete', id, old.search_text from link_search where link_id = old.id;
    delete from link_search where link_id = old.id;
end;
