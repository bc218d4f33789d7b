-- Pictures behind codes, apart from the options as the central ones are.
alter table designs add column background_image bytea;
