r"""# Strips: every hour counted, without a variable per hour

A miner can switch off within seconds, so a megawatt of machines is a *strip of hourly
options on power*: in each hour it may buy a megawatt-hour at that hour's price and turn it
into hashes worth $v$. It does so when $v$ exceeds the cost. A month has about 730 such hours,
a plan of five years 43,800; a variable for each of them and each machine would make a program
of millions. It is not needed, for three reasons.

1. **Segments** ([segments](#segments)). What a machine group can do at any moment, over all
   its power modes, is a few pieces in series, each with its own worth $v$ per MWh; the pieces
   are taken in falling order of $v$.
2. **Tiers** ([tiers](#tiers)). What power costs in an hour is a few supplies in parallel, each
   with a size and a cost that is constant over the hours or rises with the hour's market price.
3. **Classes** ([classes](#classes)). The month's hours are sorted into a few classes in which
   the tiers' costs stand in the same order.

Within one hour the best dispatch is a *merit order*: segments by falling $v$ are paired with
tiers by rising cost until the next segment is worth less than the next tier costs. The order of
the segments is the same in every hour. Within a class so is the order of the tiers. Hence the
pairing, which MW of which segment sits on which MW of which tier, is the same in all hours
of the class, and only the point where it is cut moves: in an hour, the pairs with $v > $ cost
run. So give each pair its MW once, $x_{s,k,c}$, and know beforehand what one MW of it earns
over the class ([strip values](#strip-values)):

$$ \text{strip}_{s,k,c} = \sum_{i \in c} w_i \, \max(0, v_s - \text{cost}_{k,i}). $$

*Nothing is lost*: the merit order of every hour is such an assignment, so the optimum over all
hourly dispatches is reached. *Nothing is gained*: an assignment says which pairs run in each
hour, all within the sizes of segments and tiers, so it is a feasible hourly dispatch. The class's
cheapest hour runs every pair that runs at all, so the class's total is its true peak load.

It rests on hours being tied to each other only through monthly quantities: machines installed,
space, reserved MW, peaks. A battery, an energy budget or a minimum down time would tie them
directly, and would need hourly variables for what it touches.

With coins held back (`hold_mined`, `optimize`) a coin may be worth more or less to the plan than
its price; the rule still values it at its month's price, by definition: nobody should mine a coin
at a loss that the market sells cheaper.
"""

from optimizer.formulation.strips.strips import Strips, make_strips

__all__ = ["Strips", "make_strips"]
