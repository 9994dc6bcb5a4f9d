"""Branch and bound that records itself: plans, and proofs that no plan is worth more.

``optimise`` finds a plan and its proof in one search; ``prove`` looks for a proof that a plan from
elsewhere is the best, or for one that refutes it. What they find is believed only after
``optimizer.certificate`` has checked it; nothing in here needs to be right for that.

- ``relaxation`` bounds a box with HiGHS' multipliers,
- ``branching`` chooses the column to split, ``pseudo_costs`` learns from past splits,
- ``lane`` opens boxes, ``search`` has several lanes open the worst ones and keeps the rest,
- ``goal`` says what must be beaten, ``plans`` finds the plan that goes with some whole numbers,
- ``recording`` keeps the tree, ``witnesses`` shortens multipliers where there is room to spare.
"""
