"""Maps the columns of the yearly CBS workbook with the Kerncijfers wijken en buurten (kwb2024.xlsx)."""

import re
from collections.abc import Iterable

from veerkracht.core.errors import SourceError

TITLE = "Kerncijfers wijken en buurten"
CODE, NAME = "gwb_code_10", "regio"
FLAGS = ("ind_wbi", "ind_wbz")  # of a changed boundary; the name differs by year
_OTHER = ("gwb_code_8", "gwb_code", "gm_naam", "recs")  # codes and names besides

# by group and unit: column, title in StatLine, and decimals when there are any. A column that changed its name from one
# year to another occurs under each.
_TOPICS = {
    ("Bevolking", "aantal"): "a_inw=Aantal inwoners",
    ("Bevolking", "aantal inwoners per km²"): "bev_dich=Bevolkingsdichtheid",
    ("Geslacht", "aantal"): "a_man=Mannen|a_vrouw=Vrouwen",
    ("Leeftijdsgroepen", "aantal"):
        "a_00_14=0 tot 15 jaar|a_15_24=15 tot 25 jaar|a_25_44=25 tot 45 jaar|a_45_64=45 tot 65 jaar|"
        "a_65_oo=65 jaar of ouder",
    ("Burgerlijke staat", "aantal"): "a_ongeh=Ongehuwd|a_gehuwd=Gehuwd|a_gesch=Gescheiden|a_verwed=Verweduwd",
    ("Herkomstland", "aantal"): "a_nl_all=Nederland|a_eur_al=Europa (exclusief Nederland)|a_neu_al=Buiten Europa",
    ("Geboren in Nederland", "aantal"):
        "a_geb_nl=Nederland|a_geb_eu=Europa (exclusief Nederland)|a_geb_ne=Buiten Europa",
    ("Geboren buiten Nederland", "aantal"): "a_gbl_eu=Europa (exclusief Nederland)|a_gbl_ne=Buiten Europa",
    ("Geboorte en sterfte", "aantal"): "a_geb=Geboorte totaal|a_ste=Sterfte totaal",
    ("Geboorte en sterfte", "per 1 000 inwoners"): "p_geb=Geboorte relatief|p_ste=Sterfte relatief",
    ("Particuliere huishoudens", "aantal"):
        "a_hh=Huishoudens totaal|a_1p_hh=Eenpersoonshuishoudens|a_hh_z_k=Huishoudens zonder kinderen|"
        "a_hh_m_k=Huishoudens met kinderen|g_hhgro=Gemiddelde huishoudensgrootte=1",
    ("Wonen en vastgoed", "aantal"): "a_woning=Woningvoorraad",
    ("Wonen en vastgoed", "x 1 000 euro"):
        "g_wozbag=Gemiddelde WOZ-waarde van woningen|g_woz=Gemiddelde woningwaarde",
    ("Woningen naar type", "%"): "p_1gezw=Percentage eengezinswoning|p_mgezw=Percentage meergezinswoning",
    ("Wonen en vastgoed", "%"): "p_leegsw=Onbewoonde woningen",
    ("Woningen naar eigendom", "%"): "p_koopw=Koopwoningen",
    ("Huurwoningen", "%"):
        "p_huurw=Huurwoningen totaal|p_wcorpw=In bezit woningcorporatie|p_ov_hw=In bezit overige verhuurders",
    ("Energie", "kWh"): "g_ele=Gemiddelde elektriciteitslevering",
    ("Energie", "m³"): "g_gas=Gemiddeld aardgasverbruik",
    ("Energie", "%"): "p_stadsv=Percentage woningen met stadsverwarming=1|p_won_zs=Woningen met zonnestroom",
    ("Hoogst behaald onderwijsniveau", "aantal"):
        "a_opl_bvm=Basisonderwijs, vmbo, mbo1|a_opl_hvm=Havo, vwo, mbo2-4|a_opl_hw=Hbo, wo|"
        "a_opl_lg=Opleidingsniveau laag|a_opl_md=Opleidingsniveau middelbaar|a_opl_hg=Opleidingsniveau hoog",
    ("Arbeid", "%"): "p_arb_pp=Nettoarbeidsparticipatie",
    ("Onderverdeling werkenden", "%"): "p_arb_wn=Percentage werknemers|p_arb_zs=Percentage zelfstandigen",
    ("Inkomen van personen", "aantal"): "a_inkont=Aantal inkomensontvangers",
    ("Inkomen van personen", "x 1 000 euro"):
        "g_ink_po=Gemiddeld inkomen per inkomensontvanger=1|g_ink_pi=Gemiddeld inkomen per inwoner=1",
    ("Inkomen van personen", "%"):
        "p_ink_li=40% personen met laagste inkomen=1|p_ink_hi=20% personen met hoogste inkomen=1|"
        "p_ink_ar=Personen in armoede=1|p_ink_ba=Personen tot 25% boven armoedegrens=1",
    ("Inkomen van huishoudens", "x 1 000 euro"):
        "g_hh_sti=Gem. gestandaardiseerd inkomen=1|m_hh_ver=Mediaan vermogen van particuliere huish.=1",
    ("Inkomen van huishoudens", "%"):
        "p_hh_li=40% huishoudens met laagste inkomen=1|p_hh_hi=20% huishoudens met hoogste inkomen=1|"
        "p_hh_lkk=Huishoudens met een laag inkomen=1|p_hh_osm=Huish. onder of rond sociaal minimum=1|"
        "p_hh_110=Huishoudens tot 110% van sociaal minimum=1|p_hh_120=Huishoudens tot 120% van sociaal minimum=1",
    ("Sociale zekerheid", "aantal"):
        "a_soz_wb=Personen per soort uitkering; Bijstand|a_soz_ao=Personen per soort uitkering; AO|"
        "a_soz_ww=Personen per soort uitkering; WW|a_soz_ow=Personen per soort uitkering; AOW",
    ("Zorg", "aantal"): "a_jz_tn=Jongeren met jeugdzorg in natura|a_wmo_t=Wmo-cliënten",
    ("Zorg", "%"): "p_jz_tn=Percentage jongeren met jeugdzorg=1",
    ("Zorg", "per 1 000 inwoners"): "p_wmo_t=Wmo-cliënten relatief",
    ("Bedrijfsvestigingen, SBI 2008", "aantal"): "a_bedv=Bedrijfsvestigingen totaal",
    ("Personenauto's", "aantal"): "a_pau=Personenauto's totaal",
    ("Personenauto's", "per huishouden"): "g_pau_hh=Personenauto's per huishouden=1",
    ("Nabijheid voorzieningen", "km"):
        "g_afs_hp=Afstand tot huisartsenpraktijk=1|g_afs_gs=Afstand tot grote supermarkt=1|"
        "g_afs_kv=Afstand tot kinderdagverblijf=1",
    ("Basisonderwijs", "km"): "g_afs_sc=Afstand tot school=1",
    ("Basisonderwijs", "aantal"): "g_3km_sc=Scholen binnen 3 km=1",
    ("Oppervlakte", "ha"): "a_opp_ha=Oppervlakte totaal|a_lan_ha=Oppervlakte land|a_wat_ha=Oppervlakte water",
    ("Stedelijkheid", "code"): "ste_mvs=Mate van stedelijkheid",
    ("Stedelijkheid", "per km²"): "ste_oad=Omgevingsadressendichtheid",
}  # fmt: skip


def _topics() -> dict[str, tuple[str, str, str, int]]:
    topics = {}
    for (group, unit), columns in _TOPICS.items():
        for column in columns.split("|"):
            name, title, *decimals = column.split("=")
            topics[name] = title, group, unit, int(decimals[0]) if decimals else 0
    return topics


TOPICS = _topics()  # by column: title, group, unit and decimals, as StatLine has them


def is_header(cells: Iterable[str]) -> bool:
    """Return whether a row has the headings of the workbook."""
    names = {cell.strip().casefold() for cell in cells}
    return CODE in names and len(names & TOPICS.keys()) > 0


def is_figure(column: str) -> bool:
    """Return whether a column of the workbook may have figures: not what only says which area a row is of."""
    return column not in (CODE, NAME, *FLAGS, *_OTHER)


def year_in(*texts: str) -> str:
    """Return the year in the name of a file or sheet such as kwb-2024. Raises SourceError when there is none."""
    for text in texts:
        if match := re.search(r"kwb[-_ ]?(20\d\d)(?!\d)", text, re.IGNORECASE):
            return match[1]
    raise SourceError(
        "dit is een werkmap van CBS met kerncijfers wijken en buurten, maar van welk jaar staat er niet in; geef het "
        "bestand weer de naam die het bij CBS had, zoals kwb2024.xlsx"
    )
