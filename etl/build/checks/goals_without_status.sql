-- Maat zonder stand voor een buurt van het programma
select measure_id, area_code
from goal_measure
cross join (select unnest(focus_area_codes) as area_code from programme)
anti join goal_status using (measure_id, area_code)
order by all;
