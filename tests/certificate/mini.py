"""A second checker, in fractions and recursion, written from the format's definition alone.

Slow and short: the referee of the real one. It assumes a well-formed proof.
"""

import math
from fractions import Fraction

import numpy as np

NEVER = -math.inf


def rows_of(program, proof):
    """Every row as ({column: coefficient}, lower, upper); None for no bound."""
    m = program.matrix.shape[0]
    start, column, value = program.matrix.indptr, program.matrix.indices, program.matrix.data
    rows = []
    for i in range(m):
        span = range(start[i], start[i + 1])
        row = {int(column[k]): Fraction(float(value[k])) for k in span}
        rows.append((row, number(program.row_lower[i]), number(program.row_upper[i])))
    aim = None if proof.target is None else Fraction(proof.target) - Fraction(program.offset)
    rows.append((whole_objective(program), aim, None))
    for lemma in proof.lemmas:
        rows.append((lemma_row(lemma), None, Fraction(lemma.upper)))
    return rows


def number(bound):
    return Fraction(float(bound)) if np.isfinite(bound) else None


def whole_objective(program):
    return {j: Fraction(float(c)) for j, c in enumerate(program.objective)}


def lemma_row(lemma):
    return {int(j): Fraction(float(v)) for j, v in zip(lemma.column, lemma.value, strict=True)}


def box_of(program):
    box = []
    for low, high, whole in zip(program.col_lower, program.col_upper, program.integer, strict=True):
        low, high = Fraction(float(low)), Fraction(float(high))
        box.append((Fraction(math.ceil(low)), Fraction(math.floor(high))) if whole else (low, high))
    return box


def bound(direction, weight, multipliers, rows, box):
    """The inequality of the format, term by term."""
    total = Fraction(0)
    rest = {j: weight * c for j, c in direction.items()}
    for i, y in multipliers:
        row, lower, upper = rows[i]
        side = upper if y > 0 else lower
        if side is None:
            continue
        total += y * side
        for j, a in row.items():
            rest[j] = rest.get(j, Fraction(0)) - y * a
    return total + sum(max(d * box[j][0], d * box[j][1]) for j, d in rest.items())


def worst(tree, node, direction, constant, rows, box):
    """What a tree proves from one of its nodes down; NEVER where there is nothing."""
    if any(low > high for low, high in box):
        return NEVER
    if tree.column[node] >= 0:
        j, at = int(tree.column[node]), Fraction(int(tree.at[node]))
        left, right = list(box), list(box)
        left[j] = (box[j][0], min(box[j][1], at))
        right[j] = (max(box[j][0], at + 1), box[j][1])
        return max(
            worst(tree, int(tree.left[node]), direction, constant, rows, left),
            worst(tree, int(tree.right[node]), direction, constant, rows, right),
        )
    k = int(tree.witness[node])
    if k >= 0:
        span = range(tree.start[k], tree.start[k + 1])
        multipliers = [(int(tree.row[e]), Fraction(float(tree.value[e]))) for e in span]
        weight = Fraction(float(tree.weight[k]))
        proved = bound(direction, weight, multipliers, rows, box)
        if weight == 1:
            return proved + constant
        if proved < 0:
            return NEVER
    return bound(direction, Fraction(1), [], rows, box) + constant


def proved_by(program, proof, lemma):
    """The smallest right side that a lemma's tree proves, with the rows of a proof so far."""
    row = lemma_row(lemma)
    proved = worst(lemma.tree, 0, row, Fraction(0), rows_of(program, proof), box_of(program))
    whole = all(program.integer[j] and c % 1 == 0 for j, c in row.items())
    return math.floor(proved) if whole and proved != NEVER else proved


def check(program, proof):
    """The certified bound as a fraction (or NEVER), or None where a lemma is not proved."""
    rows, box = rows_of(program, proof), box_of(program)
    if any(proved_by(program, proof, each) > Fraction(each.upper) for each in proof.lemmas):
        return None
    last = worst(proof.tree, 0, whole_objective(program), Fraction(program.offset), rows, box)
    aim = len(program.row_lower)
    used = any((t.row == aim).any() for t in [proof.tree, *(x.tree for x in proof.lemmas)])
    return max(last, Fraction(proof.target)) if used and proof.target is not None else last
