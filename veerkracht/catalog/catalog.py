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

    year: Annotated[Year, Field(description="Eerste jaar waarin de nieuwe indeling geldt")]
    old: AreaCode
    new: AreaCode
    is_same_area: Annotated[
        bool, Field(description="true: alleen de code is anders; oudere cijfers horen bij de nieuwe code")
    ] = False
    note: Text


class Event(Part):
    """A measure of the programme that may be visible in the figures: a mark on the time axis."""

    period: PeriodCode
    label: Text
    areas: Annotated[
        tuple[NamedCode, ...], Field(description="Gebieden waar het om gaat; leeg: het hele programma")
    ] = ()
    source: Annotated[str, Field(min_length=1, description="Document en plaats waar dit staat")]


class Plan(Part):
    """The document that has the goals of a programme, and the words in which texts refer to it."""

    title: Annotated[Text, Field(description="Titel van het document, zonder hoofdstuk")]
    goals: Annotated[str, Field(description="Waar de doelen erin staan, bijvoorbeeld: hoofdstuk 5")] = ""
    word: Annotated[Text, Field(description="Wat voor stuk het is, met ‘het’ ervoor: programmaplan")] = "plan"
    unsettled: Annotated[
        str, Field(description="Wat het zegt zonder te zeggen waarvan, zoals 5%; leeg als alles vastligt")
    ] = ""
    balance: Annotated[
        str, Field(description="Waar in het plan dragers en vragers staan; leeg als het die niet heeft")
    ] = ""

    @property
    def place(self) -> str:
        """Return the document with the place of the goals in it: 'Programmaplan Sterke Wijken, hoofdstuk 5'."""
        return f"{self.title}, {self.goals}" if self.goals else self.title


class Division(Part):
    """One of the parts that a programme divides its goals over, with a sentence on it."""

    name: Text
    sentence: Annotated[Text, Field(description="Wat het is, in één zin")]


class FocusArea(Part):
    """A focus area: one buurt or wijk, of which a file may have the code alone, or several of them under one name."""

    name: Annotated[str, Field(description="Naam van een aandachtsgebied van meer buurten of wijken")] = ""
    areas: Annotated[
        tuple[AreaCode, ...], Field(min_length=1, description="Codes van de buurten of wijken waar het uit bestaat")
    ]

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
    municipality: Annotated[AreaCode, Field(description="Gemeentecode, bijvoorbeeld GM0935")]
    municipality_name: Text
    municipality_word: Annotated[
        CityWord, Field(description="Hoe zinnen de gemeente noemen: gemeente, of stad als zij dat is")
    ] = "gemeente"
    country: AreaCode = areas.COUNTRY
    focus_areas: Annotated[
        tuple[FocusArea, ...],
        Field(
            min_length=1,
            max_length=areas.MOST_FOCUS,
            description="De aandachtsgebieden: de code van een buurt of wijk, of een naam (name) met codes (areas)",
        ),
    ]
    start_year: Year
    target_year: Year
    plan: Plan
    data_team: Annotated[Text | None, Field(description="Wie cijfers ophaalt bij de uitgevers; anders leeg")] = None
    boundary_year: Annotated[Year, Field(description="Jaar van de gebiedsindeling op de kaart")] = 2024
    minimum_denominator: Annotated[
        int, Field(ge=1, le=100_000, description="Geen verhoudingsgetal bij een kleinere noemer")
    ] = 100
    centre: Annotated[
        AreaCode | None, Field(description="Wijk met het winkelhart; Samenhang geeft ook een getal zonder haar buurten")
    ] = None
    area_changes: Annotated[
        tuple[AreaChange, ...], Field(description="Gebieden die een andere code of grens kregen, per jaar")
    ] = ()
    events: Annotated[tuple[Event, ...], Field(description="Ingrepen die als merkteken op de tijdas staan")] = ()
    introduction: Annotated[
        str, Field(description="Wat het programma is, in gewone taal; een lege regel begint een nieuwe alinea")
    ] = ""
    introduction_source: Annotated[str, Field(description="Waar de feiten daarin vandaan komen")] = ""

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
        own = self.municipality[2:6]
        return tuple(change.old for change in self.area_changes if change.is_same_area and change.old[2:6] != own)

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
    periods: Annotated[tuple[PeriodCode, ...], Field(description="Perioden die de tabel zeker heeft")] = ()
    title: Annotated[
        str,
        Field(min_length=1, description="Begin van de titel bij de uitgever; een andere titel geeft een waarschuwing"),
    ]
    filters: dict[str, str] = {}
    margins: Margins | None = None
    categories: Annotated[
        str | None, Field(description="Dimensie waarvan elk onderdeel een onderwerpgroep is, zoals SoortMisdrijf")
    ] = None
    has_months: Annotated[bool, Field(description="Neem ook alle maanden mee die de tabel heeft")] = False

    def includes(self, period: str) -> bool:
        """Return whether figures of a period that the publisher has are fetched."""
        if "-" in period:
            return self.has_months
        return period in self.periods or period > max(self.periods, default="")


class NextMeasurement(Part):
    """The period and the expected date of the next figures of a source."""

    period: PeriodCode
    expected: Annotated[str, BeforeValidator(str), WithJsonSchema({"type": ["string", "integer"]})]
    is_confirmed: Annotated[
        bool, Field(description="Of de uitgever deze meting heeft toegezegd; anders is zij mogelijk")
    ] = False
    note: str = ""


class AddingUp(Part):
    """How far the buurten together may lie from their municipality, in counts of a source."""

    slack: Annotated[float, Field(ge=0, description="Hoeveel het er per buurt mag schelen, door afronding")] = 2.5
    oddity: Annotated[
        str, Field(description="Waardoor het bij deze bron soms meer scheelt, voor wie de melding leest")
    ] = ""


class Source(Part):
    """A series of tables by one publisher; an indicator never mixes sources."""

    publisher: Text
    title: Text
    kind: Annotated[
        KindName, Field(description="; ".join(f"{kind.name}: {kind.meaning}" for kind in publisher_kinds.KINDS))
    ]
    host: HostName | None = None
    url: Annotated[str, Field(description="Pagina waar een lezer de tabel vindt; {table} is het tabelnummer")]
    licence: Text
    citation: Annotated[str, Field(description="Bronvermelding; {table} en {period} worden ingevuld")]
    note: str = ""
    next_measurement: NextMeasurement | None = None
    adding_up: Annotated[
        AddingUp | None,
        Field(description="Hoe de buurten optellen tot de gemeente; anders mag het 2,5 per buurt schelen"),
    ] = None
    is_survey: Annotated[bool, Field(description="Enquête: elk eigen cijfer noemt het aantal antwoorden (n)")] = False
    tables: Annotated[tuple[Table, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _host_fits_kind(self) -> Self:
        names = [host.name for host in self.publisher_kind.hosts]
        if self.host not in names if names else self.host is not None:
            raise ValueError(f"bij kind {self.kind} past host {' of '.join(names) or None}")
        return self

    @model_validator(mode="after")
    def _tables_name_periods(self) -> Self:
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

    names: Annotated[tuple[str, ...], Field(min_length=1)]
    unit: Annotated[tuple[str, ...], Field(min_length=1, description="Eenheid bij de uitgever, in alle spellingen")]
    group: Annotated[
        tuple[str, ...],
        Field(
            description="Titel van de onderwerpgroep of het onderdeel van categories, zonder code; "
            "totaal: het ene onderdeel waarvan de titel met dat woord begint of eindigt"
        ),
    ] = ()


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

    numerator: Annotated[tuple[Topic, ...], Field(min_length=1)]
    denominator: Annotated[tuple[Denominator, ...], Field(min_length=1)]
    factor: Annotated[float, Field(gt=0, le=1_000_000)]


class Break(Part):
    """The first period with another definition than before: figures across a break are not comparable."""

    period: PeriodCode
    reason: Text


class StandIn(Part):
    """The source of the figures as long as nothing of the indicator's own source was loaded."""

    source: Identifier
    topic: Annotated[Topic | None, Field(description="Alleen als de kolom daar anders heet")] = None
    note: Text


class Indicator(Part):
    """A measured quantity with its definition, its unit and the one source of all its periods."""

    id: Identifier
    theme: Theme
    label: Text
    definition: Text
    unit: Annotated[str, Field(min_length=1, description="Eenheid zoals de lezer die ziet")]
    population: Annotated[
        Population | None, Field(description="Over wie of wat het cijfer gaat; leeg als het iets anders telt")
    ] = None
    decimals: Annotated[int, Field(ge=0, le=3)]
    direction: Annotated[Direction, Field(description="Welke kant op is gunstig")] = "geen"
    strength: Annotated[
        Strength | None,
        Field(
            description="Zonder gunstige kant: of meer of minder een buurt sterk maakt, zoals een school dichtbij. Het "
            "Buurtprofiel noemt dat bij Sterk in deze buurt"
        ),
    ] = None
    source: Identifier
    stand_in: StandIn | None = None
    frequency: Annotated[Frequency, Field(description="Cijfers per jaar of per maand")] = "jaar"
    margin: Annotated[
        Margin, Field(description="Hoe zeker een cijfer is: telling, steekproef, interval van de bron, of onbekend")
    ] = "onbekend"
    is_full_count: Annotated[
        bool, Field(description="Alles is geteld, zodat het cijfer geen marge heeft; alleen bij een telling")
    ] = False
    rounded_to: Annotated[int, Field(ge=0, le=1000, description="Waarop de bron aantallen afrondt")] = 0
    statement: Annotated[str, Field(description="Vervolg van 'In 2024 …' met {value} en {area}")] = ""
    clause: Annotated[
        str,
        Field(
            description="Vervolg van 'Hier …' en 'In Maastricht …' in een portret, met {more} voor meer, minder, hoger "
            "of lager: 'voelen {more} mensen zich gezond'"
        ),
    ] = ""
    topic: Topic | None = None
    rate: Rate | None = None
    scale: Annotated[float, Field(gt=0, le=1_000_000, description="Vermenigvuldiging naar de getoonde eenheid")] = 1
    breaks: tuple[Break, ...] = ()
    is_model: Annotated[bool, Field(description="Modelschatting: signaleert, toont geen effect van beleid")] = False
    is_mean: Annotated[
        bool,
        Field(
            description="Gemiddelde over allen van de populatie, zodat een groep van buurten het gewogen gemiddelde "
            "heeft; niet bij een mediaan"
        ),
    ] = False
    note: str = ""
    synonyms: Annotated[tuple[Text, ...], Field(description="Andere woorden waarmee een lezer dit zoekt")] = ()
    repeats: Annotated[
        Identifier | None,
        Field(
            description="Indicator over dezelfde vraag: de nieuwe reeks van een oude, het jaarcijfer van maanden, of "
            "de andere helft van een geheel (koop en huur)"
        ),
    ] = None

    @model_validator(mode="after")
    def _topic_or_rate(self) -> Self:
        if (self.topic is None) == (self.rate is None):
            raise ValueError("geef precies één van topic (een kolom) of rate (teller en noemer)")
        return self

    @model_validator(mode="after")
    def _only_a_count_is_full(self) -> Self:
        if self.is_full_count and self.margin != "telling":
            raise ValueError("is_full_count is alleen voor een telling: zet margin op telling")
        return self

    @model_validator(mode="after")
    def _strength_without_direction(self) -> Self:
        if self.strength and self.direction != "geen":
            raise ValueError("strength is alleen voor een onderwerp zonder gunstige kant: zet direction op geen")
        return self

    @model_validator(mode="after")
    def _statement_can_be_filled(self) -> Self:
        if self.statement and not ("{value}" in self.statement and "{area}" in self.statement):
            raise ValueError("een statement noemt {value} en {area}")
        if self.statement and dutch.is_rate(self.unit) and self.unit not in self.statement:
            raise ValueError(f"een statement noemt waarvan het cijfer een deel is: zet er '{self.unit}' in")
        if self.statement and dutch.is_amount(self.unit) and not _COUNTED.search(self.statement):
            raise ValueError("een statement noemt wat er is geteld: zet achter {value} een meervoud, zoals inwoners")
        return self

    @model_validator(mode="after")
    def _clause_can_be_filled(self) -> Self:
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
    """The content of `indicators.yaml`: what holds for every municipality."""

    method: Method
    sources: dict[Identifier, Source]
    indicators: Annotated[tuple[Indicator, ...], Field(min_length=1)]


class OfProgramme(Part):
    """What a programme adds to it."""

    programme: Programme
    pillars: Annotated[
        tuple[Division, ...], Field(description="De grote doelen (strategische doelen), in de volgorde van lijsten")
    ] = ()
    levels: Annotated[
        tuple[Division, ...], Field(description="De niveaus waarop het programma werkt, in de volgorde van lijsten")
    ] = ()
    balance: Annotated[
        tuple[BalanceItem, ...], Field(description="Wat op de wipwap van een buurt weegt; leeg: er is geen wipwap")
    ] = ()
    goals: tuple[Goal, ...] = ()
    protocol: Annotated[
        Protocol | None, Field(description="Wat over het oordeel vastligt voordat de cijfers er zijn")
    ] = None


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
    stand_ins: Annotated[
        dict[Identifier, StandIn],
        Field(description="Eigen bron van een gedeelde indicator, zolang daarvan niets is opgehaald"),
    ] = {}
    indicators: tuple[OwnIndicator, ...] = ()


class Catalog(Shared, OfProgramme):
    """The content of both files together."""

    def indicator(self, indicator_id: str) -> Indicator:
        """Return the indicator with this id. Raises KeyError when there is none."""
        return {indicator.id: indicator for indicator in self.indicators}[indicator_id]

    def indicators_of(self, source_id: str) -> tuple[Indicator, ...]:
        """Return the indicators that come from this source."""
        return tuple(indicator for indicator in self.indicators if indicator.source == source_id)

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
