-- Cijfer van een gebied dat niet in de gebiedstabel staat
select distinct area_code
from observation
where value is not null and area_code not in (select area_code from area)
order by area_code;
