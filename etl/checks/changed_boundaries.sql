-- Gebied waarvan code of grens is veranderd; jaren zijn dan niet zonder meer te vergelijken
select area_code, boundary_year, boundary_change
from area
where boundary_change in ('2', '3')
order by all;
