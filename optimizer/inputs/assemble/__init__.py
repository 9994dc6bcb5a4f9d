"""From what a fleet file says to the problem's arrays, one file per noun."""

from optimizer.inputs.assemble.fleet import assemble
from optimizer.inputs.assemble.reading import Reading

__all__ = ["Reading", "assemble"]
