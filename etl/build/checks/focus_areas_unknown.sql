-- Buurt van het programma die geen enkele tabel kent; kijk naar haar code bij focus_areas in programma.yaml
select code
from (select unnest(focus_area_codes) as code from programme)
where code not in (select area_code from area)
order by code;
