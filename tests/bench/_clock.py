"""How long something takes inside `odoo shell`."""

import time


def timed(env, function):
    """Return how long a call takes, its writes flushed, and what it returns."""
    env.invalidate_all()
    start = time.perf_counter()
    result = function()
    env.flush_all()
    return time.perf_counter() - start, result


def best(env, function, runs):
    """Return the shortest of several calls: the one least disturbed."""
    return min(timed(env, function)[0] for _run in range(runs))


def best_within(env, function, seconds, runs):
    """Return the shortest of as many calls as begin within `seconds`, one at least."""
    taken = []
    while not taken or (sum(taken) < seconds and len(taken) < runs):
        taken.append(timed(env, function)[0])
    return min(taken)
