"""Finding proofs that no plan is worth more: a branch-and-bound search that records itself.

``prove`` is the entry. What it finds is believed only after ``optimizer.certificate`` has
checked it; nothing in here needs to be right for that.

- ``relaxation`` bounds a box with HiGHS' multipliers,
- ``branching`` chooses the column to split, ``pseudo_costs`` learns from past splits,
- ``search`` keeps the open boxes, ``recording`` the tree,
- ``witnesses`` shortens multipliers where there is room to spare,
- ``refutation`` looks for a better plan where a box cannot be closed.
"""
