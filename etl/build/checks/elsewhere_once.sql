-- Een cijfer van buiten de gemeente staat er meer dan eens, of hoort bij de gemeente zelf.
with placed as (select *, hash(indicator_id, period, area_code) as place from elsewhere),
doubtful as (select place from placed group by place having count(*) > 1) -- one number instead of three texts: faster
select indicator_id, period, area_code, count(*) as count
from placed
where place in (from doubtful) or area_code[3:6] = (select municipality_code[3:6] from programme)
group by all
having count(*) > 1 or area_code[3:6] = (select municipality_code[3:6] from programme)
order by all
limit 10
