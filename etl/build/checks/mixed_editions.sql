-- Eén indicator en jaar uit meer dan één tabel, of binnen de buurten, de wijken of de gemeente uit meer dan één uitgave
select indicator_id, period, left(area_code, 2) as level, count(distinct snapshot_id) as editions
from observation
where value is not null
group by all
having editions > 1
union all
select indicator_id, period, 'alle', count(distinct table_id)
from observation
join snapshot using (snapshot_id)
where value is not null
group by indicator_id, period
having count(distinct table_id) > 1
order by all;
