-- De tabellen van de database: de enige definitie. etl/build/build.py bouwt ze in hun geheel, de queries van veerkracht
-- lezen ze. Type goal_status_name maakt database.py vooraf, uit veerkracht/core/statuses.py.
--
-- Wat hier bij een tabel of kolom staat, staat ook in de database zelf (comments.py) en in docs/database.md. Daarom is het
-- Nederlands: een onderzoeker van de gemeente die het bestand opent, leest het.
-- Elk moment is in UTC; pagina's tonen de tijd van Nederland (veerkracht/core/moments.py).
--
-- Wat in elke tabel hetzelfde betekent, en alleen hier staat:
--   indicator_id: het onderwerp, zie tabel indicator
--   area_code: CBS-code van het gebied, zie tabel area; SAMEN zijn de buurten van het programma samen
--   period: jaar (2024), maand (2024-05) of gemiddelde over jaren (2022/2024)
--   position: plaats in de volgorde
--   source_id: de bron, zie tabel source
--   snapshot_id: de kopie van een tabel waar het cijfer uit komt, zie tabel snapshot
--   table_id: code van de tabel bij de bron
--   goal_id: nummer van het operationele doel, zie tabel goal
--   measure_id: de maat van een doel, zie tabel goal_measure
--   effort_id: de inspanning, zie tabel effort
--   decision_id: het besluit, zie tabel decision
--   story_id: het verhaal, zie tabel story
--   boundary_year: jaar van de indeling in wijken en buurten
--   parent_code: code van het gebied waar dit gebied in ligt; leeg bij het land
--   boundary_change: sinds het jaar ervoor, zegt de bron: 1 niets, 2 een andere code, 3 een andere grens
--   year: jaar
--   name: naam
--   label: naam op het scherm
--   title: titel
--   note: opmerking: wat je hierbij moet weten
--   unit: eenheid
--   decimals: met hoeveel decimalen het dashboard het cijfer toont
--   direction: welke kant op goed is
--   licence: onder welke voorwaarden je dit mag gebruiken
--   value: het cijfer, in zijn eenheid
--   lower: ondergrens van het cijfer, 95% zeker; leeg als die niet bekend is
--   upper: bovengrens van het cijfer, 95% zeker; leeg als die niet bekend is
--   margin_kind: waar die grenzen vandaan komen, zie type margin_kind; leeg als zij niet bekend zijn
--   numerator: van een verhoudingscijfer: de teller waarmee het is berekend; ook van een gebied dat te klein is voor een cijfer
--   figure_status: of de bron het cijfer nog kan wijzigen, zie kolom status van observation
--   status: de stand van het doel
--   reason: waarom dat zo is
--   reading: hoe de streefwaarde is gelezen
--   certainty: of de marge van het cijfer bekend is
--   target: de streefwaarde; leeg als het plan geen getal noemt
--   path: wat het pad naar het doel in deze periode vraagt
--   detectable_change: kleinste verandering die deze cijfers kunnen aantonen, met de zekerheid van een oordeel
--   axis: as van de Veerkrachtkaart, zie tabel resilience_axis
--   sign: 1: meer telt zwaarder mee; -1: minder telt zwaarder mee
--   since: sinds wanneer dat zo is
--   noticed_at: wanneer een bouw van de database dit zag
--   target_year: jaar waarin de streefwaarde gehaald moet zijn
--   message: Nederlandse zin over wat er gebeurde
--   area_codes: de gebieden waar het over gaat; geen: het hele programma

create type area_level as enum ('buurt', 'wijk', 'gemeente', 'land', 'groep');
create type figure_status as enum (
    'definitief',     -- zegt de bron
    'voorlopig',      -- de bron kan het nog wijzigen
    'nader_voorlopig',
    'niet_bevestigd', -- overgenomen uit een kopie, en niet vergeleken met de bron
    'afgeleid'        -- door ons berekend uit gepubliceerde cijfers
);
create type missing_reason as enum (
    'not_published',  -- de bron heeft nog voor geen enkel gebied een cijfer
    'suppressed',     -- de bron geeft het voor dit gebied niet
    'not_in_table',   -- in de tabel van deze periode staat het onderwerp of het gebied niet
    'not_included',   -- de meegeleverde kopie heeft het niet; python -m etl haalt het op
    'unreadable',     -- de kopie van de tabel was niet te lezen, en een eerdere database heeft het niet
    'too_small',      -- de noemer is te klein voor een verhoudingscijfer
    'not_measured',   -- eigen cijfers: het bestand heeft er geen van dit gebied
    'too_few',        -- eigen cijfer van te weinig mensen om te tonen, of waarmee zo'n cijfer is uit te rekenen
    -- alleen van een aandachtsgebied of eigen groep van meer buurten, waarvan wij het cijfer berekenen
    'group_part',     -- een buurt van de groep heeft geen cijfer
    'group_editions', -- de cijfers van de buurten komen uit verschillende uitgaven
    'group_model',    -- schattingen van een rekenmodel zijn niet samen te nemen
    'group_survey',   -- antwoorden uit steekproeven zijn niet samen te nemen
    'group_average',  -- medianen en gemiddelden van een onbekend aantal zijn niet samen te nemen
    'group_weight',   -- het aantal waarmee de buurten meetellen is niet bekend
    'group_weight_not_included' -- dat aantal heeft de meegeleverde kopie niet; python -m etl haalt het op
);
create type margin_kind as enum (
    'gepubliceerd',   -- de grenzen van de bron
    'telling',        -- berekend: hoe sterk zulke aantallen schommelen, zie tabel count_spread
    'steekproef',     -- berekend uit het aantal antwoorden, met een aanname over de steekproef
    'vergelijking'    -- geschat uit de veranderingen van vergelijkbare buurten, zie tabel margin_comparison
);

-- Eén rij: het programma, en de gebieden die elk overzicht naast elkaar zet.
create table programme (
    name varchar not null,  -- naam van het programma
    municipality_code varchar not null,  -- CBS-code van de gemeente
    municipality_name varchar not null,  -- naam van de gemeente
    municipality_word varchar not null check (municipality_word in ('gemeente', 'stad')),  -- hoe zinnen haar noemen
    country_code varchar not null,  -- CBS-code van het land
    focus_area_codes varchar[] not null check (len(focus_area_codes) > 0),  -- de aandachtsgebieden: waar het programma over gaat
    start_year integer not null,  -- eerste jaar van het programma
    target_year integer not null check (target_year > start_year),
    boundary_year integer not null,  -- jaar van de indeling die de kaart tekent
    centre_code varchar,  -- de wijk met het winkelhart; leeg als de catalogus er geen noemt
    inhabitants_indicator_id varchar not null,  -- het onderwerp dat de inwoners telt
    inhabitants_period varchar not null,  -- van de inwoners waarmee percentages aantallen worden
    plan varchar not null,  -- het document met de doelen, en waar die erin staan
    plan_word varchar not null,  -- wat voor stuk dat is
    plan_unsettled varchar not null,  -- wat het zegt zonder te zeggen waarvan; leeg als alles vastligt
    plan_balance varchar not null,  -- waar het plan over de balans gaat; leeg als het dat niet doet
    introduction varchar not null,  -- wat het programma is, voor een nieuwe lezer; een lege regel begint een alinea
    introduction_source varchar not null  -- waar die tekst vandaan komt
);

-- Eén rij per gebied dat een andere code of grens kreeg, volgens de catalogus.
create table area_change (
    year integer not null,  -- het eerste jaar van de nieuwe indeling
    old_code varchar not null,  -- code ervoor
    new_code varchar not null,  -- code erna
    is_same_area boolean not null,  -- alleen de code is anders: oudere cijfers staan onder de nieuwe code
    note varchar not null,
    primary key (year, old_code, new_code)
);

-- Eén rij per gebeurtenis in het programma die in de cijfers te zien kan zijn.
create table programme_event (
    position integer primary key,
    period varchar not null,
    label varchar not null,
    area_codes varchar[] not null,
    source varchar not null  -- waar dat staat
);

-- Eén rij per groot doel of niveau waarover het programma zijn doelen verdeelt, in de volgorde van lijsten.
create table programme_division (
    kind varchar not null check (kind in ('pillar', 'level')),  -- pillar is een groot doel, level een niveau
    position integer not null,
    name varchar not null,
    sentence varchar not null,  -- wat het is
    primary key (kind, position),
    unique (kind, name)
);

-- Eén rij per bron: een reeks tabellen van één uitgever.
create table source (
    source_id varchar primary key,  -- vaste code van de bron
    position integer not null unique,
    publisher varchar not null,  -- wie de cijfers uitgeeft
    title varchar not null,
    kind varchar not null,  -- hoe de cijfers binnenkomen (veerkracht/catalog/publisher_kinds.py)
    url varchar not null,  -- webadres; {table} is de code van de tabel
    licence varchar not null,
    citation varchar not null,  -- zo noem je de bron; {table} en {period} zijn tabel en periode
    note varchar not null,
    next_period varchar,  -- waar de volgende cijfers over gaan; leeg als dat niet bekend is
    next_expected varchar,  -- wanneer die worden verwacht
    next_is_confirmed boolean not null,  -- of de uitgever die heeft toegezegd
    next_note varchar not null,  -- opmerking bij die verwachting
    check ((next_period is null) = (next_expected is null))
);

-- Eén rij per periode waarover een bron cijfers heeft, opgehaald of niet, met de tabel waar ze in staan.
create table source_period (
    source_id varchar not null references source (source_id),
    period varchar not null,
    table_id varchar not null,
    primary key (source_id, period)
);

-- Eén rij per kopie van een tabel van een bron waar de database uit is gebouwd.
create table snapshot (
    snapshot_id varchar primary key,  -- code van de kopie: tabel@uitgave
    source_id varchar not null references source (source_id),
    table_id varchar not null,
    edition varchar not null,  -- uitgave van de tabel: een jaar, of de dag waarop zij zo was
    title varchar not null,  -- titel van de tabel bij de bron
    -- hoe de kopie in het dashboard kwam: meegeleverd, opgehaald, of lokaal (een eigen bestand)
    origin varchar not null check (origin in ('meegeleverd', 'opgehaald', 'lokaal')),
    is_complete boolean not null,  -- of de kopie de hele tabel voor deze gemeente bevat
    is_invented boolean not null,  -- of de cijfers zijn verzonnen, om het dashboard te proberen
    retrieved_at varchar not null,  -- wanneer de tabel is opgehaald, zo precies als bekend
    modified_at varchar,  -- wanneer de bron de tabel het laatst wijzigde, voor zover bekend
    fact_count integer not null check (fact_count > 0),  -- hoeveel gegevens de kopie heeft
    sha256 varchar not null check (length(sha256) = 64),  -- controlegetal van de kopie
    note varchar not null,
    door varchar not null  -- de server waar de kopie is opgehaald, of 'bestand'; leeg als niet bekend
);

-- Eén rij: wanneer deze database is gebouwd, wat haar van elke andere onderscheidt, en waaruit.
create table build (
    built_at timestamp not null,  -- wanneer, in UTC
    timezone varchar not null check (timezone = 'UTC'),  -- van elk moment; eerdere versies hadden die van de machine
    fingerprint varchar not null  -- controlegetal van catalogus, gegevens en code waar zij uit is gebouwd
);

-- Eén rij per keer dat gegevens zijn opgehaald, ook als dat mislukte.
create table run (
    started_at timestamp primary key,  -- begin
    finished_at timestamp not null check (finished_at >= started_at),  -- einde
    command varchar not null,  -- het commando
    outcome varchar not null check (outcome in ('gelukt', 'deels gelukt', 'mislukt')),  -- hoe het afliep
    message varchar not null
);

-- Eén rij per gebied en jaar van de indeling. View gebied heeft één rij per gebied.
create table area (
    area_code varchar not null,  -- CBS-code: BU buurt, WK wijk, GM gemeente, NL land; GR een aandachtsgebied van ons
    boundary_year integer not null,
    name varchar not null check (length(name) > 0),
    level area_level not null,  -- soort gebied; groep is een aandachtsgebied van meer buurten, zie tabel composition
    parent_code varchar,
    boundary_change varchar check (boundary_change in ('1', '2', '3')),
    primary key (area_code, boundary_year),
    check ((level in ('land', 'groep')) = (parent_code is null))
);

-- Eén rij per aandachtsgebied van meer buurten of wijken. Zijn cijfers staan in observation: door ons berekend uit die van
-- zijn buurten.
create table composition (
    area_code varchar primary key,
    buurten varchar[] not null check (len(buurten) > 1)  -- CBS-codes van zijn buurten
);

-- Eén rij per vaste groep van buurten, uit groepen.yaml; een interne staat alleen in de interne database. Haar cijfers
-- ontstaan bij het lezen, uit die van haar buurten.
create table area_group (
    position integer primary key,
    name varchar not null unique,
    parts varchar[] not null check (len(parts) > 0)  -- codes van buurten, wijken of de gemeente; met een min: zonder
);

-- Eén rij per gebied dat de kaart kan tekenen.
create table area_geometry (
    area_code varchar not null,
    boundary_year integer not null,
    geojson varchar not null check (json_valid(geojson)),  -- de omtrek in WGS84, als GeoJSON
    outline_year integer not null,  -- jaar waarvan de omtrek is; een ander dan dat van de indeling: vereenvoudigd
    primary key (area_code, boundary_year)
);

-- Eén rij per onderwerp van de catalogus, in haar volgorde.
create table indicator (
    indicator_id varchar primary key,  -- vaste code van het onderwerp
    position integer not null unique,
    theme varchar not null,  -- thema
    label varchar not null,  -- naam van het onderwerp
    definition varchar not null,  -- wat het cijfer meet
    unit varchar not null,  -- eenheid van alle cijfers van het onderwerp
    population varchar,  -- over wie of wat het cijfer gaat, een code; leeg als het iets anders telt
    decimals integer not null check (decimals between 0 and 3),
    direction varchar not null check (direction in ('omhoog', 'omlaag', 'geen')),
    -- zonder gunstige kant: of meer of minder een buurt sterk maakt, zoals een school dichtbij; anders leeg
    strength varchar check (strength in ('meer', 'minder')),
    frequency varchar not null check (frequency in ('jaar', 'maand')),  -- cijfers per jaar of per maand
    source_id varchar not null references source (source_id),
    -- waar de marge vandaan komt: telling (toeval in het aantal), steekproef (aantal antwoorden), interval (grenzen van
    -- de bron) of onbekend
    margin varchar not null check (margin in ('telling', 'steekproef', 'interval', 'onbekend')),
    rounded_to integer not null check (rounded_to >= 0),  -- waarop de bron aantallen afrondt; 0 als dat niet bekend is
    statement varchar not null,  -- hoe een zin verdergaat na 'In 2024 …', met {value} en {area}
    -- hoe een zin van een portret verdergaat na 'Hier …', met {more} voor meer of minder; leeg als die er niet is
    clause varchar not null,
    is_full_count boolean not null,  -- of alles is geteld, zodat het cijfer geen marge heeft
    is_model boolean not null,  -- of de bron buurtcijfers met een rekenmodel schat
    is_mean boolean not null,  -- of het een gemiddelde is over allen van de populatie
    note varchar not null,
    repeats varchar  -- onderwerp over dezelfde vraag: nieuwe reeks, jaarcijfer of andere helft van een geheel; anders leeg
);

-- Eén rij per breuk: cijfers vanaf deze periode zijn niet te vergelijken met die ervoor.
create table indicator_break (
    indicator_id varchar not null references indicator (indicator_id),
    period varchar not null,  -- de eerste periode na de breuk
    reason varchar not null,  -- wat er anders is
    primary key (indicator_id, period)
);

-- Eén rij per onderwerp en ander woord waarmee een lezer het zoekt.
create table synonym (
    indicator_id varchar not null references indicator (indicator_id),
    word varchar not null,  -- het woord
    primary key (indicator_id, word)
);

-- Eén rij per onderwerp waarmee gebieden worden vergeleken om te vinden welke op elkaar lijken.
create table similarity_measure (
    position integer primary key,
    indicator_id varchar not null unique references indicator (indicator_id)
);

-- De tabel met cijfers: één rij per onderwerp, periode en gebied, in die volgorde. View cijfers heeft de namen erbij.
create table observation (
    indicator_id varchar not null references indicator (indicator_id),
    period varchar not null,
    area_code varchar not null,
    value double,  -- het cijfer, in de eenheid van het onderwerp; leeg als er geen is
    lower double,
    upper double,
    margin_kind margin_kind,
    numerator double,
    -- de noemer van een verhoudingscijfer; van een percentage uit een steekproef: het aantal antwoorden
    denominator double,
    status figure_status,  -- of de bron het cijfer nog kan wijzigen; leeg als er geen cijfer is
    -- waarom er geen cijfer is, zie type missing_reason en kolom reden van cijfers; leeg als er een cijfer is
    missing missing_reason,
    note varchar,  -- bij eigen cijfers: hun bron en opmerking
    snapshot_id varchar references snapshot (snapshot_id),
    primary key (indicator_id, period, area_code),
    check ((value is null) = (missing is not null)),
    check ((value is null) = (status is null)),
    check (value is null or isfinite(value)),
    check (value is null or snapshot_id is not null),
    check ((lower is null) = (upper is null)),
    check ((lower is null) = (margin_kind is null)),
    check (lower is null or (lower <= value and value <= upper))
);

-- Eén rij per cijfer van een aandachtsgebied van meer buurten: hoe het is berekend, of waarom het er niet is.
create table composed_figure (
    indicator_id varchar not null references indicator (indicator_id),
    period varchar not null,
    area_code varchar not null references composition (area_code),
    -- som: opgeteld; verhouding: aantallen opgeteld en op elkaar gedeeld; gewogen: gemiddelde naar aantal inwoners,
    -- huishoudens of woningen; oppervlakte: opgeteld en gedeeld door de oppervlakte; leeg als er geen cijfer is
    way varchar check (way in ('som', 'verhouding', 'gewogen', 'oppervlakte')),
    missing missing_reason,  -- waarom er geen cijfer is; leeg als er een cijfer is
    lacking varchar[] not null,  -- CBS-codes van de buurten zonder cijfer: daardoor ontbreekt het, of zij tellen niet mee
    -- van een telling: de som van de kwadraten van het deel van elke buurt; hoe lager, hoe minder het aantal schommelt
    concentration double check (concentration > 0 and concentration <= 1),
    primary key (indicator_id, period, area_code)
);

-- Eén rij per gebied buiten de gemeente (gemeenten, wijken en buurten) en jaar van de indeling.
create table area_elsewhere (
    area_code varchar not null,
    boundary_year integer not null,
    name varchar not null,
    level area_level not null,  -- soort gebied
    parent_code varchar,
    boundary_change varchar
);

-- Eén rij per landelijke kopie van een tabel van een bron, met de kolommen van snapshot.
create table snapshot_elsewhere as from snapshot;

-- Eén rij per cijfer van een gebied buiten de gemeente, op volgorde van onderwerp, periode en gebied; lege cijfers
-- staan er niet in. Een tabel apart, zodat de gemeente zien evenveel kost met en zonder de rest van het land.
create table elsewhere (
    indicator_id varchar not null,
    period varchar not null,
    area_code varchar not null,  -- CBS-code van het gebied, zie tabel area_elsewhere
    value double not null,
    lower double,  -- ondergrens zoals de bron die geeft, 95% zeker
    upper double,  -- bovengrens zoals de bron die geeft, 95% zeker
    numerator double,
    denominator double,  -- de noemer van een verhoudingscijfer
    status figure_status not null,  -- of de bron het cijfer nog kan wijzigen
    snapshot_id varchar not null  -- de kopie van een tabel waar het cijfer uit komt, zie tabel snapshot_elsewhere
);

-- Eén rij: hoe buurten elders in het land worden gevonden die lijken op een buurt van de gemeente.
create table similar_elsewhere (
    indicator_ids varchar[] not null check (len(indicator_ids) > 0),  -- de onderwerpen waarmee dat gebeurt
    period varchar not null,  -- van die onderwerpen, liefst voor het begin van het programma
    frozen_on date,  -- wanneer die cijfers zijn vastgelegd; leeg als die van nu tellen
    area_count integer not null check (area_count > 0),  -- hoeveel buurten er worden gezocht
    smallest_population double not null,  -- minste aantal inwoners van zo'n buurt
    lowest double not null,  -- onderkant van de band van hun veranderingen, in procent van de buurten
    -- bovenkant van die band
    highest double not null check (0 < lowest and lowest < 50 and 50 < highest and highest < 100),
    municipality_codes varchar[] not null  -- gemeenten waarvan de buurten niet meedoen, tenzij de lezer anders kiest
);

-- Eén rij per buurt van Nederland en vastgelegd kenmerk waarmee buurten elders worden gevonden; ook haar inwoners.
create table similar_feature (
    area_code varchar not null,
    indicator_id varchar not null references indicator (indicator_id),
    value double not null,
    primary key (area_code, indicator_id)
);

-- Eén rij per operationeel doel.
create table goal (
    goal_id integer primary key,  -- nummer van het doel in het plan
    name varchar not null,  -- naam van het doel
    level varchar not null,  -- deel van het plan waar het doel bij hoort
    strategic_goals varchar[] not null check (len(strategic_goals) > 0),  -- de strategische doelen waar het bij hoort
    target_text varchar not null,  -- het doel zoals het plan het noemt
    place varchar not null  -- waar het in het plan staat
);

-- Eén rij per doel en ander woord waarmee een lezer het zoekt.
create table goal_synonym (
    goal_id integer not null references goal (goal_id),
    word varchar not null,  -- het woord
    primary key (goal_id, word)
);

-- Eén rij per maat van een doel: hoe het wordt gemeten, en hoe de streefwaarde is gelezen.
create table goal_measure (
    measure_id varchar primary key,  -- nummer van het doel, met een letter als er meer maten zijn
    position integer not null unique,
    goal_id integer not null references goal (goal_id),
    -- het onderwerp dat de maat meet; leeg als er nog geen bron is
    indicator_id varchar references indicator (indicator_id),
    label varchar not null,
    more varchar not null,  -- zin zonder punt als het cijfer hoger werd; leeg als die niet bekend is
    fewer varchar not null,  -- zin zonder punt als het cijfer lager werd
    unit varchar not null,
    counted varchar not null,  -- wat het aantal achter een verhoudingscijfer telt
    decimals integer not null check (decimals between 0 and 3),
    direction varchar not null check (direction in ('omhoog', 'omlaag', 'geen')),
    reading varchar not null check (reading in ('procentpunt', 'procent', 'inwoners', 'norm', 'richting')),
    amount double,  -- het getal in de streefwaarde; leeg als alleen de richting telt
    is_yearly boolean not null,  -- of de streefwaarde elk jaar geldt
    is_shared boolean not null,  -- of de streefwaarde er één is voor de buurten van het programma samen
    -- of die lezing voorlopig of vastgesteld is
    reading_status varchar not null check (reading_status in ('voorlopig', 'vastgesteld')),
    decision varchar,  -- besluit waarin de lezing is vastgesteld; leeg als zij voorlopig is
    target_year integer not null,
    baseline_period varchar,  -- periode van de nulmeting in het plan
    baseline_note varchar not null,  -- wat je over de nulmeting moet weten
    source_text varchar not null,  -- de bron zoals het plan die noemt
    proxy varchar not null,  -- waarin de maat iets anders meet dan het doel zegt
    notes varchar[] not null,  -- wat je over de maat moet weten
    planned_source varchar not null,  -- bron die het cijfer moet gaan geven; anders een lege tekst
    has_source boolean not null,  -- of er een bron bestaat
    first_period varchar,  -- eerste periode die zal worden gemeten, voor zover bekend
    years_between integer,  -- om de hoeveel jaar er een meting is; leeg als dat niet bekend is
    -- waar staat wie wat doet zolang er geen cijfers zijn; leeg als dat nergens staat
    follow_up_source varchar,
    check ((reading = 'richting') = (amount is null)),
    check (reading_status = 'voorlopig' or decision is not null),
    check (indicator_id is not null or planned_source <> '')
);

-- Eén rij per kopie van een tabel die bij de bouw van deze database niet te lezen was.
create table unreadable (
    snapshot_id varchar not null,
    message varchar not null,  -- welke tabel dat is, en wat er met haar cijfers is gebeurd
    primary key (snapshot_id, message)
);

-- Eén rij per maat en gebied met een nulmeting, zoals vastgesteld in het plan.
create table goal_baseline (
    measure_id varchar not null references goal_measure (measure_id),
    area_code varchar not null,
    value double not null,  -- de nulmeting
    primary key (measure_id, area_code)
);

-- Eén rij per maat en onderwerp dat er iets over zegt zonder de maat te zijn, zolang de maat geen cijfer heeft.
create table goal_related (
    measure_id varchar not null references goal_measure (measure_id),
    position integer not null,
    indicator_id varchar not null references indicator (indicator_id),
    primary key (measure_id, indicator_id)
);

-- Eén rij per inspanning: wat er voor het programma wordt gedaan, de meegeleverde eerst.
create table effort (
    effort_id varchar primary key,  -- vaste code van de inspanning
    position integer not null unique,
    name varchar not null,
    -- soort inspanning
    kind varchar not null check (kind in ('thema', 'plan', 'project', 'voorziening', 'activiteit')),
    -- of de koppeling aan doelen voorlopig of vastgesteld is
    link_status varchar not null check (link_status in ('voorlopig', 'vastgesteld')),
    is_for_all_goals boolean not null,  -- of zij voor alle doelen is
    area_codes varchar[] not null,
    partners varchar[] not null,  -- wie meedoen
    first_period varchar,  -- wanneer zij begon; leeg als dat niet bekend is
    last_period varchar,  -- wanneer zij eindigt; leeg als dat niet bekend is
    state varchar not null check (state in ('voorgenomen', 'loopt', 'klaar', 'gestopt', 'onbekend')),  -- hoe ver zij is
    state_period varchar,  -- wanneer dat zo was
    note varchar not null,
    source varchar not null,  -- waar dat staat
    is_own boolean not null  -- uit het eigen bestand van de gemeente
);

-- Eén rij per inspanning en doel waar zij voor is.
create table effort_goal (
    effort_id varchar not null references effort (effort_id),
    goal_id integer not null references goal (goal_id),
    primary key (effort_id, goal_id)
);

-- Eén rij per wat een inspanning telt, en jaar.
create table effort_count (
    effort_id varchar not null references effort (effort_id),
    position integer not null,
    name varchar not null,  -- wat zij telt
    unit varchar not null,
    year integer not null,
    planned double,  -- aantal volgens plan
    realised double,  -- behaald aantal
    missing missing_reason,  -- waarom het behaalde aantal niet bekend is: not_measured of too_few
    primary key (effort_id, position, year),
    check ((realised is null) = (missing is not null))
);

-- Eén rij per onderwerp dat meeweegt aan een kant van de wipwap van een buurt.
create table balance_item (
    position integer primary key,
    -- kant van de wipwap
    side varchar not null check (side in ('dragers', 'vragers', 'zelfredzaamheid', 'samenredzaamheid')),
    indicator_id varchar not null references indicator (indicator_id),
    -- ander onderwerp, zolang het eerste geen cijfers van buurten heeft
    fallback_id varchar references indicator (indicator_id),
    sign integer not null check (sign in (1, -1)),
    -- maat waarvan de nulmeting van het plan geldt zolang er geen andere cijfers zijn
    measure_id varchar references goal_measure (measure_id),
    reason varchar not null  -- waarom het daar meeweegt
);

-- Eén rij per drempel van de methode.
create table threshold (
    threshold_id varchar primary key,  -- vaste code van de drempel
    position integer not null unique,
    label varchar not null,  -- naam van de drempel
    value double not null check (value > 0),  -- het getal
    since date not null,  -- sinds wanneer het geldt
    reason varchar not null  -- waarom
);

-- Eén rij per onderwerp dat een telling is: hoe sterk zulke aantallen schommelen. De variantie van de logaritme van een
-- aantal n is phi / n + tau2 / 2, die van een verandering tussen twee jaren phi x (1/n + 1/m) + tau2.
create table count_spread (
    indicator_id varchar primary key references indicator (indicator_id),
    phi double not null check (phi >= 1),  -- schommeling door toeval: 1 bij zuiver toeval
    tau2 double not null check (tau2 >= 0),  -- schommeling die ook grote aantallen hebben
    -- waar dat uit is geschat: alle buurten van het land, die van de gemeente, of een aanname
    basis varchar not null check (basis in ('landelijk', 'gemeente', 'aanname')),
    buurt_count integer not null,  -- uit hoeveel buurten
    pair_count integer not null,  -- uit hoeveel veranderingen van een jaar (of maand) op het volgende
    first_period varchar,  -- eerste periode die meetelde
    last_period varchar,  -- laatste periode die meetelde
    check ((pair_count = 0) = (basis = 'aanname'))
);

-- Eén rij per onderwerp dat een telling is en grootte van het aantal: of de marge klopt voor zulke aantallen.
create table count_coverage (
    indicator_id varchar not null references indicator (indicator_id),
    above integer not null,  -- aantallen groter dan dit
    up_to integer,  -- tot en met dit aantal; leeg als er geen grens is
    pair_count integer not null,  -- hoeveel veranderingen
    share double not null check (share between 0 and 1),  -- welk deel daarvan binnen de marge van 80% ligt
    message varchar not null,  -- als dat minder dan 75% of meer dan 88% is; anders een lege tekst
    primary key (indicator_id, above)
);

-- Eén rij per onderwerp, twee perioden, soort gebied en grootte: hoe ver de veranderingen van vergelijkbare gebieden
-- elders liggen van die van hun gemeente. Daaruit volgt een marge voor cijfers zonder andere marge.
create table margin_comparison (
    indicator_id varchar not null references indicator (indicator_id),
    first_period varchar not null,  -- van deze periode
    last_period varchar not null,  -- tot deze periode
    level area_level not null,  -- soort gebied
    smallest integer not null,  -- gebieden met zoveel inwoners of meer, tot de volgende grens
    area_count integer not null,  -- hoeveel gebieden dat zijn
    low double not null,  -- 10% van de veranderingen is lager
    high double not null check (high > low),  -- 10% van de veranderingen is hoger
    is_ratio boolean not null,  -- of dat logaritmen van verhoudingen zijn; anders verschillen in de eenheid
    error double not null check (error > 0),  -- standaardfout van een verandering: (high - low) / 2,563
    primary key (indicator_id, first_period, last_period, level, smallest)
);

create type status_certainty as enum ('marge bekend', 'marge geschat', 'marge met aanname', 'marge onbekend', 'volledig geteld');

-- Eén rij per maat en buurt van het programma, en bij een telling ook voor die buurten samen (gebied SAMEN). Waarden
-- zijn niet afgerond. Verandering, afstand en hun grenzen zijn positief in de gunstige richting. Streefwaarde en pad
-- beginnen bij de nulmeting zoals de bron die nu geeft (is die er niet, dan zoals vastgesteld), die met _adopted bij de
-- vastgestelde nulmeting.
create table goal_status (
    goal_id integer not null references goal (goal_id),
    measure_id varchar not null references goal_measure (measure_id),
    area_code varchar not null,
    reading varchar not null,
    baseline_period varchar,  -- periode van de nulmeting
    baseline_adopted double,  -- de nulmeting zoals vastgesteld in het plan; van SAMEN door ons gewogen
    baseline_published double,  -- de nulmeting zoals de bron die nu geeft
    target double,
    period varchar,  -- van het nieuwste cijfer dat met de nulmeting te vergelijken is
    value double,  -- dat cijfer; zijn marge staat in observation, en van de buurten samen in combined_observation
    figure_status figure_status,
    path double,  -- wat het pad in deze periode vraagt
    deviation double,  -- hoe ver het cijfer van het pad ligt
    change_from varchar,  -- waarmee de verandering is berekend: de nulmeting, of bij een telling het gemiddelde van jaren
    change double,  -- verandering sinds change_from
    change_lower double,  -- ondergrens van de verandering, met de zekerheid van een oordeel
    change_upper double,  -- bovengrens van de verandering, met de zekerheid van een oordeel
    -- het cijfer in change_from waarmee is vergeleken; bij een norm zonder pad de norm zelf
    from_value double,
    error double,  -- standaardfout van wat beoordeeld is: de verandering, of bij een norm zonder pad het cijfer
    error_scale varchar check (error_scale in ('verschil', 'logaritme')),  -- waarvan de fout is: verschil of logaritme
    factor double,  -- hoeveel standaardfouten de marge naar elke kant is, bij de zekerheid van een oordeel
    -- alleen bij een logaritme: het cijfer in change_from voor de verhouding; van nul dat van één geteld geval
    ratio_from double,
    ratio_to double,  -- hetzelfde van het nieuwste cijfer
    share double,  -- welk deel van de nodige verandering er is; 1 is alles
    status goal_status_name not null,
    certainty status_certainty,
    reason varchar not null,
    lack varchar,  -- wat er ontbreekt voor een stand, een code; leeg als er een cijfer is
    -- waarom er geen cijfer is: een van zes redenen, die elk iets anders van iemand vragen
    why_no_figure varchar check (why_no_figure in (
        'niet opgehaald', 'wacht op nieuwe meting', 'bron niet aangesloten', 'vraag bestaat nog niet', 'maat vervallen',
        'niet samen te nemen'
    )),
    next_step varchar,  -- wat er nodig is voor een cijfer, als zin
    owner varchar,  -- wie dat doet; leeg als dat niet bekend is
    next_date varchar,  -- wanneer, in woorden; leeg als dat niet bekend is
    last_baseline_year integer,  -- laatste jaar waarin een nulmeting nog helpt; leeg als er een is of geen nodig is
    detectable_change double,
    target_adopted double,  -- streefwaarde vanaf de vastgestelde nulmeting
    path_adopted double,  -- pad vanaf de vastgestelde nulmeting
    deviation_adopted double,  -- afstand tot dat pad
    status_adopted goal_status_name,  -- de stand vanaf de vastgestelde nulmeting
    city_baseline double,  -- het cijfer van de gemeente in de periode van de nulmeting
    city_now double,  -- het cijfer van de gemeente nu
    gap_baseline double,  -- achterstand op de gemeente in change_from; een min is een voorsprong
    gap_now double,  -- achterstand op de gemeente nu; een min is een voorsprong
    gap_word varchar,  -- wat er met de afstand tot de gemeente gebeurde; leeg als dat niet bekend is
    -- hoeveel meer het gebied vooruitging dan de rest van de gemeente: in de eenheid, bij een telling in procent
    gap_change double,
    gap_lower double,  -- ondergrens daarvan, met de zekerheid van het scherm; leeg als de marge niet bekend is
    gap_upper double,  -- bovengrens daarvan, met de zekerheid van het scherm
    gap_error double,  -- standaardfout daarvan; van een logaritme de fout van de logaritme van de verhouding
    gap_scale varchar check (gap_scale in ('verschil', 'logaritme')),  -- waarvan die fout is: verschil of logaritme
    -- als de nulmeting voor heel Nederland een dieptepunt of piek was: de periode ervoor
    before_extreme_period varchar,
    before_extreme_value double,  -- het cijfer van het gebied in die periode
    chance double,  -- hoe vaak toeval alleen een verandering van deze grootte geeft (0 tot 1); leeg zonder marge
    chance_on_course double,  -- hoe vaak toeval alleen de stand op koers of bereikt geeft als er niets verandert (0 tot 1)
    previous_period varchar,  -- de meting voor de nieuwste
    previous_value double,  -- het cijfer daarvan
    previous_status goal_status_name,  -- de stand daarbij
    population_size double,  -- hoeveel inwoners, huishoudens of woningen: daarmee zijn de aantallen berekend
    -- de nulmeting in aantallen: meldingen en dergelijke, of personen op tientallen; leeg als de grootte van de populatie
    -- niet bekend is
    absolute_baseline double,
    absolute_target double,  -- de streefwaarde in aantallen
    absolute_value double,  -- het nieuwste cijfer in aantallen
    primary key (measure_id, area_code),
    check ((value is null) = (period is null)),
    check (value is not null or status in ('nog geen meting', 'niet vergelijkbaar')),
    check ((certainty is null) = (value is null)),
    check ((error is null) = (error_scale is null) and (error is null) = (factor is null)),
    check ((why_no_figure is null) = (status <> 'nog geen meting')),
    check ((next_step is null) = (why_no_figure is null)),
    check (length(reason) > 0)
);

-- Eén rij per onderwerp dat een telling en een maat van een doel is, en periode: het cijfer van de buurten van het
-- programma samen. Van elk ander gebied staat het cijfer in observation.
create table combined_observation (
    indicator_id varchar not null references indicator (indicator_id),
    period varchar not null,
    area_code varchar not null check (area_code = 'SAMEN'),
    value double not null,
    lower double,
    upper double,
    margin_kind margin_kind,
    status figure_status not null,  -- of de bron het cijfer nog kan wijzigen: het minst zekere van de buurten
    primary key (indicator_id, period),
    check ((lower is null) = (upper is null) and (lower is null) = (margin_kind is null)),
    check (lower is null or (lower <= value and value <= upper))
);

-- Eén rij per maat, gebied (buurten van het programma, bij een telling ook samen, gemeente en land) en periode met een
-- cijfer. Het cijfer zelf en zijn marge staan in observation, en van de buurten samen in combined_observation.
create table goal_figure (
    measure_id varchar not null references goal_measure (measure_id),
    area_code varchar not null,
    period varchar not null,
    is_comparable boolean not null,  -- of het met de nulmeting te vergelijken is
    primary key (measure_id, area_code, period)
);

-- Eén rij per maat, gebied en manier om de streefwaarde te lezen, van maten waarbij dat op meer manieren kan.
create table goal_reading (
    measure_id varchar not null references goal_measure (measure_id),
    area_code varchar not null,
    reading varchar not null,
    target double not null,  -- de streefwaarde in die lezing
    path double,  -- het pad in die lezing
    deviation double,  -- hoe ver het cijfer van dat pad ligt
    status goal_status_name not null,  -- de stand in die lezing
    primary key (measure_id, area_code, reading)
);

-- Eén rij per maat die een telling is en gebied: gemiddelden over een paar jaar, voor en na de nulmeting.
create table goal_window (
    measure_id varchar not null references goal_measure (measure_id),
    area_code varchar not null,
    first_window varchar not null,  -- de jaren tot en met de nulmeting
    last_window varchar not null,  -- de jaren erna
    first_value double,  -- gemiddelde per jaar ervoor, in de eenheid van de maat; leeg zolang niet al die jaren er zijn
    last_value double,  -- gemiddelde per jaar erna; leeg zolang niet al die jaren er zijn
    years_measured integer not null,  -- hoeveel jaren erna al gemeten zijn
    status goal_status_name not null,
    reason varchar not null,
    detectable_change double,
    primary key (measure_id, area_code)
);

-- Eén rij per maat, gebied, periode en verandering van de stand: niets van wat eerder is gezegd gaat verloren.
create table status_history (
    measure_id varchar not null,
    area_code varchar not null,
    period varchar not null,
    noticed_at timestamp not null,
    status goal_status_name not null,
    certainty status_certainty,
    value double,  -- het cijfer waar de stand op rust
    reading varchar not null,
    cause varchar not null check (  -- waardoor de stand veranderde
        cause in ('nieuw cijfer', 'herzien cijfer', 'andere lezing', 'breuk in de reeks', 'andere methode')
    ),
    primary key (measure_id, area_code, period, noticed_at)
);

-- Eén rij: wanneer is vastgelegd hoe straks wordt geoordeeld, en het controlegetal daarvan.
create table protocol (
    fixed_on date not null,  -- sinds wanneer het vastligt
    status varchar not null check (status in ('voorlopig', 'vastgesteld')),  -- of iemand het heeft vastgesteld
    decision varchar,  -- besluit waarin dat is gedaan; leeg als het voorlopig is
    sha256 varchar not null check (length(sha256) = 64),  -- controlegetal van alle rijen van protocol_item
    check (status = 'voorlopig' or decision is not null)
);

-- Eén rij per maat (een lege tekst: voor alle maten) en onderdeel: wat nu vastligt.
create table protocol_item (
    position integer not null unique,
    measure_id varchar not null,
    aspect varchar not null,  -- onderdeel, een code, of de code van een drempel
    value varchar not null,  -- wat er vastligt, in woorden
    primary key (measure_id, aspect)
);

-- Eén rij per reden in de catalogus om een onderdeel te veranderen.
create table protocol_reason (
    measure_id varchar not null,
    aspect varchar not null,  -- onderdeel, een code, of de code van een drempel
    date date not null,  -- dag van de verandering
    reason varchar not null  -- waarom
);

-- Eén rij per maat, onderdeel en keer dat het is vastgelegd: de eerste keer, en elke afwijking daarna.
create table protocol_history (
    measure_id varchar not null,
    aspect varchar not null,  -- onderdeel, een code, of de code van een drempel
    noticed_at timestamp not null,
    value varchar not null,  -- wat er vanaf toen vastlag, in woorden; een lege tekst als het verviel
    sha256 varchar,  -- controlegetal van het protocol vanaf toen; leeg als er geen protocol meer was
    reason varchar,  -- reden van een afwijking volgens de catalogus, of "zonder reden"; leeg bij de eerste keer
    primary key (measure_id, aspect, noticed_at)
);

-- Eén rij per maat, gebied, regel en stand: hoe vaak een niveau dat niet verandert toch die stand krijgt, door
-- simulatie.
create table error_rate (
    measure_id varchar not null references goal_measure (measure_id),
    area_code varchar not null,
    uses_margin boolean not null,  -- true: deze methode; false: de gewone regel, alleen op het punt
    status goal_status_name not null,
    share double not null check (share between 0 and 1),  -- welk deel van de keren
    primary key (measure_id, area_code, uses_margin, status)
);

-- Eén rij per onderwerp van een doel dat ook per maand wordt geteld: een vroeg signaal in de buurten van het programma
-- samen tegen de rest van de gemeente. Nooit een stand: de regel geeft ook vaak een signaal als er niets verandert.
create table early_signal (
    indicator_id varchar primary key references indicator (indicator_id),
    monthly_id varchar not null references indicator (indicator_id),  -- hetzelfde onderwerp per maand
    first_period varchar,  -- eerste van de maanden waarin naar een signaal is gezocht
    last_period varchar,  -- laatste van die maanden
    direction varchar check (direction in ('hoger', 'lager', 'geen')),  -- kant van het signaal; geen als er geen is
    period varchar,  -- maand waarin het signaal er was; leeg zonder signaal
    counted double,  -- aantal in die maanden
    expected double,  -- aantal dat past bij het aandeel in de gemeente van de drie jaren ervoor
    false_alarms double check (false_alarms between 0 and 1),  -- deel van de jaren zonder verandering met een signaal
    why_not varchar not null,  -- waarom er niets te zeggen is; een lege tekst als dat wel kan
    check ((direction is null) = (why_not <> ''))
);

-- Eén rij per onderwerp en buurt van de gemeente met een cijfer: hoe ongewoon is de verandering onder buurten in het
-- hele land? Van maten van een doel, en van onderwerpen met landelijke cijfers over genoeg jaren.
create table yardstick (
    indicator_id varchar not null references indicator (indicator_id),
    area_code varchar not null,
    -- hoe is vergeleken met de eigen gemeente: telling (verhouding, zonder de buurt zelf), verschil of verhouding
    kind varchar not null check (kind in ('telling', 'verschil', 'verhouding')),
    base_period varchar not null,  -- waarmee is vergeleken: een jaar, of bij een telling het gemiddelde van jaren
    period varchar not null,
    base double,  -- het cijfer van de buurt toen; van een telling het gemiddelde aantal per jaar
    value double not null,  -- het cijfer van de buurt in de periode; van een telling het aantal
    city_base double,  -- het cijfer van de gemeente toen; van een telling zonder de buurt zelf
    city_value double,  -- het cijfer van de gemeente in de periode; van een telling zonder de buurt zelf
    -- verandering van de buurt min die van de gemeente: in procentpunt, of de natuurlijke logaritme van de verhouding
    change double,
    lower_share double check (lower_share between 0 and 1),  -- deel van de andere buurten dat lager ligt; gelijk telt half
    buurt_count integer not null,  -- met hoeveel buurten elders is vergeleken
    band_lower double,  -- een op de tien andere buurten ligt eronder
    band_upper double,  -- een op de tien andere buurten ligt erboven
    alike_lower_share double check (alike_lower_share between 0 and 1),  -- hetzelfde, onder buurten die even hoog begonnen
    alike_count integer not null,  -- hoeveel buurten dat zijn; van een telling geen
    -- waarom er niets wordt gezegd, een code; een lege tekst als er wel iets wordt gezegd
    reason varchar not null,
    primary key (indicator_id, area_code),
    check ((reason = '') = (lower_share is not null))
);

-- Eén rij per telling en grootte: hoe vaak een buurt elders buiten de grenzen viel die een jaar eerder golden. Klopt de
-- meetlat, dan is dat aan elke kant een op de tien.
create table yardstick_calibration (
    indicator_id varchar not null references indicator (indicator_id),
    from_count double not null,  -- kleinste telling van deze grootte, gemiddeld per jaar
    band_period varchar not null,  -- periode waar de grenzen uit komen
    band_count integer not null,  -- uit hoeveel buurten
    band_lower double not null,  -- ondergrens
    band_upper double not null,  -- bovengrens
    period varchar not null,
    buurt_count integer not null,  -- hoeveel buurten daarmee zijn vergeleken
    below integer not null,  -- hoeveel daarvan onder de ondergrens vielen
    above integer not null,  -- hoeveel daarvan boven de bovengrens vielen
    primary key (indicator_id, from_count)
);

-- Eén rij per maat, gebied (ook de buurten samen) en aantal jaren in een gemiddelde (1 of 3): vanaf welke grootte een
-- verandering opvalt, en in welk jaar die van het pad dat zou doen.
create table detection (
    measure_id varchar not null references goal_measure (measure_id),
    area_code varchar not null,
    span integer not null check (span > 0),  -- hoeveel jaren ervoor, en hoeveel erna
    base double,  -- het niveau waar een verandering van uitgaat
    error double check (error > 0),  -- standaardfout van een jaarcijfer; leeg als die niet bekend is
    is_ratio boolean not null,  -- of die fout van de logaritme van het cijfer is
    answers double,  -- aantal antwoorden per buurt waarvoor die fout is aangenomen; leeg als zij uit cijfers volgt
    smallest_change double check (smallest_change > 0),  -- kleinste verandering die met de kans van drempel power opvalt
    path_change double,  -- de hele verandering die het pad vraagt, positief in de gunstige richting
    start_year integer,  -- jaar van de nulmeting
    years integer[] not null,  -- de jaren erna waarin er een cijfer is of komt
    first_year integer,  -- eerste van die jaren waarin de verandering van het pad opvalt; leeg: niet voor het doeljaar
    reason varchar not null,  -- waarom dat niet te zeggen is; een lege tekst als het wel kan
    primary key (measure_id, area_code, span)
);

-- Eén rij: hoe de Veerkrachtkaart is gemaakt.
create table resilience_map (
    reference_year integer not null,  -- jaar waarmee wordt vergeleken
    minimum_inhabitants integer not null,  -- van de buurten waar de referentie uit is gemaakt
    frozen_on date not null,  -- wanneer de referentie is vastgelegd
    cut double not null check (cut > 0),  -- grens van een score: verder telt niet mee
    -- welk deel van de cijfers er moet zijn
    share_needed double not null check (share_needed > 0 and share_needed <= 1),
    max_age integer not null,  -- hoeveel jaar oud een cijfer mag zijn
    problem varchar not null  -- waarom de kaart nu niet te maken is; een lege tekst als dat wel kan
);

-- Eén rij per as van de Veerkrachtkaart; een score op een grens hoort bij de klasse erboven.
create table resilience_axis (
    axis varchar primary key check (axis in ('kwetsbaarheid', 'overlast')),  -- de as
    label varchar not null,
    -- linear: het cijfer zelf telt; log: de natuurlijke logaritme ervan
    scale varchar not null check (scale in ('linear', 'log')),
    class_names varchar[] not null check (len(class_names) = 3),  -- namen van de drie klassen
    low_bound double not null,  -- grens tussen de eerste en tweede klasse
    high_bound double not null check (high_bound > low_bound),  -- grens tussen de tweede en derde klasse
    since date not null,  -- sinds wanneer die grenzen gelden
    reason varchar not null  -- waarom
);

-- Eén rij per as en onderwerp dat ervoor is genoemd, met de vastgelegde referentie, of waarom het niet meetelt.
create table resilience_measure (
    axis varchar not null references resilience_axis (axis),
    position integer not null,
    indicator_id varchar not null references indicator (indicator_id),
    sign integer not null check (sign in (1, -1)),
    period varchar,  -- van de referentie
    mean double,  -- gemiddelde van de buurten in de referentie, op de schaal van de as
    deviation double check (deviation > 0),  -- standaardafwijking van die buurten, op die schaal
    area_count integer,  -- hoeveel buurten dat zijn
    why_not varchar not null,  -- waarom het niet meetelt; een lege tekst als het meetelt
    primary key (axis, indicator_id),
    check ((mean is null) = (why_not <> '') and (mean is null) = (deviation is null))
);

-- Eén rij per jaar, buurt en onderwerp dat meetelt: het cijfer zoals gepubliceerd, en wat ervan meetelt in de score.
create table resilience_figure (
    year integer not null,
    area_code varchar not null,
    axis varchar not null,
    indicator_id varchar not null,
    period varchar,  -- waar het cijfer van is; leeg als geen periode voor dit jaar mag tellen
    value double,
    -- het cijfer op de schaal van de as: hetzelfde, of de logaritme ervan (van 0: die van één telling)
    scaled double,
    z double,  -- afstand tot het gemiddelde van de referentie, in standaardafwijkingen
    counted double,  -- wat daarvan meetelt, na de grens
    error double,  -- standaardfout van z; leeg als die niet bekend is
    why_not varchar not null,  -- waarom het niet meetelt; een lege tekst als het meetelt
    primary key (year, area_code, axis, indicator_id),
    check ((value is null) = (why_not <> '') and (value is null) = (counted is null))
);

-- Eén rij per jaar, buurt en as.
create table resilience_score (
    year integer not null,
    area_code varchar not null,
    axis varchar not null,
    score double,  -- de score; leeg bij te weinig cijfers
    error double,  -- standaardfout van de score; leeg als die niet bekend is
    class integer check (class between 1 and 3),  -- klasse, van 1 (minst) tot 3
    figure_count integer not null,  -- hoeveel cijfers er zijn
    needed integer not null,  -- hoeveel er nodig zijn
    primary key (year, area_code, axis),
    check ((score is null) = (class is null) and (score is null) = (figure_count < needed))
);

-- Eén rij per jaar en buurt: haar vak op de Veerkrachtkaart.
create table resilience_cell (
    year integer not null,
    area_code varchar not null,
    cell varchar check (regexp_full_match(cell, '[ABC][123]')),  -- het vak, van A1 (van beide het minst) tot C3
    doubts varchar[] not null,  -- de andere vakken binnen één standaardfout
    reason varchar not null,  -- waarom zij geen vak heeft; anders een lege tekst
    primary key (year, area_code),
    check ((cell is null) = (reason <> ''))
);

-- Eén rij per verhaal van het programma.
create table story (
    story_id varchar primary key,  -- code, gemaakt van de naam van het bestand
    title varchar not null,
    kind varchar not null,  -- soort verhaal
    area_codes varchar[] not null,
    goal_ids integer[] not null,  -- de doelen waar het over gaat
    date date not null,  -- datum
    told_by varchar not null,  -- een rol, geen naam; een lege tekst als die niet bekend is
    body varchar not null,  -- de tekst, met de tekens van veerkracht/core/markup.py; niet te vertrouwen
    is_internal boolean not null  -- nooit waar in de database die iedereen mag zien
);

-- Eén rij per foto bij een verhaal.
create table story_picture (
    story_id varchar not null references story (story_id),
    name varchar not null,  -- zoals de tekst van het verhaal hem noemt
    content blob not null,  -- JPEG, zonder gegevens van de camera
    primary key (story_id, name)
);

-- Eén rij per besluit van het programma, het nieuwste eerst.
create table decision (
    decision_id varchar primary key,  -- vaste code, gemaakt van de dag en de tekst
    position integer not null unique,
    date date not null,  -- dag van het besluit
    text varchar not null check (length(text) > 0),  -- wat er is besloten; niet te vertrouwen
    owner varchar,  -- wie het doet, een rol of afdeling; leeg als die niet is genoemd
    due date,  -- uiterlijke dag waarop het klaar moet zijn; leeg als die niet is genoemd
    state varchar not null check (state in ('open', 'gedaan', 'vervallen')),  -- hoe het ermee staat
    closed date,  -- dag waarop het gedaan was of verviel; leeg zolang het open is
    is_internal boolean not null,  -- nooit waar in de database die iedereen mag zien
    check (due >= date and closed >= date and (state = 'open') = (closed is null))
);

-- Eén rij per besluit en doel waar het over gaat; een besluit zonder doel is voor het hele programma.
create table decision_goal (
    decision_id varchar not null references decision (decision_id),
    goal_id integer not null references goal (goal_id),
    primary key (decision_id, goal_id)
);

-- Eén rij: de begroting die wordt getoond; geen rij als die er niet is.
create table budget (
    title varchar not null,
    source varchar not null,  -- waar zij staat
    licence varchar not null,
    note varchar not null
);

-- Eén rij per post van de begroting en jaar.
create table budget_amount (
    position integer not null,
    side varchar not null check (side in ('inkomsten', 'uitgaven')),  -- inkomsten of uitgaven
    name varchar not null,  -- naam van de post
    note varchar not null,
    year integer not null,
    amount bigint check (amount > 0),  -- bedrag in euro; leeg als het nog niet bekend is ('PM')
    primary key (side, name, year)
);

-- Eén rij per kant en jaar: het totaal zoals de begroting het heeft, en waar de bedragen op uitkomen.
create table budget_total (
    side varchar not null check (side in ('inkomsten', 'uitgaven')),  -- inkomsten of uitgaven
    year integer not null,
    amount bigint not null check (amount >= 0),  -- bedrag in euro
    has_more boolean not null,  -- er staat '+ PM' achter
    primary key (side, year)
);

-- Eén rij per cijfer dat bij een latere bouw een andere waarde kreeg of verdween, zodat niets verloren gaat.
create table revision (
    indicator_id varchar not null,
    period varchar not null,
    area_code varchar not null,
    old_value double,  -- het cijfer ervoor; leeg als er geen was
    new_value double,  -- het cijfer erna; leeg als er geen meer is
    old_snapshot_id varchar,  -- de kopie waar het oude cijfer uit kwam
    new_snapshot_id varchar,  -- de kopie waar het nieuwe cijfer uit komt
    noticed_at timestamp not null,
    is_jump boolean not null default false,  -- van dezelfde bron, en groter dan drempel jump_percent
    is_other_source boolean not null default false,  -- het onderwerp komt uit een andere bron dan ervoor
    primary key (indicator_id, period, area_code, noticed_at),
    check (old_value is distinct from new_value)
);

-- Eén rij per cijfer, inspanning, verhaal en verwachting, en keer dat die nieuw was of anders werd: wat is er nieuw sinds
-- een dag? Wat er bij de eerste keer al was, heeft het eerste moment. Alleen van wat er nu is.
create table appearance (
    -- wat er nieuw is: een cijfer (van een onderwerp over een periode), inspanning, verhaal of verwachting (van een bron)
    kind varchar not null check (kind in ('cijfer', 'inspanning', 'verhaal', 'verwachting')),
    code varchar not null,  -- code van het onderwerp, de inspanning, het verhaal of de bron
    period varchar not null,  -- van een cijfer of een verwachting; anders een lege tekst
    noticed_at timestamp not null,
    -- van een inspanning hoe ver zij is, van een verwachting wanneer het cijfer komt; anders een lege tekst
    value varchar not null,
    primary key (kind, code, period, noticed_at)
);

-- Eén rij per vorige database die bij een bouw niet of niet helemaal te lezen was.
create table set_aside (
    noticed_at timestamp not null,
    name varchar not null,  -- naam van het bestand waar zij in is bewaard, naast de database
    message varchar not null,  -- wat er niet is overgenomen en waar het is, zonder namen van mappen
    primary key (name, noticed_at)
);
