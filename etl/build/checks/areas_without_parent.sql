-- Gebied waarvan het grotere gebied ontbreekt
select child.area_code, child.boundary_year
from area as child
left join area as parent on parent.area_code = child.parent_code
where child.parent_code is not null and parent.area_code is null
order by all;
