"""Nothing but shapes and texts gets from a chart into a page."""

from __future__ import annotations

from tablewright.reporting.drawing import _cleaned, draw

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 20">'


def test_what_is_not_a_shape_is_dropped() -> None:
    hostile = (
        f"{HEAD}<script>1</script><g onclick='1'><path d='M0,0' style='x' fill='url(http://x)'/>"
        "<image href='http://x'/><a href='http://x'><text>a</text></a>"
        "<foreignObject><p>1</p></foreignObject></g></svg>"
    )
    assert _cleaned(hostile, "c1-") == (
        '<svg viewBox="0 0 10 20" width="10" height="20" aria-hidden="true">'
        '<g><path d="M0,0" /></g></svg>'
    )


def test_texts_are_escaped_and_ids_are_told_apart() -> None:
    inside = (
        "<defs><clipPath id='a'><rect/></clipPath></defs>"
        "<g clip-path='url(#a)'><text>&lt;script&gt;&amp;</text></g>"
    )
    made = _cleaned(f"{HEAD}{inside}</svg>", "c7-")
    assert "&lt;script&gt;&amp;" in made
    assert 'id="c7-a"' in made
    assert 'clip-path="url(#c7-a)"' in made


def test_a_chart_cannot_load_anything() -> None:
    spec = {
        "data": {"values": [{"x": 1, "u": "https://example.com/a.png"}]},
        "mark": "image",
        "encoding": {"url": {"field": "u"}, "x": {"field": "x", "type": "quantitative"}},
    }
    assert "example.com" not in draw(spec, 1)
