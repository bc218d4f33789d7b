-- Searches of links by any three letters in a row. The extension comes with PostgreSQL, but not with every package of it
-- and not to every role: without it, searches read all links of the workspace.
do $$
begin
    create extension if not exists pg_trgm;
    create index links_by_trigram on links using gin (search_text gin_trgm_ops) where deleted_at is null;
exception when others then
    raise warning 'searches of links have no index: %', sqlerrm;
end
$$;
