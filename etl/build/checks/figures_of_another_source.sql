-- Cijfer uit een andere bron dan de catalogus voor de indicator noemt
select distinct indicator_id, snapshot.source_id
from observation
join indicator using (indicator_id)
join snapshot using (snapshot_id)
where snapshot.source_id <> indicator.source_id
order by all;
