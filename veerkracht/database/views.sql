-- Wat een onderzoeker het eerst opent: dezelfde cijfers als in de tabellen, met de namen erbij en alles in het Nederlands.
-- {status} en {missing} worden de woorden van veerkracht/core/dutch.py. DuckDB 1.1 moet deze SQL kunnen lezen.

-- Eén rij per gebied van de gemeente, met het land, zoals in de nieuwste indeling.
create or replace view gebied as
with newest as (
    select area_code, arg_max(name, boundary_year) as name, arg_max(level, boundary_year)::varchar as level,
           arg_max(parent_code, boundary_year) as parent_code, min(boundary_year) as first_year,
           max(boundary_year) as last_year
    from area
    group by area_code
)
select
    newest.area_code as gebiedscode,  -- CBS-code van het gebied
    newest.name as naam,  -- naam van het gebied
    newest.level as niveau,  -- buurt, wijk, gemeente, land, of groep: een aandachtsgebied van meer buurten
    wijk.area_code as wijkcode,  -- CBS-code van de wijk waar een buurt in ligt; leeg bij andere gebieden
    wijk.name as wijk,  -- naam van die wijk
    list_contains(programme.focus_area_codes, newest.area_code) as in_programma,  -- of het een aandachtsgebied is
    newest.first_year as eerste_jaar,  -- eerste jaar van de indeling waarvan we het gebied kennen
    newest.last_year as laatste_jaar  -- laatste jaar van de indeling waarvan we het gebied kennen
from newest
cross join programme
left join newest as wijk on newest.parent_code = wijk.area_code and newest.level = 'buurt';

-- Eén rij per onderwerp, periode en gebied van de gemeente: het cijfer met alle namen erbij, of de reden dat het er niet
-- is. Van elk onderwerp staat er één uitgave per periode in; zie tabel indicator_break voor breuken in een reeks.
create or replace view cijfers as
select
    indicator.theme as thema,  -- thema van het onderwerp
    indicator.label as onderwerp,  -- naam van het onderwerp
    gebied.naam as gebied,  -- naam van het gebied
    gebied.niveau as niveau,  -- zoals in view gebied
    gebied.wijk as wijk,  -- naam van de wijk waar een buurt in ligt; leeg bij andere gebieden
    observation.period as periode,  -- jaar (2024), maand (2024-05) of gemiddelde over jaren (2022/2024)
    observation.value as waarde,  -- het cijfer; leeg als er geen is
    indicator.unit as eenheid,  -- eenheid van het cijfer
    observation.lower as ondergrens,  -- ondergrens, 95% zeker
    observation.upper as bovengrens,  -- bovengrens, 95% zeker
    -- waar die grenzen vandaan komen: gepubliceerd, telling, steekproef of vergelijking (type margin_kind); leeg zonder
    observation.margin_kind::varchar as marge,
    {status} as status,  -- of de bron het cijfer nog kan wijzigen; leeg als er geen cijfer is
    {missing} as reden,  -- waarom er geen cijfer is; leeg als er een cijfer is
    source.publisher || ', ' || source.title as bron,  -- uitgever en naam van de bron
    snapshot.table_id as tabel,  -- code van de tabel bij de bron
    snapshot.edition as uitgave,  -- uitgave van de tabel: een jaar, of de dag waarop zij zo was
    observation.note as opmerking,  -- bij eigen cijfers: hun bron en opmerking
    observation.indicator_id as indicator_id,  -- vaste code van het onderwerp, zie tabel indicator
    observation.area_code as gebiedscode  -- CBS-code van het gebied, zie view gebied
from observation
join indicator using (indicator_id)
join source on source.source_id = indicator.source_id
left join snapshot using (snapshot_id)
left join gebied on gebied.gebiedscode = observation.area_code;
