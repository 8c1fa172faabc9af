-- Negatief cijfer waar dat niet kan
select indicator_id, period, area_code, value
from observation
join indicator using (indicator_id)
where unit <> 'euro' and value < 0
order by all;
