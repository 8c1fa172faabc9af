"""Fetches tables of CBS StatLine through OData v4: the same tables as in OData v3, with a row per figure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import pandas as pd

from etl.publishers import expectations, form, http, statline
from etl.publishers.publisher import Description, Request, Row
from etl.publishers.statline import text
from etl.snapshots.columns import name_of_title
from etl.snapshots.store import TOPIC_COLUMNS, Snapshot
from veerkracht.catalog.catalog import Source, Table
from veerkracht.core import areas, moments
from veerkracht.core.errors import SourceError

_PATH = "/odata/v1/CBS"
_INFO, _MEASURES, _GROUPS, _DATA = "Properties", "MeasureCodes", "MeasureGroups", form.OBSERVATIONS
_REGIONS, _PERIODS = f"{expectations.REGION}Codes", f"{expectations.PERIOD}Codes"
_NEXT = "@odata.nextLink"

T = TypeVar("T")


@dataclass(frozen=True)
class _Door:
    """A table at the host of its source."""

    source: Source
    table: Table

    def info(self) -> Row:
        """Return what the table says of itself, with the names and the moments of OData v3.

        Raises SourceError when that is not one description.
        """
        answer: object = self._query(lambda session, url: http.read_json(_content(session, url)), _INFO)
        if isinstance(answer, dict) and "value" in answer:
            raise SourceError(
                f"Tabel {self.table.id}, {_INFO}: value kan niet; hier hoort één beschrijving van de tabel. De vorige "
                "uitgave blijft in gebruik. Meld dit bij de uitgever."
            )
        [info] = form.require_rows(self.table, _INFO, [answer])
        return info | {"Period": info.get("TemporalCoverage"), "Modified": _without_offset(text(info.get("Modified")))}

    def collections(self) -> set[str]:
        """Return the names of the collections that the table has."""
        return {text(row["name"]) for row in self.rows(form.COLLECTIONS)}

    def measures(self, names: set[str]) -> list[Row]:
        """Return the rows of MeasureCodes, each with the title of its group as Group.

        `names` are those of the collections: a table may have no groups.
        """
        groups = self.rows(_GROUPS) if _GROUPS in names else []
        titles = {text(row["Id"]): text(row.get("Title")) for row in groups}
        return [row | {"Group": titles.get(text(row.get("MeasureGroupId")), "")} for row in self.rows(_MEASURES)]

    def dimension(self, name: str, filters: str = "") -> list[Row]:
        """Return the rows of a dimension, all or those that a filter wants, with their code as Key."""
        return [row | {"Key": row["Identifier"]} for row in self.rows(f"{name}Codes", filters)]

    def rows(self, collection: str, filters: str = "") -> list[Row]:
        """Return the rows of a collection, page by page. Raises SourceError when they have another form."""

        def pages(session: http.OneHost, url: str) -> object:
            guard, rows, link = http.Pages(), list[object](), f"{url}?$filter={filters}" if filters else url
            while link:
                guard.require_new_address(link)
                content = _content(session, link)
                guard.require_new_content(link, content)
                page = http.read_json(content)
                rows += page["value"]
                link = page.get(_NEXT)
            return rows

        def fetch() -> list[Row]:
            return form.require_rows(self.table, collection, self._query(pages, collection))

        address = f"{self.source.host}/{self.table.id}/{collection}?{filters}"
        return fetch() if collection == _DATA else http.described(address, fetch)

    def _query(self, query: Callable[[http.OneHost, str], T], collection: str) -> T:
        """Return what `query` makes of a session and the address of a collection, retrying after a passing fault."""
        host = http.host_url(str(self.source.host))

        def answer() -> T:
            with http.OneHost(host) as session:
                place = "" if collection == form.COLLECTIONS else f"/{collection}"
                return query(session, f"{host}{_PATH}/{self.table.id}{place}")

        return http.with_retries(answer, f"Tabel {self.table.id}", str(self.source.host))


def modified_at(source: Source, table: Table) -> str | None:
    """Return when the publisher last changed the table, as OData v3 writes it.

    Raises SourceError when the table or the host does not answer, or the table is another one than it should be.
    """
    info = _Door(source, table).info()
    expectations.require_identity(table, info)
    return text(info["Modified"]) or None


def describe(source: Source, table: Table) -> Description:
    """Return what the table says of itself. Raises SourceError when it does not answer, or in another form."""
    door = _Door(source, table)
    info, names = door.info(), door.collections()
    measures = door.measures(names)
    topics = _topics(measures)
    if table.categories:
        topics = statline.by_category(topics, statline.titles_by_code(door.dimension(table.categories)))
    periods = door.dimension(expectations.PERIOD) if _PERIODS in names else []
    return Description(info, topics, statline.period_codes(periods), _boundary_flag(measures) is not None)


def area_codes(source: Source, table: Table) -> list[str]:
    """Return the codes of all areas the table has, of the whole country. Raises SourceError as `fetch` does."""
    return [areas.clean(text(row["Key"])) for row in _Door(source, table).dimension(expectations.REGION)]


def fetch(request: Request) -> Snapshot:
    """Return the table for the region and the country, with the publisher's own values.

    The key of a topic is the code of its measure. A figure without a row is as one that is null: both are missing. Why,
    which only OData v4 says, is left out, so that both protocols give the same. Raises SourceError when the publisher
    does not answer or the answer is not what was requested.
    """
    table, door = request.table, _Door(request.source, request.table)
    categories = {}
    if table.categories:
        categories = statline.requested_categories(request, door.dimension(table.categories))
    info = door.info()
    expectations.require_identity(table, info)
    names = door.collections()
    expectations.require_parts(table, names, {_INFO, _MEASURES, _DATA, _REGIONS})
    measures = door.measures(names)
    # for parts of the country the names of all areas are fetched, once
    filters = "" if request.is_part else statline.region_filter("Identifier", request.region)
    regions = door.dimension(expectations.REGION, filters)
    form.require_names(table, _REGIONS, regions)
    periods = door.dimension(expectations.PERIOD) if _PERIODS in names else []
    observed = door.rows(_DATA, statline.figures_filter(table, request.region, categories))
    _require_number_or_reason(table, observed)
    expectations.require_finite(table, "Value", (row.get("Value") for row in observed))
    rows = _wide(table, observed, measures) if observed else pd.DataFrame()
    titles = http.described(f"{request.source.host}/{table.id}/names?{filters}", lambda: statline.area_names(regions))
    return statline.snapshot(request, statline.Answer(info, _topics(measures), rows, titles, periods), categories)


def _content(session: http.OneHost, url: str) -> bytes:
    response = session.get(url, timeout=http.TIMEOUT)
    response.raise_for_status()
    return response.content


def _without_offset(moment: str) -> str:
    """Return a moment with an offset as Dutch time without one, as OData v3 has it; any other text as it is."""
    try:
        has_offset = datetime.fromisoformat(moment).tzinfo is not None
        return moments.in_dutch_time(moments.parse(moment)).isoformat() if has_offset else moment
    except (ValueError, OverflowError):
        return moment


def _topics(measures: list[Row]) -> pd.DataFrame:
    flag = _boundary_flag(measures)
    topics = [
        (text(row["Identifier"]), text(row.get("Title")), row["Group"], text(row.get("Unit")), row.get("Decimals") or 0)
        for row in measures
        if row.get("DataType") != "String" and row is not flag
    ]
    return pd.DataFrame(topics, columns=TOPIC_COLUMNS)


def _boundary_flag(measures: list[Row]) -> Row | None:
    """Return the measure that flags a changed boundary, None when there is none."""
    titled = (row for row in measures if text(row.get("Title")).startswith(expectations.BOUNDARY_CHANGE))
    return next(titled, None)


def _require_number_or_reason(table: Table, observed: list[Row]) -> None:
    """Raise SourceError for a figure that also has a reason for being missing: it is unknown which of them counts."""
    for number, row in enumerate(observed, 1):
        if row.get("Value") is not None and text(row.get("ValueAttribute")) not in ("", "None"):
            raise SourceError(
                f"Tabel {table.id}, {_DATA}, rij {number}: {row['Measure']}, {text(row[expectations.REGION])} heeft "
                f"een cijfer ({row['Value']}) en ook een reden waarom er geen is ({row['ValueAttribute']}). De vorige "
                "uitgave blijft in gebruik. Meld dit bij de uitgever."
            )


def _wide(table: Table, observed: list[Row], measures: list[Row]) -> pd.DataFrame:
    """Return a row per area, period and category with a column per measure, NaN where there is no row."""
    frame = pd.DataFrame(observed)
    place = [name for name in frame.columns if name not in form.OF_AN_OBSERVATION]
    rows = statline.trimmed(frame.reindex(columns=[*place, *form.OF_AN_OBSERVATION]))
    if (twice := rows.duplicated([*place, "Measure"])).any():
        row = rows[twice].iloc[0]
        raise SourceError(
            f"Tabel {table.id}: {', '.join(map(str, row[['Measure', *place]]))} komt meer dan eens voor. Meld dit bij "
            "de uitgever."
        )
    codes = [text(row["Identifier"]) for row in measures]
    wide = (
        rows.pivot(index=place, columns="Measure", values="Value")
        .reindex(columns=list(dict.fromkeys(codes)))
        .astype(float)
    )
    if (flag := _boundary_flag(measures)) is not None:
        flags = rows[rows["Measure"] == text(flag["Identifier"])].set_index(place)
        numbers = flags["Value"].astype(float).map("{:g}".format).where(flags["Value"].notna())
        if not flags.empty:
            wide[name_of_title(text(flag["Title"]))] = flags["StringValue"].astype(object).fillna(numbers)
    return wide.reset_index()
