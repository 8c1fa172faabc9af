-- Buurt van het programma zonder naam of grens
select code
from (select unnest(focus_area_codes) as code from programme)
where code not in (select area_code from area)
    or exists (select 1 from area_geometry) and code not in (select area_code from area_geometry)
order by code;
