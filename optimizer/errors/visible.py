"""Text from elsewhere as a terminal may show it: nothing that it obeys, nothing without end."""

import re

_UNSEEN = (
    "\x00-\x1f\x7f-\x9f"  # control characters
    "\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff"  # halves of characters, as which bytes that are no text are passed on
    "\U000e0000-\U000e0fff"
)
UNSEEN = re.compile(f"[{_UNSEEN}]")
"""What a terminal obeys instead of showing, what turns text round, and what cannot be seen."""

_UNSEEN_BUT_LINE_ENDS = re.compile(f"(?!\n)[{_UNSEEN}]")


def visible(text: str, *, lines: bool = False) -> str:
    """The text with what a terminal would obey written out, as Python writes it.

    Args:
        text: any text.
        lines: keep line ends; otherwise they are written out as well.
    """
    pattern = _UNSEEN_BUT_LINE_ENDS if lines else UNSEEN
    return pattern.sub(lambda sign: ascii(sign[0])[1:-1], text)


def short(text: str, most: int) -> str:
    """The text, cut with ``..`` where it is longer than so many characters."""
    return text if len(text) <= most else f"{text[: most - 2]}.."
