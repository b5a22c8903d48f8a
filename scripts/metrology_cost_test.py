"""The gate on the metrology's cost finds what it is there for."""

import metrology_cost

KEPT = {"instructions_per_100_sets": 24000, "with_harmonics": 44000}


def test_the_same_count_three_times_as_kept_is_good():
    assert not metrology_cost.judge([KEPT, KEPT, KEPT], KEPT)


def test_a_run_that_differs_is_found():
    other = {**KEPT, "with_harmonics": 44001}
    assert metrology_cost.judge([KEPT, KEPT, other], KEPT)


def test_a_change_of_more_than_two_percent_is_found_either_way():
    for factor in (0.97, 1.03):
        changed = {name: int(value * factor) for name, value in KEPT.items()}
        assert metrology_cost.judge([changed] * 3, KEPT)
    assert not metrology_cost.judge([{name: int(value * 0.985) for name, value in KEPT.items()}] * 3,
                                    KEPT)


def test_a_count_above_the_target_is_found_even_where_it_is_kept():
    above = {"instructions_per_100_sets": 25001, "with_harmonics": 44000}
    assert metrology_cost.judge([above] * 3, above)


def test_a_figure_without_a_kept_one_is_found():
    assert metrology_cost.judge([{**KEPT, "ram": 1}] * 3, KEPT)
