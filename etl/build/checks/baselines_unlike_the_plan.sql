-- Nulmeting in de catalogus is een andere dan het cijfer in het programmaplan
select measure_id, area_code, goal_baseline.value as in_catalogue, observation.value as in_plan
from goal_baseline
join goal_measure using (measure_id)
join observation using (indicator_id, area_code)
join snapshot using (snapshot_id)
where snapshot.source_id = 'programmaplan'
    and observation.period = baseline_period
    and goal_baseline.value <> observation.value
order by all;
