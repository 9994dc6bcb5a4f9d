"""Outcomes as JUnit XML, which every CI shows."""

from collections.abc import Sequence

from optimizer.studies.check.run import Outcome, Verdict
from optimizer.studies.check.words import diff_lines


def to_junit(outcomes: Sequence[Outcome]) -> str:
    """The outcomes as JUnit XML, a test case for each fleet."""
    from xml.etree import ElementTree

    suite = ElementTree.Element(
        "testsuite",
        name="fleetopt check",
        tests=str(len(outcomes)),
        failures=str(sum(one.verdict in (Verdict.DRIFTED, Verdict.NEW) for one in outcomes)),
        errors=str(sum(one.verdict is Verdict.FAILED for one in outcomes)),
        time=f"{sum(one.seconds for one in outcomes):.3f}",
    )
    for one in outcomes:
        case = ElementTree.SubElement(
            suite,
            "testcase",
            classname="fleets",
            name=one.fleet.as_posix(),
            time=f"{one.seconds:.3f}",
        )
        if one.verdict is Verdict.HOLDS:
            continue
        kind = "error" if one.verdict is Verdict.FAILED else "failure"
        element = ElementTree.SubElement(case, kind, message=one.verdict.value)
        element.text = _printable("\n".join(diff_lines(one)))
    root = ElementTree.Element("testsuites")
    root.append(suite)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _printable(text: str) -> str:
    """Text without what XML cannot hold."""
    return "".join(c if c in "\n\t" or c.isprintable() else "?" for c in text)
