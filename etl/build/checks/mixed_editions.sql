-- Eén indicator en jaar uit meer dan één uitgave van een tabel
select indicator_id, period, count(distinct snapshot_id) as editions
from observation
where value is not null
group by indicator_id, period
having editions > 1
order by all;
