-- Een cijfer van buiten de gemeente staat er meer dan eens, of hoort bij de gemeente zelf.
select indicator_id, period, area_code, count(*) as count
from elsewhere
group by all
having count(*) > 1 or any_value(area_code)[3:6] = (select municipality_code[3:6] from programme)
order by all
limit 10
