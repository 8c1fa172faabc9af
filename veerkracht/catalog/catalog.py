"""Reads `indicators.yaml` and a programme file into a frozen Catalog, and reports every mistake in them."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler, ValidationError, WithJsonSchema, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from veerkracht.catalog import publisher_kinds, references, yaml_errors
from veerkracht.catalog.goals import BalanceItem, Goal, Measure, Method
from veerkracht.catalog.parts import AreaCode, FileName, Identifier, NamedCode, Part, PeriodCode, Text, Year
from veerkracht.catalog.protocol import Protocol
from veerkracht.catalog.publisher_kinds import HostName, KindName, PublisherKind
from veerkracht.catalog.two_files import TwoFiles
from veerkracht.core import areas, dutch, paths
from veerkracht.core.codes import CityWord, Direction, Margin, Population, Strength

Theme = Literal[
    "bevolking", "huishoudens", "wonen", "inkomen", "werk", "uitkeringen", "onderwijs",
    "gezondheid", "zorg", "veiligheid", "voorzieningen", "economie", "omgeving",
]  # fmt: skip
Frequency = Literal["jaar", "maand"]
_COUNTED = re.compile(r"\{value\} (?:\w+ )?\w+(?:en|s)\b")  # a plural, as in '{value} sociale activiteiten'


class AreaChange(Part):
    """An area that got another code or another boundary, with the old code that it came from."""

    year: Year = Field(description="Eerste jaar waarin de nieuwe indeling geldt")
    old: AreaCode
    new: AreaCode
    is_same_area: bool = Field(
        False, description="true: alleen de code is anders; oudere cijfers horen bij de nieuwe code"
    )
    note: Text


class Event(Part):
    """A measure of the programme that may be visible in the figures: a mark on the time axis."""

    period: PeriodCode
    label: Text
    areas: tuple[NamedCode, ...] = Field((), description="Gebieden waar het om gaat; leeg: het hele programma")
    source: str = Field(min_length=1, description="Document en plaats waar dit staat")


class Plan(Part):
    """The document that has the goals of a programme, and the words in which texts refer to it."""

    title: Text = Field(description="Titel van het document, zonder hoofdstuk")
    goals: str = Field("", description="Waar de doelen erin staan, bijvoorbeeld: hoofdstuk 5")
    word: Text = Field("plan", description="Wat voor stuk het is, met ‘het’ ervoor: programmaplan")
    unsettled: str = Field("", description="Wat het zegt zonder te zeggen waarvan, zoals 5%; leeg als alles vastligt")
    balance: str = Field("", description="Waar in het plan dragers en vragers staan; leeg als het die niet heeft")

    @property
    def place(self) -> str:
        """Return the document with the place of the goals in it: 'Programmaplan Sterke Wijken, hoofdstuk 5'."""
        return f"{self.title}, {self.goals}" if self.goals else self.title


class Division(Part):
    """One of the parts that a programme divides its goals over, with a sentence on it."""

    name: Text
    sentence: Text = Field(description="Wat het is, in één zin")


class FocusArea(Part):
    """A focus area: one buurt or wijk, which a file may give by its code alone, or several of them under one name."""

    name: str = Field("", description="Naam van een aandachtsgebied van meer buurten of wijken")
    areas: tuple[AreaCode, ...] = Field(min_length=1, description="Codes van de buurten of wijken waar het uit bestaat")

    @model_validator(mode="before")
    @classmethod
    def _of_code(cls, value: object) -> object:
        return {"areas": [value]} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _has_a_name_of_its_own(self) -> Self:
        if len(self.areas) == 1:
            if self.name:
                raise ValueError(f"één buurt of wijk heeft al een naam; schrijf hier alleen haar code: {self.areas[0]}")
        elif not self.name:
            raise ValueError("een aandachtsgebied van meer buurten of wijken heeft een naam (name)")
        elif problem := areas.problem_of_name(self.name):
            raise ValueError(problem)
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string"}, handler(schema)]}

    @property
    def code(self) -> str:
        """Return its code among areas."""
        return areas.group_code(self.name) if self.is_composed else self.areas[0]

    @property
    def is_composed(self) -> bool:
        """Return whether it is made of several buurten or wijken."""
        return len(self.areas) > 1


class Programme(Part):
    """The programme and the municipality the dashboard follows."""

    name: Text
    municipality: AreaCode = Field(description="Gemeentecode, bijvoorbeeld GM0935")
    municipality_name: Text
    municipality_word: CityWord = Field(
        "gemeente", description="Hoe zinnen de gemeente noemen: gemeente, of stad als zij dat is"
    )
    country: AreaCode = areas.COUNTRY
    focus_areas: tuple[FocusArea, ...] = Field(
        min_length=1,
        max_length=areas.MOST_FOCUS,
        description="De aandachtsgebieden: de code van een buurt of wijk, of een naam (name) met codes (areas)",
    )
    start_year: Year
    target_year: Year
    plan: Plan
    data_team: Text | None = Field(None, description="Wie cijfers ophaalt bij de uitgevers; anders leeg")
    boundary_year: Year = Field(2024, description="Jaar van de gebiedsindeling op de kaart")
    minimum_denominator: int = Field(100, ge=1, le=100_000, description="Geen verhoudingsgetal bij een kleinere noemer")
    centre: AreaCode | None = Field(
        None, description="Wijk met het winkelhart; Samenhang geeft ook een getal zonder haar buurten"
    )
    area_changes: tuple[AreaChange, ...] = Field(
        (), description="Gebieden die een andere code of grens kregen, per jaar"
    )
    events: tuple[Event, ...] = Field((), description="Ingrepen die als merkteken op de tijdas staan")
    introduction: str = Field(
        "", description="Wat het programma is, in gewone taal; een lege regel begint een nieuwe alinea"
    )
    introduction_source: str = Field("", description="Waar de feiten daarin vandaan komen")

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.target_year <= self.start_year:
            raise ValueError(f"target_year ({self.target_year}) ligt na start_year ({self.start_year})")
        return self

    @property
    def compared_areas(self) -> tuple[str, ...]:
        """Return the codes of the areas that every view compares: aandachtswijken, municipality, country."""
        return (*self.focus_codes, self.municipality, self.country)

    @property
    def focus_codes(self) -> tuple[str, ...]:
        """Return the codes of the focus areas; that of one of several buurten begins with areas.GROUP."""
        return tuple(area.code for area in self.focus_areas)

    @property
    def composed_areas(self) -> dict[str, FocusArea]:
        """Return the focus areas of several buurten or wijken by their code."""
        return {area.code: area for area in self.focus_areas if area.is_composed}

    @property
    def predecessors(self) -> tuple[str, ...]:
        """Return the codes of other municipalities, from before a merger, that areas of this one had."""
        number = self.municipality[2:6]
        return tuple(change.old for change in self.area_changes if change.is_same_area and change.old[2:6] != number)

    def current_code(self, area_code: str, period: str) -> str:
        """Return the present code of an area of a period, which differs when it only got another code since then."""
        for change in self.area_changes:
            if change.is_same_area and change.old == area_code and int(period[:4]) < change.year:
                return change.new
        return area_code


class Margins(Part):
    """The dimension of a table that distinguishes the value from the bounds of its 95 % interval."""

    dimension: Text
    value: Text
    lower: Text
    upper: Text


class Table(Part):
    """A table of a publisher and the periods that are fetched of it.

    Years after the last one listed are fetched when the publisher adds them; so are all months with `has_months`.
    """

    id: FileName
    periods: tuple[PeriodCode, ...] = Field((), description="Perioden die de tabel zeker heeft")
    title: str = Field(
        min_length=1, description="Begin van de titel bij de uitgever; een andere titel geeft een waarschuwing"
    )
    filters: dict[str, str] = {}
    margins: Margins | None = None
    categories: str | None = Field(
        None, description="Dimensie waarvan elk onderdeel een onderwerpgroep is, zoals SoortMisdrijf"
    )
    has_months: bool = Field(False, description="Neem ook alle maanden mee die de tabel heeft")

    def includes(self, period: str) -> bool:
        """Return whether figures of a period that the publisher has are fetched."""
        if "-" in period:
            return self.has_months
        return period in self.periods or period > max(self.periods, default="")


class NextMeasurement(Part):
    """The period and the expected date of the next figures of a source."""

    period: PeriodCode
    expected: Annotated[str, BeforeValidator(str), WithJsonSchema({"type": ["string", "integer"]})]
    is_confirmed: bool = Field(False, description="Of de uitgever deze meting heeft toegezegd; anders is zij mogelijk")
    note: str = ""


class AddingUp(Part):
    """How far the buurten together may lie from their municipality, in counts of a source."""

    slack: float = Field(default=2.5, ge=0, description="Hoeveel het er per buurt mag schelen, door afronding")
    oddity: str = Field(
        default="", description="Waardoor het bij deze bron soms meer scheelt, voor wie de melding leest"
    )


class Source(Part):
    """A series of tables by one publisher; an indicator never mixes sources."""

    publisher: Text
    title: Text
    kind: KindName = Field(description="; ".join(f"{kind.name}: {kind.meaning}" for kind in publisher_kinds.KINDS))
    host: HostName | None = None
    url: str = Field(description="Pagina waar een lezer de tabel vindt; {table} is het tabelnummer")
    licence: Text
    citation: str = Field(description="Bronvermelding; {table} en {period} worden ingevuld")
    note: str = ""
    next_measurement: NextMeasurement | None = None
    adding_up: AddingUp | None = Field(
        None, description="Hoe de buurten optellen tot de gemeente; anders mag het 2,5 per buurt schelen"
    )
    is_survey: bool = Field(False, description="Enquête: elk eigen cijfer noemt het aantal antwoorden (n)")
    tables: tuple[Table, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _kind_has_this_host_and_tables_name_periods(self) -> Self:
        names = [host.name for host in self.publisher_kind.hosts]
        if self.host not in names if names else self.host is not None:
            raise ValueError(f"bij kind {self.kind} past host {' of '.join(names) or None}")
        if not self.is_own and any(not table.periods and not table.has_months for table in self.tables):
            raise ValueError("een tabel noemt perioden in periods, of heeft has_months")
        return self

    @property
    def publisher_kind(self) -> PublisherKind:
        """Return the kind of its publisher."""
        return publisher_kinds.BY_NAME[self.kind]

    @property
    def doors(self) -> "tuple[Source, ...]":
        """Return the source as it is, and as it is fetched when its host does not give a table: by the second host."""
        second = publisher_kinds.HOSTS[self.host].second if self.host else None
        if second is None:
            return (self,)
        return self, self.model_copy(update={"kind": publisher_kinds.KIND_OF_HOST[second].name, "host": second})

    @property
    def is_own(self) -> bool:
        """Return whether the municipality itself supplies its figures, as files."""
        return self.kind == publisher_kinds.OWN

    def table(self, table_id: str) -> Table | None:
        """Return the table with this id, None when the source has none."""
        return next((table for table in self.tables if table.id == table_id), None)

    def table_of(self, period: str) -> Table | None:
        """Return the table that holds the period, None when the source has none."""
        return next((table for table in self.tables if period in table.periods), None)


class Topic(Part):
    """A column of the publisher's tables, by its names in all years: base names (`Key` without number) or titles."""

    names: tuple[str, ...] = Field(min_length=1)
    unit: tuple[str, ...] = Field(min_length=1, description="Eenheid bij de uitgever, in alle spellingen")
    group: tuple[str, ...] = Field(
        (),
        description="Titel van de onderwerpgroep of het onderdeel van categories, zonder code; "
        "totaal: het ene onderdeel waarvan de titel met dat woord begint of eindigt",
    )


class Denominator(Topic):
    """A denominator of a rate: of the same table, or of one fixed year of another source."""

    source: Identifier | None = None
    period: PeriodCode | None = None

    @model_validator(mode="after")
    def _source_and_period_together(self) -> Self:
        if (self.source is None) != (self.period is None):
            raise ValueError("source en period horen bij elkaar: geef beide of geen van beide")
        return self


class Rate(Part):
    """Numerators added up, divided by denominators added up, times a factor (100 for a percentage)."""

    numerator: tuple[Topic, ...] = Field(min_length=1)
    denominator: tuple[Denominator, ...] = Field(min_length=1)
    factor: float = Field(gt=0, le=1_000_000)


class Break(Part):
    """The first period with another definition than before: figures across a break are not comparable."""

    period: PeriodCode
    reason: Text


class StandIn(Part):
    """The source of the figures as long as the indicator's own source has no loaded data."""

    source: Identifier
    topic: Topic | None = Field(None, description="Alleen als de kolom daar anders heet")
    note: Text


class Indicator(Part):
    """A measured quantity with its definition, its unit and the one source of all its periods."""

    id: Identifier
    theme: Theme
    label: Text
    definition: Text
    unit: str = Field(min_length=1, description="Eenheid zoals de lezer die ziet")
    population: Population | None = Field(
        None, description="Over wie of wat het cijfer gaat; leeg als het iets anders telt"
    )
    decimals: int = Field(ge=0, le=3)
    direction: Direction = Field("geen", description="Welke kant op is gunstig")
    strength: Strength | None = Field(
        None,
        description="Zonder gunstige kant: of meer of minder een buurt sterk maakt, zoals een school dichtbij. Het "
        "Buurtprofiel noemt dat bij Sterk in deze buurt",
    )
    source: Identifier
    stand_in: StandIn | None = None
    frequency: Frequency = Field("jaar", description="Cijfers per jaar of per maand")
    margin: Margin = Field(
        "onbekend", description="Hoe zeker een cijfer is: telling, steekproef, interval van de bron, of onbekend"
    )
    is_full_count: bool = Field(
        False, description="Alles is geteld, zodat het cijfer geen marge heeft; alleen bij een telling"
    )
    rounded_to: int = Field(0, ge=0, le=1000, description="Waarop de bron aantallen afrondt")
    statement: str = Field("", description="Vervolg van 'In 2024 …' met {value} en {area}")
    clause: str = Field(
        "",
        description="Vervolg van 'Hier …' en 'In Maastricht …' in een portret, met {more} voor meer, minder, hoger "
        "of lager: 'voelen {more} mensen zich gezond'",
    )
    topic: Topic | None = None
    rate: Rate | None = None
    scale: float = Field(1, gt=0, le=1_000_000, description="Vermenigvuldiging naar de getoonde eenheid")
    breaks: tuple[Break, ...] = ()
    is_model: bool = Field(False, description="Modelschatting: signaleert, toont geen effect van beleid")
    is_mean: bool = Field(
        False,
        description="Gemiddelde over allen van de populatie, zodat een groep van buurten het gewogen gemiddelde "
        "heeft; niet bij een mediaan",
    )
    note: str = ""
    synonyms: tuple[Text, ...] = Field((), description="Andere woorden waarmee een lezer dit zoekt")
    repeats: Identifier | None = Field(
        None,
        description="Indicator over dezelfde vraag: de nieuwe reeks van een oude, het jaarcijfer van maanden, of "
        "de andere helft van een geheel (koop en huur)",
    )

    @model_validator(mode="after")
    def _fields_fit_together(self) -> Self:
        if (self.topic is None) == (self.rate is None):
            raise ValueError("geef precies één van topic (een kolom) of rate (teller en noemer)")
        if self.is_full_count and self.margin != "telling":
            raise ValueError("is_full_count is alleen voor een telling: zet margin op telling")
        if self.strength and self.direction != "geen":
            raise ValueError("strength is alleen voor een onderwerp zonder gunstige kant: zet direction op geen")
        if self.statement and not ("{value}" in self.statement and "{area}" in self.statement):
            raise ValueError("een statement noemt {value} en {area}")
        if self.statement and dutch.is_rate(self.unit) and self.unit not in self.statement:
            raise ValueError(f"een statement noemt waarvan het cijfer een deel is: zet er '{self.unit}' in")
        if self.statement and dutch.is_amount(self.unit) and not _COUNTED.search(self.statement):
            raise ValueError("een statement noemt wat er is geteld: zet achter {value} een meervoud, zoals inwoners")
        if self.clause and {self.clause.count(mark) for mark in ("{more}", "{", "}")} != {1}:
            raise ValueError("een clause noemt {more} één keer, en geen andere accolades")
        return self

    @property
    def topics(self) -> tuple[Topic, ...]:
        """Return the columns of its own source that it is computed from."""
        if self.topic is not None:
            return (self.topic,)
        parts = (*self.rate.numerator, *self.rate.denominator) if self.rate else ()
        return tuple(topic for topic in parts if not (isinstance(topic, Denominator) and topic.source))


class Shared(Part):
    """The content of `indicators.yaml`: what is the same for every municipality."""

    method: Method
    sources: dict[Identifier, Source]
    indicators: tuple[Indicator, ...] = Field(min_length=1)


class OfProgramme(Part):
    """What a programme adds to it."""

    programme: Programme
    pillars: tuple[Division, ...] = Field(
        (), description="De grote doelen (strategische doelen), in de volgorde van lijsten"
    )
    levels: tuple[Division, ...] = Field(
        (), description="De niveaus waarop het programma werkt, in de volgorde van lijsten"
    )
    balance: tuple[BalanceItem, ...] = Field(
        (), description="Wat op de wipwap van een buurt weegt; leeg: er is geen wipwap"
    )
    goals: tuple[Goal, ...] = ()
    protocol: Protocol | None = Field(None, description="Wat over het oordeel vastligt voordat de cijfers er zijn")


_After = Annotated[
    Identifier | None,
    Field(description="Waar dit in lijsten achter komt; leeg: achter het vorige in dit bestand, het eerste achteraan"),
]


class OwnSource(Source):
    """A source of a programme alone."""

    after: _After = None


class OwnIndicator(Indicator):
    """An indicator of a programme alone."""

    after: _After = None


class ProgrammeFile(OfProgramme):
    """The content of `programma.yaml`: a programme, with sources and indicators that no other has."""

    sources: dict[Identifier, OwnSource] = {}
    stand_ins: dict[Identifier, StandIn] = Field(
        {}, description="Eigen bron van een gedeelde indicator, zolang daarvan niets is opgehaald"
    )
    indicators: tuple[OwnIndicator, ...] = ()


class Catalog(Shared, OfProgramme):
    """The content of both files together."""

    def indicator(self, indicator_id: str) -> Indicator:
        """Return the indicator with this id. Raises KeyError when there is none."""
        return {indicator.id: indicator for indicator in self.indicators}[indicator_id]

    def indicators_of(self, source_id: str) -> tuple[Indicator, ...]:
        """Return the indicators that come from this source."""
        return tuple(indicator for indicator in self.indicators if indicator.source == source_id)

    def topics_of(self, source_id: str) -> list[Topic]:
        """Return the columns of this source that its indicators are computed from, indicator by indicator."""
        return [topic for indicator in self.indicators_of(source_id) for topic in indicator.topics]

    def measures(self) -> Iterator[tuple[Goal, Measure]]:
        """Yield every measure with its goal, in the order of the file."""
        for goal in self.goals:
            for measure in goal.measures:
                yield goal, measure


def load(path: Path, programme: Path | None = None) -> Catalog:
    """Return the shared catalogue in a YAML file together with a programme: the chosen one (paths.programme) when no
    file is given.

    Raises CatalogError with a line per mistake: file, line number, place and message.
    """
    files = TwoFiles(path, programme or paths.programme())
    mistakes = list(references.contradictions(files.content))
    try:
        catalog = Catalog.model_validate(files.content)
    except ValidationError as error:
        files.require_none(yaml_errors.in_dutch(error) + mistakes)
        raise  # unreachable: every error has a mistake
    files.require_none(mistakes)
    return catalog


def json_schemas() -> dict[Path, str]:
    """Return the JSON schema of either file as text by its place, for editors that complete and check YAML."""
    models: dict[Path, type[Part]] = {paths.CATALOG_SCHEMA: Shared, paths.PROGRAMME_SCHEMA: ProgrammeFile}
    draft = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return {
        path: json.dumps({**draft, **model.model_json_schema()}, ensure_ascii=False, indent=2) + "\n"
        for path, model in models.items()
    }
