"""``fleetopt calibrate``: parameters of random futures from daily history."""

import re
from pathlib import Path

import click

from optimizer.cli.options import Number
from optimizer.cli.studies import deliver, output_option

_EPILOG = """\b
Examples:
  fleetopt calibrate history.csv
  fleetopt calibrate history.csv --since 2018-01-01 -o fit.html
  fleetopt calibrate history.csv -o generate.yaml

\b
The history has a row per day: date, price_usd, hashrate_ehs, subsidy_btc, blocks, fees_btc.
"""


def _day(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise click.BadParameter(f"{value!r} is not a day like 2018-01-01")
    return value


@click.command("calibrate", epilog=_EPILOG)
@click.argument("history", metavar="HISTORY.csv", type=click.Path(path_type=Path))
@click.option(
    "--since", metavar="DAY", callback=_day, help="First day that counts.  [default: the first]"
)
@click.option(
    "--price-years",
    type=Number(min=0.5, max=50),
    default=5.0,
    show_default=True,
    metavar="YEARS",
    help="Years of prices, from the end, that volatility is estimated from.",
)
@output_option(".json", ".yaml", ".md", ".html")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
@click.option("-q", "--quiet", is_flag=True, help="Do not say what was written.")
def command(
    history: Path,
    since: str | None,
    price_years: float,
    outputs: tuple[Path, ...],
    as_json: bool,
    quiet: bool,
) -> None:
    """Estimate volatility, hashrate's response and fees from daily history, with errors.

    `-o FILE.yaml` writes the estimates as the keys of a fleet file, `-o FILE.html` shows how they
    fit.
    """
    from optimizer.studies import calibrate as study

    found = study.calibrate(history, since, price_years)
    deliver(
        study.page_of(found),
        lambda: study.to_json(found),
        outputs,
        as_json=as_json,
        quiet=quiet,
        more={".yaml": lambda: study.snippet(found)},
    )
