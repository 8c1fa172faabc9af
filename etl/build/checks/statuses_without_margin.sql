-- Stand die een marge nodig heeft, van een cijfer zonder marge
select measure_id, area_code, status
from goal_status
where certainty = 'marge onbekend'
    and status::varchar not in ('boven het pad', 'onder het pad', 'boven de norm', 'onder de norm', 'geen streefwaarde')
order by all;
