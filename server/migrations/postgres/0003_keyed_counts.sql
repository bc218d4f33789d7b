-- Nobody reads it any more: totals of windows are those of the rollups.
drop table event_counts;
