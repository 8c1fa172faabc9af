-- Stand die niet hoort bij het laatste cijfer in de database
select measure_id, area_code, period, goal_status.value, observation.value as in_database
from goal_status
join goal_measure using (measure_id)
left join observation using (indicator_id, area_code, period)
where area_code <> 'SAMEN' and goal_status.value is not null
    and goal_status.value is distinct from observation.value
order by all;
