-- Som van de buurten wijkt meer van de stad af dan de afronding toelaat
-- CBS rounds counts of buurten to five, so that each can be off by 2.5; a count with a gap is not added up.
-- A figure that is marked as not confirmed is already under suspicion.
with total as (
    select
        indicator_id, period,
        sum(value) filter (where level = 'buurt') as buurten,
        count(*) filter (where level = 'buurt') as buurt_count,
        bool_or(value is null) filter (where level = 'buurt') as has_gap,
        max(value) filter (where level = 'gemeente') as city,
        bool_or(status = 'niet_bevestigd') as is_suspect
    from observation
    join indicator using (indicator_id)
    join (select distinct area_code, level from area) using (area_code)
    where unit in ('inwoners', 'huishoudens', 'woningen', 'misdrijven')
    group by indicator_id, period
)
select indicator_id, period, buurten, city
from total
where not has_gap and not is_suspect and abs(buurten - city) > 2.5 * buurt_count
order by all;
