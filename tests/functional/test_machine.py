"""Fear: the machine stops for a while, its clock jumps, its disk breaks in a way of its own, its descriptors run out."""

from bad_clocks import Clocks, Pauses
from bad_disks import BrokenDisk, FullDisk
from descriptors import Descriptors


def test_a_disk_that_fills_up_again_and_again_loses_nothing(tools, seed, judged):
    judged([FullDisk(tools, 0, seed)])


def test_a_disk_that_breaks_below_its_file_system_loses_nothing_that_was_answered(tools, seed, judged):
    judged([BrokenDisk(tools, 0, seed)])


def test_a_pause_under_load_and_in_a_start_is_only_a_delay(tools, seed, judged):
    judged([Pauses(tools, 0, seed, 0.3)])


def test_a_clock_that_jumps_changes_no_answer(tools, seed, judged):
    judged([Clocks(tools, 0, seed, retention) for retention in ("forever", "1h")])


def test_more_connections_than_descriptors_are_survived(tools, seed, judged):
    judged([Descriptors(tools, 0, seed)])
