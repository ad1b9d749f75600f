"""The words by which a follow-up says what it wants, as lists that can be read and extended. Lower case, no marks."""

from __future__ import annotations


def _all(text: str) -> tuple[str, ...]:
    return tuple(" ".join(phrase.split()) for phrase in text.split(",") if phrase.strip())


def _set(text: str) -> frozenset[str]:
    return frozenset(_all(text))


RESTART = _all("""
    start over, start again, start from scratch, start fresh, reset, begin again, new question, forget that, forget
    everything, forget it, clear everything, clear all, from the beginning, scratch that all
""")
UNDO = _all("""
    undo, undo that, undo it, undo this, go back, back, take that back, revert, revert that, one step back, go back
    one step, undo the last change, undo last change, undo the last step, step back, back to the previous one, go
    back to the previous one, previous one, back to before, as before, scratch that, undo the last filter, go back
    to the previous result,
    undo once more, undo again, once more back, back once more, go back again, one more back, undo one more
""")
SHARE = _all("""
    as a share, as a percentage, as percentages, as percent, in percent, as shares, as a percent, in percentages, as
    share, as a proportion, as proportions, in %, as a %, as %, what share is that, share of total, share of the
    total, percentage of total, percentage of the total, percent of total, percent of the total
""")
SHARE_TAILS = _all("""
    of total, of the total, of the whole, of all, instead, please, each
""")
OPENERS = _all("""
    what about, how about, and what about, and how about, same thing, same question, do the same, the same, same,
    show me, show it, show that, show them, show, give me, give it, make it, make that, do it, do that, break it
    down, break that down, break this down, break them down, break down, broken down, split it up, split it, split
    that, split them, split up, split, group it, group them, group that, grouped, group, slice it, slice that,
    slice, see it, see that, display it, view it, filter it, filter that, filter them, filter, limit it, limit that,
    limit them, limit, restrict it, restrict that, restrict, narrow it down, narrow that down, narrow down, narrow
    it, narrow, keep, look at, change it, change that, change, switch it, switch, use, try, take, i meant, i mean, i
    want, i need, can you, could you, can i see, can we see, let's see, let me see, let us see, and, but, now, ok,
    okay, please, then, so, just, only, also, again, instead, actually, no, sorry, wait, well, thanks, great, good,
    hmm, plus, add, include, including, with, to,
    focus on, concentrate on, zoom in on, zoom into, look only at, the ones, ones, those, go for, give them, and what of, what of, make this, put it, put them, have it, and now, is it possible to see,
    those who are, those who, those that are, those that, who are, which are, that are
""")
KEPT_PREPOSITIONS = _set("""
    to, with
""")
"""Openers only behind another opener: `limit it to the West`, but `with a discount` is a condition."""
MARKS_FOLLOW_UP = _all("""
    what about, how about, and, but, only, just, same, the same, also, instead, now, then, plus, add, include,
    including, exclude, excluding, except, without, ok, okay, actually, no, break, split, group, slice, filter,
    limit, restrict, narrow, keep, switch, change, make it, make that, do the same, do it, do that, not, drop,
    remove, broken, grouped, again, i meant, i mean, sort, order, so,
    minus, apart from, aside from, everything but, all but, leave out, focus, concentrate, zoom, month by month, week by week, day by day, quarter by quarter, year by year, put, bring, within, what of
""")
SPLITTING = _all("""
    break, broken, split, slice
""")
ADDS = _set("""
    add, also, include, including, plus
""")
ADD_TAILS = _all("""
    as well, too, also, in addition, next to it, alongside, besides
""")
TAILS = _all("""
    instead, please, now, only, alone, then, again, for me, thanks,
    is enough, will do, are enough, only please, though, this time, for now, too please
""")
HEADS = _set("""
    are, average, calculate, compute, count, did, display, do, does, find, how, is, list, name, number, report,
    return, select, tell, total, was, were, what, when, where, which, who, whose
""")
ASKS = _all("""
    show, show me, give me, list, get
""")
PREPOSITIONS = _set("""
    above, across, after, annually, at, before, below, between, broken, by, daily, during, except, excluding, for,
    from, grouped, in, including, last, monthly, not, of, on, ordered, over, per, quarterly, since, sorted, split,
    this, till, under, until, weekly, where, with, within, without, yearly
""")
THEM = _set("""
    it, that, them, these, they, those
""")
HIGH = _set("""
    best, biggest, first, greatest, highest, largest, leading, most, strongest, top
""")
LOW = _set("""
    bottom, fewest, last, least, lowest, smallest, weakest, worst
""")
FIRST_WORDS = _set("""
    first, last
""")
KEEP_FILL = _set("""
    about, and, are, but, can, down, give, i, is, it, just, keep, limit, me, narrow, need, now, of, ok, only,
    please, restrict, see, show, the, them, to, want, what, which,
    and, then, instead
""")
KEEP_TAIL = _set("""
    entries, of, one, ones, only, please, results, rows, them, then, these, those, though,
    enough, is, will, do, instead, and, highest, lowest, first, in, this, that, though
""")
CHANGED = _set("""
    change, changed, climb, decline, declined, decrease, decreased, difference, dip, down, drives, driving, drop,
    dropped, dropping, drops, drove, fall, falling, falls, fell, go, grew, grow, growing, happen, happened,
    increase, increased, jump, jumped, rise, rising, rose, sink, so, spike, up, went,
    bad, better, good, high, higher, low, lower, peak, poor, strong, stronger, weak, weaker, worse
""")
CHANGE_FILL = _set("""
    did, do, does, has, have, had, is, are, was, were, been, our, the, much, so, a, lot, sharply, suddenly, of, in, get, got,
    going, gone, be, being, become, behind, badly, strongly, significantly, actually, though, exactly, really, then, such
""")
"""Words that may stand around a word of change and its figure."""
FILLERS = _all("""
    please, ok, okay, let's, can you, now, no, actually, and, just, wait, but, then, again,
    give me, i want, i need, all right, alright
""")
SHOWN_AS = _all("""
    show it, show that, show them, show me, show, give it, make it, what is it, what is that, express it, express
    that
""")
EXPLAINS = _all("""
    what explains, what drove, what caused, what drives, what's behind, explain the, explain that,
    what happened
""")
WHY = _all("""
    why, why is that, why was that, how come, how come it changed
""")
COMPARES = _set("""
    compare, compared, comparison, versus, vs, vs., against, relative
""")
COMPARE_FILL = _set("""
    compare, compared, comparison, versus, vs, vs., against, relative, it, that, this, them, these, those, with, to,
    the, result, results, same, of, figures, numbers, number, figure
""")
SORTS = _set("""
    sort, order, rank, sorted, ordered, ranked
""")
SORT_FILL = _set("""
    sort, order, rank, sorted, ordered, ranked, it, them, that, this, by, the, result, results, in, descending,
    desc, ascending, asc, from, alphabetically, those, these, list, decreasing, increasing
""")
DOWN = _set("""
    descending, desc, decreasing, backwards
""")
UP = _set("""
    ascending, asc, increasing, alphabetically, alphabetical
""")
REVERSE = _all("""
    reverse the order, reverse it, reverse that, the other way round, other way around, the other way around
""")
UNITS = _set("""
    day, days, week, weeks, month, months, quarter, quarters, year, years
""")
FILTER_NOUNS = _set("""
    filter, filters, condition, conditions, restriction, restrictions, constraint, constraints, criterion, criteria
""")
GROUP_NOUNS = _set("""
    breakdown, grouping, groups, split
""")
REMOVES = _all("""
    remove, drop, clear, lose, ignore, skip, get rid, take out, take away, leave out
""")
ALL_ROWS = _all("""
    all of them, everything, all rows, all results, the rest too, all, the whole list, show all, no limit, without a
    limit, without the limit
""")
UNGROUPED = _all("""
    overall, in total, total, no breakdown, without the breakdown, without breakdown, as one number, one number,
    ungrouped, the total, altogether,
    sum it all up, sum it up, add it all up, add it up, add them up, all together, the overall total, overall total, the grand total, grand total, as a total, not broken down, without any breakdown, no split, no grouping, without the split
""")
ALL_TIME = _all("""
    all time, all years, of all time, all dates, any date, all periods, the whole period, no date filter, since the
    beginning
""")
UNFILTERED = _all("""
    no filters, no filter at all, without filters, without any filter, without any filters, unfiltered, remove all
    filters, drop all filters, clear all filters, remove every filter, reset all filters, no filters at all
""")
UNSELECTED = _all("""
    no filter, without the filter, without the filters, remove the filters, clear the filters, drop the filters, reset
    the filters, remove filters, clear filters, reset filters, drop filters
""")
"""The rows are chosen by nothing any more but their dates."""
NODS = _all("""
    thanks, thank you, thank you very much, many thanks, thanks a lot, thx, ty, cheers, ok, okay, ok thanks, okay thanks, great,
    great thanks, perfect, nice, cool, awesome, excellent, got it, good, very good, alright, all right, fine, makes sense, i see,
    understood, wonderful, super, wow, good to know, that helps, that is all, that's all, yes, yep, sure, well done, good job
""")
"""Words that want nothing done."""
LISTS = _all("""
    list them, show them, who are they, what are they, which are they, which ones, show me them, which ones are
    they, name them, list those, show those, show me the list, list these, which ones are these, which ones are
    those, who are these, who are those
""")
COUNTS = _all("""
    how many, how many are there, how many is that, how many are they, how many are those, how many are these
""")
SHARE_WORDS = _set("""
    share, shares, percentage, percentages, percent, proportion, proportions, %
""")
SHARE_FILL = _set("""
    as, a, an, the, of, total, whole, all, each, every, one, one's, ones, what, is, that, it, in, show, them, please, this,
    per, day, week, month, quarter, year, and, within, are, those, these, give, me, group, row, sum, now, instead, their,
    express, grand, overall, make, up, does, do, they
""")
"""Words that may stand around a word for a share when nothing but a share of the total is asked for."""
TOTALS = _set("""
    overall, total, altogether, sum, together
""")
TOTAL_FILL = _set("""
    the, a, give, me, just, only, show, it, all, up, overall, total, altogether, together, in, as, one, number, figure, please, no,
    breakdown, grouping, split, and, now, for, year, whole, everything, grand, not, by, that, is, of, what, sum, combined
""")
LOWER_IS_BETTER = _set("""
    return, refund, cancel, complaint, cost, delay, late, error, failure, churn, defect, expense, loss, debt, churned, absence,
    absent, accident, crime, fault, wait, waiting, discount, penalty, fine, dropout, unemployment, missing, incident
""")
"""What is worst where there is most of it."""
BACK = _all("""
    put, bring, add, take, include
""")
IS_THAT = _all("""
    is that, are that, are those, are these, is this, that is, does that make, is it
""")
