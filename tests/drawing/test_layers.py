"""Marks laid over each other as one chart: what Altair would make of them, with less work."""

import altair as alt
import jsonschema
import pandas as pd
import pytest
import streamlit as st
from altair.utils import schemapi

from tests.opened import chart_frames, page
from veerkracht.drawing.chart import DUTCH, layered

FIGURES = pd.DataFrame({"year": [2023, 2024], "value": [1.5, 2.5]})


def marks() -> list[alt.Chart]:
    base = alt.Chart(FIGURES).encode(x=alt.X("year:Q"), y=alt.Y("value:Q"))
    place = alt.Chart(alt.Data(values=[{"year": 2024, "name": "nu"}])).encode(x=alt.X("year:Q"), y=alt.YValue(0))
    return [base.mark_line(), base.mark_point(size=20), place.mark_text().encode(text=alt.Text("name:N"))]


def test_a_chart_says_what_altair_says_with_shared_figures_once() -> None:
    theirs = alt.layer(*marks()).properties(height=90).configure_axis(labelFontSize=13).to_dict()
    ours = layered(marks(), 90, {"axis": {"labelFontSize": 13}}).to_dict()
    assert ours["height"] == theirs["height"] and ours["config"]["axis"] == theirs["config"]["axis"]
    for own, other in zip(ours["layer"], theirs["layer"], strict=True):
        assert {**own, "data": ""} == {**other, "data": ""}
        assert rows(ours, own) == rows(theirs, other)
    assert ours["layer"][0]["data"] == ours["layer"][1]["data"] and len(ours["datasets"]) == 1


def rows(chart: dict, layer: dict) -> list[dict]:
    return chart["datasets"][layer["data"]["name"]] if "name" in layer["data"] else layer["data"]["values"]


def test_making_a_specification_leaves_the_marks_as_they_were() -> None:
    chart = layered(marks(), 90, DUTCH)
    assert chart.to_dict() == chart


@pytest.mark.parametrize("config", [{"axis": {"labelFontSize": "groot"}}, {"as": {}}])
def test_a_chart_outside_the_schema_is_refused_when_it_is_checked(config: dict) -> None:
    chart = layered(marks(), 90, config)
    with pytest.raises(jsonschema.ValidationError):
        chart.to_dict()
    assert chart["config"] == config


@pytest.mark.parametrize("name", ["doelkaart", "kaart", "samenhang", "trends", "vergelijken"])
def test_no_chart_of_a_page_is_made_the_long_way(built: None, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def long_way(*_: object) -> None:
        raise AssertionError("a channel as a text, or alt.layer: see veerkracht/layers.py")

    st.cache_data.clear()
    st.cache_resource.clear()
    monkeypatch.setattr(schemapi._FromDict, "__init__", long_way)
    monkeypatch.setattr(alt.LayerChart, "__init__", long_way)
    test = page(name)
    assert not test.exception
    assert not chart_frames(test, 0) or all(len(frame) for frame in chart_frames(test, 0))
    assert test.get("vega_lite_chart")
