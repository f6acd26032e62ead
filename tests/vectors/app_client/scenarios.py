"""All scenarios, in the order of the file."""

import scenarios_answers
import scenarios_clocks
import scenarios_hints
import scenarios_outages
import scenarios_starts
import scenarios_times

ALL = [
    scenario
    for part in (scenarios_answers, scenarios_times, scenarios_outages, scenarios_clocks, scenarios_starts, scenarios_hints)
    for scenario in part.SCENARIOS
]
