-- Percentage onder 0 of boven 100
select indicator_id, period, area_code, value
from observation
join indicator using (indicator_id)
where unit = '%' and value not between 0 and 100
order by all;
