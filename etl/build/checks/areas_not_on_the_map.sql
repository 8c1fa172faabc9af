-- Gebied met cijfers dat de kaart niet heeft; noem de oude en de nieuwe code bij area_changes in indicators.yaml
select area_code, any_value(name) as name, min(period) as first_period, max(period) as last_period
from observation
join area using (area_code)
where value is not null and level <> 'land'
    and area_code not in (select area_code from area_geometry)
    and area_code not in (select old_code from area_change)
    and area_code not in (select new_code from area_change)
    and exists (select 1 from area_geometry)
group by area_code
order by area_code;
