"""Which of several plans of the same worth: programs and directions, nothing of their meaning.

- ``faces``: the plans of the highest worth as a face of the program,
- ``canonical``: one preference after the other over that face,
- ``generic``: a direction without pattern, which settles what is still open,
- ``ties``: other whole numbers that are worth as much,
- ``interchange``: labels that a program cannot tell apart,
- ``spread``: how far the plans of a face lie apart.
"""
