"""Hold a JSON report against its fleet file.

The program is built again from the file. The plan in the report (its columns) is put into it,
every row recomputed and the proof checked; the whole report is then made anew from those
columns and compared, number by number; and the ledger replays the decisions that the report
lists. Nothing here solves anything.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path

import numpy as np

from optimizer.certificate.certify import certify, describe
from optimizer.certificate.encode import decode_plan, decode_proof
from optimizer.certificate.ladder import Certificate, Rung
from optimizer.certificate.proof import Proof, ProofError
from optimizer.formulation import Formulation
from optimizer.inputs.problem import Problem
from optimizer.lp.expression import FloatArray
from optimizer.plan import build, load
from optimizer.report.document import read_document, section, text, texts
from optimizer.report.json_report import PLAN_SECTIONS, UNCERTAINTY, to_document
from optimizer.report.json_schedule import ReportError
from optimizer.report.json_text import Json, JsonObject
from optimizer.report.seal import SEAL, seal_of, without_times
from optimizer.results import Result, make_result
from optimizer.results.extract import ReconciliationError
from optimizer.solvers.base import Reason
from optimizer.verification.checks import Check, Standing, Verdict
from optimizer.verification.claims import claimed_result, options_of
from optimizer.verification.differences import differences
from optimizer.verification.futures import futures_checks, shown_in
from optimizer.verification.reasons import told_reasons
from optimizer.verification.replaying import ledger, ledger_check

_SHOWN = 5
"""Differences listed of a check."""

_LISTED = 50
"""Overrides listed."""


def verify(
    report: str | PathLike[str],
    fleet: str | PathLike[str],
    overrides: Sequence[str] = (),
    *,
    exact: bool = False,
) -> Verdict:
    """Check a JSON report.

    Args:
        report: the report file.
        fleet: the fleet file that it is about.
        overrides: the keys of the file that the report may replace. A report that replaces others
            is about another fleet.
        exact: check the proof in exact arithmetic even where the report does not say so.

    Raises:
        ReportError: the report cannot be read.
        InputError: the fleet file cannot be.
    """
    document = read_document(Path(report))
    told = texts(section(document, "fleet"), "overrides")
    problem = load(fleet, told)
    checks = (_overrides(told, tuple(overrides)), *_checks(document, problem, exact=exact))
    return Verdict(str(report), str(fleet), tuple(check for check in checks if check))


def _overrides(told: tuple[str, ...], accepted: tuple[str, ...]) -> Check | None:
    """Keys that the report replaces make it a report about another fleet, unless they are known."""
    if told == accepted:
        words = f"the report replaces {_count(told, 'key')} of the file, as was said"
        return Check("overrides", Standing.HOLDS, words, told) if told else None
    words = (
        f"the report is about the file with {_count(told, 'key')} replaced; repeat the `--set` "
        "options of which you approve"
        if told
        else "the report replaces no key of the file, and `--set` says that it does"
    )
    return Check(
        "overrides", Standing.FAILS, words, tuple(f"--set {one}" for one in told[:_LISTED])
    )


def _count(things: Sequence[str], noun: str) -> str:
    return f"1 {noun}" if len(things) == 1 else f"{len(things):,} {noun}s"


def _checks(document: JsonObject, problem: Problem, *, exact: bool) -> Iterator[Check]:
    yield _seal(document)
    yield _fleet(document, problem)
    if document.get("schedule") is None:
        yield from _without_plan(document, build(problem), exact=exact)
        return
    try:
        shown = shown_in(document, problem)
        x, proof = _columns(document, shown.formulation), _proof(document)
    except (ProofError, ReportError) as error:
        yield Check("plan", Standing.FAILS, f"it cannot be read: {error}")
        return
    yield from futures_checks(document, problem)
    formulation = shown.decided(x).formulation
    certificate = _certify(document, formulation, x, proof, exact=exact)
    yield from _plan_and_bound(document, certificate)
    if certificate.plan is not None and certificate.plan.ok:
        yield from _contents(document, formulation, x, proof, certificate, shown.waived(x))


def _seal(document: JsonObject) -> Check:
    if document.get(SEAL) == seal_of(document):
        return Check("seal", Standing.HOLDS, "nothing was changed since the report was written")
    return Check("seal", Standing.FAILS, "the report was changed after it was written")


def _fleet(document: JsonObject, problem: Problem) -> Check:
    told = text(section(document, "fleet"), "sha256")
    if told == problem.sha256:
        words = "the report is about this very file (its CSV files show in the numbers)"
        return Check("fleet", Standing.HOLDS, words)
    words = "the file is not the one that the report is about: its SHA-256 differs"
    return Check("fleet", Standing.FAILS, words, (f"report {told}", f"file   {problem.sha256}"))


def _columns(document: JsonObject, formulation: Formulation) -> FloatArray:
    """The plan in the report as the program's columns.

    Raises:
        ProofError: it is not a plan of this program.
    """
    if document.get("certificate") is None:
        raise ProofError("the report was written with --certify none: it holds no columns to check")
    x = decode_plan(section(document, "certificate").get("columns"))
    columns = formulation.program.shape[1]
    if x.shape != (columns,):
        version = document.get("fleetopt_version")
        raise ProofError(
            f"it has {len(x):,} columns and the model of the file {columns:,}; "
            f"the report was written by version {version}"
        )
    if not np.isfinite(x).all():
        raise ProofError("some of its columns are no finite numbers")
    return x


def _proof(document: JsonObject) -> Proof | None:
    value = section(document, "certificate").get("proof")
    return None if value is None else decode_proof(value)


def _certify(
    document: JsonObject,
    formulation: Formulation,
    x: FloatArray | None,
    proof: Proof | None,
    *,
    exact: bool,
) -> Certificate:
    told = section(document, "certificate")
    return certify(
        formulation.program,
        x,
        proof,
        gap=options_of(document).gap,
        exact=exact or told.get("rung") == Rung.EXACT.value,
    )


def _plan_and_bound(document: JsonObject, certificate: Certificate) -> Iterator[Check]:
    """Is the plan one, and how good can any other be?"""
    plan = certificate.plan
    assert plan is not None
    if plan.ok:
        words = "every row, bound and whole number holds, recomputed in exact arithmetic"
        yield Check("plan", Standing.HOLDS, words)
    else:
        yield Check("plan", Standing.FAILS, describe(certificate))
    reason = text(section(document, "termination"), "reason")
    if certificate.rung.is_proved:
        yield Check("bound", Standing.HOLDS, describe(certificate))
        return
    told = text(section(document, "certificate"), "rung")
    standing = Standing.FAILS if _is_proved(told) else Standing.CLAIMED
    yield Check("bound", standing, f"{describe(certificate)} (the report says: {reason})")


def _is_proved(rung: str) -> bool:
    """Whether a report claims a proof."""
    return rung in {one.value for one in Rung if one.is_proved}


def _contents(
    document: JsonObject,
    formulation: Formulation,
    x: FloatArray,
    proof: Proof | None,
    certificate: Certificate,
    waived: frozenset[str],
) -> Iterator[Check]:
    """Everything else in the report, made anew; and the ledger."""
    bound = certificate.bound if certificate.rung.is_proved else None
    solved = claimed_result(document, formulation.program, x, bound)
    try:
        result = make_result(formulation, solved, options_of(document), build_seconds=0.0)
    except ReconciliationError as error:
        yield Check("numbers", Standing.FAILS, str(error))
        return
    found = ledger(document, formulation.problem, result.plan, waived)
    plan = result.plan if isinstance(found, str) else replace(result.plan, audit=found)
    result = replace(result, certificate=certificate, proof=proof, plan_or_none=plan)
    try:
        told = told_reasons(document, formulation, result)
    except ProofError as error:
        yield Check("baseline", Standing.FAILS, str(error))
        return
    yield _numbers(document, replace(result, reasons=told))
    yield ledger_check(found)


# What only a solve can know, or what was asked of it: under the seal, and not made anew.
_CLAIMS = (
    "solver",
    "termination",
    "choice",
    "diagnosis",
    "reasons",
    "marginal_values",
    "fleetopt_version",
    UNCERTAINTY,
    SEAL,
)
# Columns and proof are what the rest is made from; packed by another zlib they are other letters.
_CERTIFICATE_CLAIMS = ("corroborated_by", "message", "columns", "proof")


def _numbers(document: JsonObject, result: Result) -> Check:
    """The report against one made from its own columns."""
    told, made = _comparable(document), _comparable(to_document(result))
    _forgive_rung(told, made)
    found = list(differences(told, made))
    if not found:
        words = (
            "made anew from the plan, the report is the same, but for what only the solve knew "
            "(solver, termination, choice, reasons, marginal values)"
        )
        return Check("numbers", Standing.HOLDS, words)
    more = [f"and {len(found) - _SHOWN:,} more"] if len(found) > _SHOWN else []
    count = "1 place" if len(found) == 1 else f"{len(found):,} places"
    words = f"made anew from the plan, the report differs in {count}"
    details = (*(str(one) for one in found[:_SHOWN]), *more)
    return Check("numbers", Standing.FAILS, words, details)


def _comparable(document: JsonObject) -> JsonObject:
    plain = without_times({k: v for k, v in document.items() if k not in _CLAIMS})
    fleet, certificate = plain.get("fleet"), plain.get("certificate")
    if isinstance(fleet, dict):  # how the caller names the file is no matter
        plain["fleet"] = {k: v for k, v in fleet.items() if k not in ("file", "sha256")}
    _leave_out_worths(plain)
    if isinstance(certificate, dict):
        plain["certificate"] = {
            key: value for key, value in certificate.items() if key not in _CERTIFICATE_CLAIMS
        }
    return plain


def _leave_out_worths(plain: JsonObject) -> None:
    """What leases are worth is a claim, and a baseline's columns are packed as the plan's are."""
    decisions, baseline = plain.get("decisions"), plain.get("baseline")
    contracts = decisions.get("contracts") if isinstance(decisions, dict) else None
    if isinstance(decisions, dict) and isinstance(contracts, list):
        kept = [
            {key: value for key, value in one.items() if key not in _WORTHS}
            for one in contracts
            if isinstance(one, dict)
        ]
        plain["decisions"] = decisions | {"contracts": list[Json](kept)}
    if isinstance(baseline, dict):
        plain["baseline"] = {key: value for key, value in baseline.items() if key != "columns"}


_WORTHS = ("npv_usd", "break_even_usd_per_kw_month")


def _forgive_rung(told: JsonObject, made: JsonObject) -> None:
    """Another solver's word is not to be had here, and more proof than was asked for is no lie."""
    left, right = told.get("certificate"), made.get("certificate")
    if isinstance(left, dict) and isinstance(right, dict):
        climbed = (left.get("rung"), right.get("rung"))
        if climbed in _FORGIVEN:
            left["rung"] = right["rung"]


_FORGIVEN = (
    (Rung.CORROBORATED.value, Rung.PLAN_VERIFIED.value),
    (Rung.GAP_CERTIFIED.value, Rung.EXACT.value),
)


_ABSENT = "absent"
_OF_A_PLAN = ("npv_usd", "gap", "discount_rate")


def _without_plan(
    document: JsonObject, formulation: Formulation, *, exact: bool
) -> Iterator[Check]:
    """A report that says that there is no plan."""
    reason = text(section(document, "termination"), "reason")
    told = [key for key in PLAN_SECTIONS if document.get(key, _ABSENT) is not None]
    worth = section(document, "objective")
    told += [f"objective.{key}" for key in _OF_A_PLAN if worth.get(key) is not None]
    if told or reason in (Reason.OPTIMAL.value, Reason.FEASIBLE.value):
        words = f"the report speaks of a plan ({reason}) and lists no decisions"
        yield Check("plan", Standing.FAILS, words, tuple(told[:_SHOWN]))
        return
    if reason != Reason.INFEASIBLE.value or document.get("certificate") is None:
        words = f"the report has no plan ({reason}); there is nothing to check"
        yield Check("plan", Standing.CLAIMED, words)
        return
    try:
        certificate = _certify(document, formulation, None, _proof(document), exact=exact)
    except ProofError as error:
        yield Check("no plan", Standing.FAILS, f"the proof cannot be read: {error}")
        return
    proved = certificate.rung.is_proved
    standing = Standing.HOLDS if proved else Standing.CLAIMED
    if not proved and _is_proved(text(section(document, "certificate"), "rung")):
        standing = Standing.FAILS
    yield Check("no plan", standing, describe(certificate))
