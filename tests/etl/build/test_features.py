"""The frozen features of similar buurten: what is in the file, and what happens without one that fits."""

import gzip
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from etl.build.frozen import features
from veerkracht.catalog import catalog
from veerkracht.catalog.catalog import Catalog
from veerkracht.core import paths
from veerkracht.core.errors import DataError
from veerkracht.database import database

DAMAGE: dict[str, Callable[[bytes], bytes | None]] = {
    "ontbreekt": lambda content: None,
    "niet te lezen": lambda content: content[:100],
    "andere kenmerken": lambda content: rewritten(content, "koopwoningen", "huurwoningen"),
    "hoort niet bij de dag": lambda content: rewritten(content, "2026-11-29", "2026-11-30"),
}


def rewritten(content: bytes, old: str, new: str) -> bytes:
    return gzip.compress(gzip.decompress(content).replace(old.encode(), new.encode(), 1))


@pytest.fixture(scope="module")
def ours() -> Catalog:
    return catalog.load(paths.CATALOG)


@pytest.mark.slow
def test_the_frozen_features_are_those_of_the_included_figures(included_database: Path, ours: Catalog) -> None:
    with database.read(included_database) as connection:
        [(frozen_on,)] = connection.execute("select frozen_on from similar_elsewhere").fetchall()
        differing = connection.execute("""
            with current as (
                select area_code, indicator_id, value from elsewhere where period = '2024'
                union all
                select area_code, indicator_id, value from observation where period = '2024' and value is not null
            )
            select count(*), count(*) filter (frozen.value is distinct from current.value)
            from similar_feature as frozen left join current using (area_code, indicator_id)
        """).fetchall()
    assert frozen_on == ours.method.similar_elsewhere.frozen_on
    assert differing[0][0] > 100_000 and differing[0][1] == 0


@pytest.mark.slow
@pytest.mark.parametrize("message", DAMAGE)
def test_without_a_file_that_fits_the_present_figures_count_and_the_build_says_so(
    copy: duckdb.DuckDBPyConnection, data: Path, ours: Catalog, message: str
) -> None:
    path = paths.similar_features()
    content = DAMAGE[message](path.read_bytes())
    path.unlink() if content is None else path.write_bytes(content)
    tables, problems = features.tables(copy, ours)
    assert len(problems) == 1 and message in problems[0] and "python -m etl kenmerken" in problems[0]
    assert tables["similar_elsewhere"]["frozen_on"].isna().all() and len(tables["similar_feature"]) > 100_000


@pytest.mark.slow
def test_frozen_features_are_replaced_only_when_asked(
    data: Path, copy: duckdb.DuckDBPyConnection, ours: Catalog
) -> None:
    path = paths.similar_features()
    before = gzip.decompress(path.read_bytes())
    with pytest.raises(DataError, match="--overwrite"):
        features.freeze(copy, ours, overwrite=False)
    assert gzip.decompress(features.freeze(copy, ours, overwrite=True).read_bytes()) == before
    copy.execute("delete from elsewhere")
    with pytest.raises(DataError, match="--gebied NL"):
        features.freeze(copy, ours, overwrite=True)
