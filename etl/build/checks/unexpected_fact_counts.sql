-- Meegeleverde tabel heeft een ander aantal cijfers dan is vastgelegd
select snapshot_id, fact_count, expected.facts
from snapshot
left join read_csv(getvariable('expected_facts'), header = true, columns = {'snapshot_id': 'varchar', 'facts': 'integer'}) as expected
    using (snapshot_id)
where origin = 'meegeleverd' and fact_count is distinct from expected.facts
order by all;
