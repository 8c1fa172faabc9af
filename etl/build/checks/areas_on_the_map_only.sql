-- Gebied op de kaart waarvan de tabellen geen enkel cijfer hebben; is het hernoemd, noem dat bij area_changes
select area_code, name
from area_geometry
join area using (area_code, boundary_year)
where area_code not in (select area_code from observation where value is not null)
    and exists (select 1 from observation where value is not null)
order by area_code;
