"""Every code with its title and what to do: the page of errors is made from this table.

Codes never change their meaning, and a code that is gone is not used again. The first digit
says what is wrong: 1 the file as YAML, 2 a key or a value by itself, 3 the parts against each
other, 4 a CSV file, 6 how fleetopt was called, 7 a solver.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

PAGE = "docs/errors.md"


@dataclass(frozen=True)
class Topic:
    """What a code stands for.

    Attributes:
        code: like ``E203``; ``W`` for warnings.
        title: what is wrong, in a few words.
        cure: what to do, in a sentence or two.
    """

    code: str
    title: str
    cure: str

    @property
    def page(self) -> str:
        """Page and fragment of its help."""
        return f"{PAGE}#{self.code.lower()}"


_ROWS = (
    ("E001", "fleetopt could not go on", "Read the message; it says what is missing."),
    # 1: the file as YAML
    ("E101", "A file cannot be read", "Check the name, the folder and the permissions."),
    ("E102", "The file is not UTF-8", "Save it as UTF-8 in the editor."),
    ("E103", "The file is not YAML", "Mend the line shown; the mistake may be on the line above."),
    ("E104", "A key stands twice", "Keep one of the two; otherwise one would be lost in silence."),
    ("E105", "A tab indents", "YAML is indented with spaces only."),
    ("E106", "The file is empty", "`fleetopt init` writes a fleet file to start from."),
    ("E107", "More than one document", "Keep one document and remove the `---` between them."),
    ("E108", "The file is too large, too deep or too entangled", "Put tables into CSV files."),
    ("E109", "A feature of YAML that fleet files do not use", "Write the value out plainly."),
    # 2: a key or a value by itself
    ("E201", "Unknown key", "Keys are checked so that a misspelt one is never ignored."),
    ("E202", "Missing key", "Add the key; the page on the fleet file says what it means."),
    ("E203", "Wrong kind of value", "Numbers are bare: no quotes, units, commas or per cent."),
    ("E204", "Number out of range", "Check the unit in the key's name."),
    ("E205", "Not one of the choices", "Use one of the words allowed."),
    ("E206", "Not a month", "Months are written YYYY-MM."),
    ("E207", "Not a curve", "Use one of the four forms of a curve."),
    ("E208", "Not a name", "Names are short text on one line; `/` divides site from hall."),
    ("E209", "Keys that exclude or need each other", "Give one of the two, or both."),
    # E210 was for keys that early versions did not support yet.
    ("E211", "Unknown format version", "This version reads `fleetopt: 1`."),
    (
        "E212",
        "An override does not fit",
        "Write `--set path.to.key=value` with a path that exists.",
    ),
    ("E213", "A list has too few or repeated items", "Give at least one, each once."),
    # 3: the parts against each other
    ("E301", "A name stands twice", "Names are how other keys refer to a thing: make them differ."),
    ("E302", "Unknown hall", "Halls are named `site/hall`, or by their name inside their site."),
    ("E303", "Unknown site", "Use the name of a site of this file."),
    ("E304", "Unknown contract", "Use the name of a contract of this file."),
    ("E305", "Unknown debt", "Use the name of a debt of this file."),
    ("E306", "Unknown machine", "`fleetopt catalog` lists machines; or give its figures."),
    ("E311", "A window ends before it begins", "Swap the two months or mend one."),
    ("E312", "A month outside the horizon", "Move the month, or lengthen the horizon."),
    ("E313", "A running lease does not fit", "It needs one number of MW and months left to run."),
    ("E314", "A conversion is ready too late", "Let it begin earlier, or lengthen the horizon."),
    ("E315", "An order arrives too late", "Order earlier, or lengthen the horizon."),
    (
        "E316",
        "A building's completion does not fit",
        "`ready` lies in the horizon, after spending.",
    ),
    ("E317", "A step curve begins too late", "Its first month is at or before the start."),
    ("E321", "Power cannot be resold", "Resale needs take_or_pay and a market supply."),
    ("E322", "More than one market supply", "A site has at most one; merge them."),
    ("E323", "A month without power", "Some supply has to be in force in every month."),
    ("E324", "Too little power", "Firm load has to be carried in every month."),
    ("E325", "A market price without a market", "Add a market supply, or name another price."),
    ("E332", "The price of bitcoin is missing", "Give `market.btc_price_usd` or `network`."),
    ("E333", "A month before bitcoin's halving schedule", "Give `block_subsidy_btc` yourself."),
    ("E341", "No hall can take the contract", "Name halls with HPC space now or in the future."),
    ("E342", "A contract excludes itself or what must be signed", "Remove one of the two."),
    ("E343", "A contract's size does not fit its steps", "A multiple of step lies in min..max."),
    ("E344", "Leases and servers exceed their halls", "What runs today has to fit today."),
    ("E345", "A contract that must be signed cannot be", "Check its size and its halls."),
    ("E346", "Machines do not fit their halls", "GPU servers need HPC space from the first month."),
    ("E351", "A machine could be sold for more than it costs", "Mend the resale or order price."),
    ("E361", "BTC-backed debt without bitcoin", "Add a treasury."),
    ("E362", "More than one BTC-backed debt", "Merge them: coins can be pledged once."),
    ("E363", "A debt repaid before it is drawn", "`repay_from` lies after `draw_until`."),
    ("E364", "More drawn than the limit", "Mend one of the two."),
    ("E365", "A debt that is already due", "Remove it, or mend the month."),
    ("E366", "A facility is repaid before the plan begins", "Give the months that remain."),
    ("E371", "Probabilities do not add up to 1", "Mend one; those of all scenarios make 1."),
    ("E372", "A scenario speaks of what is not there", "Mend the name, or remove the entry."),
    ("E373", "A statement about prices that cannot be true", "Change its price or its chance."),
    ("E374", "A statement about a month without a price", "Move it into the horizon."),
    ("E391", "A value of a curve is out of range", "Check the unit and the row shown."),
    # 4: CSV files
    (
        "E401",
        "A CSV file cannot be read",
        "Paths are relative to the fleet file; outside its folder only .csv files are read.",
    ),
    ("E402", "A column is missing", "Check the header; names are taken as they are written."),
    ("E403", "A month is missing", "Give one row for every month of the horizon."),
    ("E404", "A cell is not a number", "Numbers are bare, with a point for decimals."),
    ("E405", "A cell is not a time", "Months are YYYY-MM, hours YYYY-MM-DD HH:MM."),
    ("E406", "A row stands twice", "Keep one row for each month."),
    ("E407", "A calendar month has no hours", "Give at least one year of hours."),
    ("E408", "A CSV file is not well formed", "Check quotes and separators."),
    # 6: how fleetopt was called
    ("E601", "A command cannot be run like this", "`fleetopt COMMAND --help` shows examples."),
    ("E611", "A report cannot be read", "Write it again: `fleetopt solve FLEET -o FILE.json`."),
    ("E612", "An expected.json cannot be read", "Mend it, or write it anew: `check --update`."),
    ("E613", "A cluster cannot be used", "Start a Dask scheduler, and give its address."),
    ("E614", "A history cannot be used", "A row per day; the command's help names the columns."),
    ("E615", "There is nothing to weigh", "Add `scenarios` to the fleet file."),
    ("E616", "A walk through history cannot go on", "Give the fleet `finance` that survives it."),
    # 7: solvers
    ("E701", "The solver broke down", "Try another one: `fleetopt solvers` lists them."),
    ("E702", "The solver is not installed", "`fleetopt solvers` says how to install it."),
    ("E703", "The solver cannot do this", "`fleetopt solvers` lists what each of them can do."),
    # Warnings, numbered like the errors
    ("W301", "Repeated in a list", "Remove the repetition."),
    ("W311", "A month that never counts", "Nothing in the horizon depends on it."),
    ("W312", "A window is cut", "Months that cannot be reached are ignored."),
    ("W313", "Longer than the horizon", "The test never takes place."),
    ("W321", "A price that looks like cents per kWh", "5 cents per kWh are 50 USD per MWh."),
    ("W322", "A block larger than the grid", "What is above the grid limit cannot be used."),
    ("W331", "An implausible hashprice", "It is in USD per PH/s and day."),
    ("W332", "A price that is not used", "Remove one of the two."),
    ("W333", "A percentage that looks like a fraction", "Write 12 for 12 %, not 0.12."),
    ("W334", "An implausible number", "Check the unit in the key's name."),
    ("W341", "A lease that can never be signed", "Its halls can never hold it."),
    ("W342", "A lease without rent", "Check usd_per_kw_month."),
    ("W343", "Machines without a hall", "They are stored or sold: no hall has their cooling."),
    ("W344", "A lease larger than the grid", "Its reserved MW at the meter exceed grid_mw."),
    ("W345", "Miners without space", "No hall has asic_mw, so nothing of it can run."),
    ("W346", "A hall that can never be used", "It has no HPC space, now or later."),
    ("W361", "Cash begins under its floor", "The first month has to earn the difference."),
    ("W362", "A facility that nothing can draw", "Nothing that it funds is in this file."),
    ("W363", "A covenant on nothing", "Add the debt, or remove the covenant."),
    ("W371", "A key that needs scenarios", "Add `scenarios`, or remove the key."),
    ("W401", "A price file with few hours", "Months are weighed from the hours that are there."),
)

TOPICS: Mapping[str, Topic] = MappingProxyType({row[0]: Topic(*row) for row in _ROWS})
"""All codes, in the order of the page."""
