-- The tables of the database: the only definition. Built whole by etl/build/build.py, read by the queries of veerkracht.
-- Type goal_status_name is created before this file is run, from veerkracht/core/statuses.py (see database.py).
-- Every timestamp is in UTC; pages show the time of the Netherlands (veerkracht/core/moments.py).

create type area_level as enum ('buurt', 'wijk', 'gemeente', 'land');
create type figure_status as enum (
    'definitief',       -- as the publisher says
    'voorlopig',        -- the publisher may still change it
    'nader_voorlopig',
    'niet_bevestigd',   -- carried over from a copy and not confirmed against the publisher
    'afgeleid'          -- computed by us from published figures
);
create type missing_reason as enum (
    'not_published',    -- the publisher has no figure for any area yet
    'suppressed',       -- the publisher withholds it for this area
    'not_in_table',     -- the table of this period does not have the topic or the area
    'not_included',     -- the included copy does not hold it; python -m etl fetches it
    'too_small',        -- the denominator is too small for a rate
    'not_measured',     -- own figures: the file has none for this area
    'too_few'           -- own figure of so few people that it is not published
);

-- One row: the programme and the areas that every view sets side by side.
create table programme (
    name varchar not null,
    municipality_code varchar not null,
    municipality_name varchar not null,
    country_code varchar not null,
    focus_area_codes varchar[] not null check (len(focus_area_codes) > 0),
    start_year integer not null,
    target_year integer not null check (target_year > start_year),
    boundary_year integer not null,
    inhabitants_indicator_id varchar not null,
    inhabitants_period varchar not null, -- of the inhabitants that turn shares and rates into numbers
    introduction varchar not null,       -- what it is, for a new reader; an empty line begins a paragraph
    introduction_source varchar not null
);

-- One row per area that got another code or boundary, as the catalogue says.
create table area_change (
    year integer not null,           -- the first year of the new division
    old_code varchar not null,
    new_code varchar not null,
    is_same_area boolean not null,   -- only the code differs: older figures stand under the new code
    note varchar not null,
    primary key (year, old_code, new_code)
);

-- One row per thing that was done for the programme and may show in the figures.
create table programme_event (
    position integer primary key,
    period varchar not null,
    label varchar not null,
    area_codes varchar[] not null,   -- none: the whole programme
    source varchar not null
);

-- One row per series of tables by one publisher.
create table source (
    source_id varchar primary key,
    position integer not null unique,
    publisher varchar not null,
    title varchar not null,
    kind varchar not null,           -- of publisher, as veerkracht/catalog/publisher_kinds.py lists them
    url varchar not null,
    licence varchar not null,
    citation varchar not null,
    note varchar not null,
    next_period varchar,             -- the next period it will have figures about, null when that is not known
    next_expected varchar,
    next_note varchar not null,
    check ((next_period is null) = (next_expected is null))
);

-- One row per period that a source has figures about, fetched or not, with the table that holds them.
create table source_period (
    source_id varchar not null references source (source_id),
    period varchar not null,
    table_id varchar not null,
    primary key (source_id, period)
);

-- One row per copy of a publisher's table that the database was built from.
create table snapshot (
    snapshot_id varchar primary key,
    source_id varchar not null references source (source_id),
    table_id varchar not null,
    edition varchar not null,
    title varchar not null,
    origin varchar not null check (origin in ('meegeleverd', 'opgehaald', 'lokaal')),
    is_complete boolean not null,
    is_invented boolean not null,    -- by a server for trying out (make full); if any is, all sources say so
    retrieved_at varchar not null,
    modified_at varchar,
    fact_count integer not null check (fact_count > 0),
    sha256 varchar not null check (length(sha256) = 64),
    note varchar not null
);

-- One row: when this database was built, which tells it from any other, and from what.
create table build (
    built_at timestamp not null,
    timezone varchar not null check (timezone = 'UTC'), -- of every timestamp; earlier versions had that of the machine
    fingerprint varchar not null     -- hash of the catalogue, the data and the code that it was built from
);

-- One row per run of the ETL, also of the runs that failed.
create table run (
    started_at timestamp primary key,
    finished_at timestamp not null check (finished_at >= started_at),
    command varchar not null,
    outcome varchar not null check (outcome in ('gelukt', 'deels gelukt', 'mislukt')),
    message varchar not null
);

-- One row per area and year of the division.
create table area (
    area_code varchar not null,
    boundary_year integer not null,
    name varchar not null check (length(name) > 0),
    level area_level not null,
    parent_code varchar,
    boundary_change varchar check (boundary_change in ('1', '2', '3')),
    primary key (area_code, boundary_year),
    check ((level = 'land') = (parent_code is null))
);

-- One row per area that can be drawn: the outline in WGS84 as GeoJSON geometry.
create table area_geometry (
    area_code varchar not null,
    boundary_year integer not null,
    geojson varchar not null check (json_valid(geojson)),
    primary key (area_code, boundary_year)
);

-- One row per indicator of the catalogue, in its order.
create table indicator (
    indicator_id varchar primary key,
    position integer not null unique,
    theme varchar not null,
    label varchar not null,
    definition varchar not null,
    unit varchar not null,
    decimals integer not null check (decimals between 0 and 3),
    direction varchar not null check (direction in ('omhoog', 'omlaag', 'geen')),
    frequency varchar not null check (frequency in ('jaar', 'maand')),
    source_id varchar not null references source (source_id),
    margin varchar not null check (margin in ('telling', 'steekproef', 'interval', 'onbekend')),
    rounded_to integer not null check (rounded_to >= 0),
    statement varchar not null,      -- how a sentence goes on after 'In 2024 …', with {value} and {area}
    is_model boolean not null,
    note varchar not null
);

-- One row per declared break: figures from this period on are not comparable with those before.
create table indicator_break (
    indicator_id varchar not null references indicator (indicator_id),
    period varchar not null,
    reason varchar not null,
    primary key (indicator_id, period)
);

-- One row per indicator and other word that a reader looks for it with.
create table synonym (
    indicator_id varchar not null references indicator (indicator_id),
    word varchar not null,
    primary key (indicator_id, word)
);

-- One row per indicator that areas are compared by to find those that are alike.
create table similarity_measure (
    position integer primary key,
    indicator_id varchar not null unique references indicator (indicator_id)
);

-- The only fact table: one row per indicator, period and area, stored in that order.
create table observation (
    indicator_id varchar not null references indicator (indicator_id),
    period varchar not null,
    area_code varchar not null,
    value double,
    lower double,
    upper double,
    numerator double,                -- of a rate: the sums it was computed from
    denominator double,              -- of a share of a survey: the number of answers
    status figure_status,
    missing missing_reason,
    note varchar,                    -- of own figures: their source and remark
    snapshot_id varchar references snapshot (snapshot_id),
    primary key (indicator_id, period, area_code),
    check ((value is null) = (missing is not null)),
    check ((value is null) = (status is null)),
    check (value is null or isfinite(value)),
    check (value is null or snapshot_id is not null),
    check ((lower is null) = (upper is null)),
    check (lower is null or (lower <= value and value <= upper))
);

-- One row per area outside the municipality (municipalities, wijken and buurten) and year of the division.
create table area_elsewhere (
    area_code varchar not null,
    boundary_year integer not null,
    name varchar not null,
    level area_level not null,
    parent_code varchar,
    boundary_change varchar
);

-- One row per national copy of a publisher's table, with the columns of table snapshot.
create table snapshot_elsewhere as from snapshot;

-- One row per figure of an area outside the municipality, stored by indicator, period and area; gaps are not stored.
-- A table of its own, so that what the municipality is shown costs the same with and without the rest of the country
-- (docs/decisions/0013-the-rest-of-the-country-stands-apart.md).
create table elsewhere (
    indicator_id varchar not null,
    period varchar not null,
    area_code varchar not null,
    value double not null,
    lower double,
    upper double,
    numerator double,
    denominator double,
    status figure_status not null,
    snapshot_id varchar not null
);

-- One row: how buurten elsewhere in the country are found that are like one of the municipality.
create table similar_elsewhere (
    indicator_ids varchar[] not null check (len(indicator_ids) > 0),
    period varchar not null,
    area_count integer not null check (area_count > 0),
    smallest_population double not null,
    lowest double not null,          -- ends of the band of their changes, in percent of the buurten
    highest double not null check (0 < lowest and lowest < 50 and 50 < highest and highest < 100),
    municipality_codes varchar[] not null  -- whose buurten are left out, unless a reader chooses others
);

-- One row per operational goal.
create table goal (
    goal_id integer primary key,
    name varchar not null,
    level varchar not null,
    strategic_goals varchar[] not null check (len(strategic_goals) > 0),
    target_text varchar not null,
    place varchar not null
);

-- Other words that a goal is looked for with.
create table goal_synonym (
    goal_id integer not null references goal (goal_id),
    word varchar not null,
    primary key (goal_id, word)
);

-- One row per measure of a goal.
create table goal_measure (
    measure_id varchar primary key,
    position integer not null unique,
    goal_id integer not null references goal (goal_id),
    indicator_id varchar references indicator (indicator_id),
    label varchar not null,
    unit varchar not null,
    counted varchar not null,        -- what the number behind a rate counts
    decimals integer not null check (decimals between 0 and 3),
    direction varchar not null check (direction in ('omhoog', 'omlaag', 'geen')),
    reading varchar not null check (reading in ('procentpunt', 'procent', 'inwoners', 'norm', 'richting')),
    amount double,
    is_yearly boolean not null,
    reading_status varchar not null check (reading_status in ('voorlopig', 'vastgesteld')),
    decision varchar,
    target_year integer not null,
    baseline_period varchar,
    baseline_note varchar not null,
    source_text varchar not null,
    proxy varchar not null,
    notes varchar[] not null,
    planned_source varchar not null,
    has_source boolean not null,
    first_period varchar,
    check ((reading = 'richting') = (amount is null)),
    check (reading_status = 'voorlopig' or decision is not null),
    check (indicator_id is not null or planned_source <> '')
);

-- One row per measure and area with a baseline, as adopted in the plan.
create table goal_baseline (
    measure_id varchar not null references goal_measure (measure_id),
    area_code varchar not null,
    value double not null,
    primary key (measure_id, area_code)
);

-- One row per effort: what is done for the programme, the included ones first.
create table effort (
    effort_id varchar primary key,
    position integer not null unique,
    name varchar not null,
    kind varchar not null check (kind in ('thema', 'plan', 'project', 'voorziening', 'activiteit')),
    link_status varchar not null check (link_status in ('voorlopig', 'vastgesteld')),
    is_for_all_goals boolean not null,
    area_codes varchar[] not null,   -- none: the whole programme
    partners varchar[] not null,
    first_period varchar,            -- null when it is not known
    last_period varchar,
    state varchar not null check (state in ('voorgenomen', 'loopt', 'klaar', 'gestopt', 'onbekend')),
    state_period varchar,            -- when that was the state
    note varchar not null,
    source varchar not null,
    is_own boolean not null          -- of the municipality's own file
);

-- One row per effort and goal it serves.
create table effort_goal (
    effort_id varchar not null references effort (effort_id),
    goal_id integer not null references goal (goal_id),
    primary key (effort_id, goal_id)
);

-- One row per thing that an effort counts and year.
create table effort_count (
    effort_id varchar not null references effort (effort_id),
    position integer not null,
    name varchar not null,
    unit varchar not null,
    year integer not null,
    planned double,
    realised double,
    missing missing_reason,          -- why nothing realised is known: not_measured or too_few
    primary key (effort_id, position, year),
    check ((realised is null) = (missing is not null))
);

-- One row per indicator that weighs on a side of the see-saw of a buurt.
create table balance_item (
    position integer primary key,
    side varchar not null check (side in ('dragers', 'vragers', 'zelfredzaamheid', 'samenredzaamheid')),
    indicator_id varchar not null references indicator (indicator_id),
    fallback_id varchar references indicator (indicator_id),  -- as long as the first has no figures of buurten
    sign integer not null check (sign in (1, -1)),            -- -1: less of it weighs more
    measure_id varchar references goal_measure (measure_id),  -- whose baseline of the plan holds without other figures
    reason varchar not null
);

-- One row per threshold of the method: the number, since when it holds, and why.
create table threshold (
    threshold_id varchar primary key,
    position integer not null unique,
    label varchar not null,
    value double not null check (value > 0),
    since date not null,
    reason varchar not null
);

-- One row per indicator that is a count and has a series: how many times more it varies than by pure chance.
create table dispersion (
    indicator_id varchar primary key references indicator (indicator_id),
    dispersion double not null check (dispersion >= 1),
    buurt_count integer not null,
    first_period varchar not null,
    last_period varchar not null
);

create type status_certainty as enum ('marge bekend', 'marge met aanname', 'marge onbekend');

-- One row per measure and focus area, and per measure that is a count for the focus areas together (area 'SAMEN').
-- Values are exact. Change, deviation and their bounds are positive in the favourable direction; target and path start
-- at the baseline as now published (or, without one, as adopted), those with `_adopted` at the baseline as adopted.
create table goal_status (
    goal_id integer not null references goal (goal_id),
    measure_id varchar not null references goal_measure (measure_id),
    area_code varchar not null,
    reading varchar not null,
    baseline_period varchar,
    baseline_adopted double,
    baseline_published double,
    target double,
    period varchar,                  -- of the latest figure that can be compared with the baseline
    value double,
    lower double,                    -- 95 % bounds of the value
    upper double,
    figure_status figure_status,
    path double,                     -- what the path asks for in `period`
    deviation double,
    change double,                   -- since the baseline, with its bounds at the confidence of the screen
    change_lower double,
    change_upper double,
    share double,                    -- of the required change that was made
    status goal_status_name not null,
    certainty status_certainty,
    reason varchar not null,
    detectable_change double,        -- smallest change that these figures can show, 95 %
    target_adopted double,
    path_adopted double,
    deviation_adopted double,
    status_adopted goal_status_name,
    city_baseline double,
    city_now double,
    gap_baseline double,             -- how far the area is behind the city; negative: ahead
    gap_now double,
    previous_period varchar,         -- the measurement before the latest
    previous_value double,
    previous_status goal_status_name,
    inhabitants double,              -- that the absolute numbers are computed with
    absolute_baseline double,        -- in persons, reports and the like
    absolute_target double,
    absolute_value double,
    primary key (measure_id, area_code),
    check ((value is null) = (period is null)),
    check (value is not null or status in ('nog geen meting', 'niet vergelijkbaar')),
    check ((certainty is null) = (value is null)),
    check (length(reason) > 0)
);

-- One row per measure, area (focus areas, together when it is a count, city, country) and period with a figure.
create table goal_figure (
    measure_id varchar not null references goal_measure (measure_id),
    area_code varchar not null,
    period varchar not null,
    value double not null,
    lower double,                    -- 95 % bounds: as published, or computed; null when the margin is unknown
    upper double,
    figure_status figure_status not null,
    is_comparable boolean not null,  -- with the baseline
    primary key (measure_id, area_code, period)
);

-- One row per measure, area and way to read its target, for measures that can be read in several ways.
create table goal_reading (
    measure_id varchar not null references goal_measure (measure_id),
    area_code varchar not null,
    reading varchar not null,
    target double not null,
    path double,
    deviation double,
    status goal_status_name not null,
    primary key (measure_id, area_code, reading)
);

-- One row per measure that is a count and area: means over several years, before against after the baseline.
create table goal_window (
    measure_id varchar not null references goal_measure (measure_id),
    area_code varchar not null,
    first_window varchar not null,
    last_window varchar not null,
    first_value double,              -- means per year, in the unit of the measure; null until the window is full
    last_value double,
    years_measured integer not null, -- of the last window
    status goal_status_name not null,
    reason varchar not null,
    detectable_change double,
    primary key (measure_id, area_code)
);

-- One row per measure, area, period and change of its status: nothing of what was said before is lost.
create table status_history (
    measure_id varchar not null,
    area_code varchar not null,
    period varchar not null,
    noticed_at timestamp not null,
    status goal_status_name not null,
    certainty status_certainty,
    value double,
    reading varchar not null,
    cause varchar not null check (
        cause in ('nieuw cijfer', 'herzien cijfer', 'andere lezing', 'breuk in de reeks', 'andere methode')
    ),
    primary key (measure_id, area_code, period, noticed_at)
);

-- One row per measure, area, rule and status: how often a level that does not change gets that status, by simulation.
create table error_rate (
    measure_id varchar not null references goal_measure (measure_id),
    area_code varchar not null,
    uses_margin boolean not null,    -- true: this method; false: the usual rule on the point alone
    status goal_status_name not null,
    share double not null check (share between 0 and 1),
    primary key (measure_id, area_code, uses_margin, status)
);

-- One row: how the Veerkracht map is made, and why it cannot be made now ('' when it can).
create table resilience_map (
    reference_year integer not null,
    minimum_inhabitants integer not null,  -- of the buurten that the reference is made of
    frozen_on date not null,
    cut double not null check (cut > 0),
    share_needed double not null check (share_needed > 0 and share_needed <= 1),
    max_age integer not null,              -- years that a figure may be old
    problem varchar not null
);

-- One row per axis of the Veerkracht map; a score on a bound is of the class above it.
create table resilience_axis (
    axis varchar primary key check (axis in ('kwetsbaarheid', 'overlast')),
    label varchar not null,
    class_names varchar[] not null check (len(class_names) = 3),
    low_bound double not null,
    high_bound double not null check (high_bound > low_bound),
    since date not null,
    reason varchar not null
);

-- One row per axis and indicator that is named for it, with its frozen reference or why it does not count.
create table resilience_measure (
    axis varchar not null references resilience_axis (axis),
    position integer not null,
    indicator_id varchar not null references indicator (indicator_id),
    sign integer not null check (sign in (1, -1)),
    period varchar,
    mean double,
    deviation double check (deviation > 0),
    area_count integer,
    why_not varchar not null,              -- '' when it counts
    primary key (axis, indicator_id),
    check ((mean is null) = (why_not <> '') and (mean is null) = (deviation is null))
);

-- One row per year, buurt and measure that counts: the figure as printed, and what of it counts in its score.
create table resilience_figure (
    year integer not null,
    area_code varchar not null,
    axis varchar not null,
    indicator_id varchar not null,
    period varchar,                        -- that the figure is of; null when no period may count for this year
    value double,
    z double,
    counted double,                        -- z after the cut
    error double,                          -- standard error of z, null when it is not known
    why_not varchar not null,
    primary key (year, area_code, axis, indicator_id),
    check ((value is null) = (why_not <> '') and (value is null) = (counted is null))
);

-- One row per year, buurt and axis.
create table resilience_score (
    year integer not null,
    area_code varchar not null,
    axis varchar not null,
    score double,
    error double,
    class integer check (class between 1 and 3),
    figure_count integer not null,
    needed integer not null,
    primary key (year, area_code, axis),
    check ((score is null) = (class is null) and (score is null) = (figure_count < needed))
);

-- One row per year and buurt: its cell, A1 (least of both) to C3, and the other cells within one standard error.
create table resilience_cell (
    year integer not null,
    area_code varchar not null,
    cell varchar check (regexp_full_match(cell, '[ABC][123]')),
    doubts varchar[] not null,
    reason varchar not null,               -- why it has none
    primary key (year, area_code),
    check ((cell is null) = (reason <> ''))
);

-- One row per story of the programme that may be shown to all.
create table story (
    story_id varchar primary key,    -- made of the name of its file
    title varchar not null,
    kind varchar not null,
    area_codes varchar[] not null,   -- none: the whole programme
    goal_ids integer[] not null,
    date date not null,
    told_by varchar not null,        -- a role, not a name; '' when unknown
    body varchar not null,           -- text with the marks of veerkracht/markup.py; not to be trusted
    is_internal boolean not null     -- always false in the database that everybody may see
);

-- One row per picture of a story: a JPEG without data of the camera.
create table story_picture (
    story_id varchar not null references story (story_id),
    name varchar not null,           -- as the text of the story calls it
    content blob not null,
    primary key (story_id, name)
);

-- One row: the budget that is shown; none without one.
create table budget (
    title varchar not null,
    source varchar not null,
    licence varchar not null,
    note varchar not null
);

-- One row per post of the budget and year: the amount in euro, null when it is not known yet ('PM').
create table budget_amount (
    position integer not null,
    side varchar not null check (side in ('inkomsten', 'uitgaven')),
    name varchar not null,
    note varchar not null,
    year integer not null,
    amount bigint check (amount > 0),
    primary key (side, name, year)
);

-- One row per side and year: the total as the budget has it, which the amounts add up to.
create table budget_total (
    side varchar not null check (side in ('inkomsten', 'uitgaven')),
    year integer not null,
    amount bigint not null check (amount >= 0),
    has_more boolean not null,             -- '+ PM' stands behind it
    primary key (side, year)
);

-- One row per figure that a later build gave another value or none, so that nothing is lost.
create table revision (
    indicator_id varchar not null,
    period varchar not null,
    area_code varchar not null,
    old_value double,
    new_value double,
    old_snapshot_id varchar,
    new_snapshot_id varchar,
    noticed_at timestamp not null,
    is_jump boolean not null default false,  -- by the same source, and larger than the threshold jump_percent
    is_other_source boolean not null default false,  -- the indicator is drawn from another source than before
    primary key (indicator_id, period, area_code, noticed_at),
    check (old_value is distinct from new_value)
);

-- One row per previous database that a build could not read, or not all of: what was not carried over, and where it is.
create table set_aside (
    noticed_at timestamp not null,
    name varchar not null,                   -- of the file that it is kept in, beside the database
    message varchar not null,                -- a Dutch sentence, which names no folder
    primary key (name, noticed_at)
);
