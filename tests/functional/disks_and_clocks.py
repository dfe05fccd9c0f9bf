"""What a machine does to a bank: disks that are full or break, pauses, clocks that jump, no more file descriptors.

    jobs(options, tools)            # FullDisk, BrokenDisk, Pauses, Clocks, Descriptors; each a job: figures or Violation

Mounting takes the right to mount, a clock that jumps libfaketime; where there is none the job says so and counts as
skipped.
"""

from bad_clocks import Clocks, Pauses
from bad_disks import BrokenDisk, FullDisk
from descriptors import Descriptors

SHORT_PAUSES, LONG_PAUSES = (0.2, 1.0), (1.0, 5.0, 11.0, 20.0)  # seconds; a wait of the bank ends after ten


def jobs(options, tools):
    rounds = range(20 if options.long else 1)
    pauses = LONG_PAUSES if options.long else SHORT_PAUSES
    made = [job for number in rounds for job in (
        FullDisk(tools, number, options.seed), BrokenDisk(tools, number, options.seed),
        *(Pauses(tools, number, options.seed, seconds) for seconds in pauses),
        *(Clocks(tools, number, options.seed, retention) for retention in ("forever", "1h")),
        Descriptors(tools, number, options.seed))]
    return [job for job in made if options.only in (None, job.name)]
