-- Uses of tokens beside their changes in the audit log: the network that a use came from. Null in the entries of changes.
alter table audit_log add column network text;
