-- Meegeleverde tabel heeft een ander aantal cijfers dan is vastgelegd
with expected as (
    from read_csv(
        getvariable('expected_facts'), header = true,
        columns = {'snapshot_id': 'varchar', 'facts': 'integer', 'municipality': 'varchar'}
    )
)
select snapshot_id, fact_count, expected.facts
from snapshot
-- of a municipality of which the included tables are counted
join (select distinct municipality from expected) as counted on municipality = (select municipality_code from programme)
left join expected using (snapshot_id, municipality)
where origin = 'meegeleverd' and fact_count is distinct from expected.facts
order by all;
