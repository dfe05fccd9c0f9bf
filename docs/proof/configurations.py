"""What run.py checks: sound configurations, planted bugs, and limits that the documents admit."""
from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class Configuration:
    model: str
    title: str
    options: str
    expects: str = "holds"
    bug: str = ""
    live: bool = False
    long: bool = False

    @property
    def name(self) -> str:
        return f"{self.model}.{self.title.replace(' ', '-')}"


def sound(model: str, title: str, options: str = "", live: bool = False, long: bool = False) -> Configuration:
    return Configuration(model, title, options, live=live, long=long)


def planted(model: str, bug: str, options: str = "", live: bool = False) -> Configuration:
    return Configuration(model, bug, f"{options} BUG_{bug}", "found", f"BUG_{bug}", live)


def limit(model: str, title: str, options: str) -> Configuration:
    return Configuration(model, title, options, "found")


SOUND = (
    sound("operation", "same payload"),
    sound("operation", "other payload", "SCENARIO=OTHER_PAYLOAD"),
    sound("operation", "other caller", "SCENARIO=OTHER_CALLER"),
    sound("operation", "two ids on one aggregate", "SCENARIO=TWO_IDS"),
    sound("operation", "two views and a rebuild", "VIEWS=2 REBUILDS=1"),
    sound("operation", "an append in doubt", "DOUBTS=1"),
    sound("operation", "two ids and an append in doubt", "SCENARIO=TWO_IDS DOUBTS=1 TRIES=1 DEATHS=0"),
    sound("operation", "liveness", "LIVE PATIENT", live=True),
    sound("operation", "liveness two ids", "LIVE PATIENT SCENARIO=TWO_IDS DEATHS=0", live=True),
    sound("operation", "liveness an append in doubt", "LIVE PATIENT DOUBTS=1 DEATHS=0", live=True),
    sound("operation", "liveness two ids in doubt", "LIVE PATIENT SCENARIO=TWO_IDS DOUBTS=1 DEATHS=0 CRASHES=0", live=True),
    sound("operation", "three tries four crashes", "TRIES=3 DEATHS=2 CRASHES=2", long=True),
    sound("operation", "two ids four crashes", "SCENARIO=TWO_IDS TRIES=3 DEATHS=2 CRASHES=2", long=True),
    sound("operation", "other caller four crashes", "SCENARIO=OTHER_CALLER TRIES=3 DEATHS=2 CRASHES=2", long=True),
    sound("operation", "other payload four crashes", "SCENARIO=OTHER_PAYLOAD TRIES=3 DEATHS=2 CRASHES=2", long=True),
    sound("operation", "two views four crashes", "VIEWS=2 REBUILDS=1 TRIES=3 DEATHS=2 CRASHES=2", long=True),
    sound("operation", "two views two ids", "VIEWS=2 REBUILDS=1 SCENARIO=TWO_IDS", long=True),
    sound("operation", "three tries two appends in doubt", "DOUBTS=2 TRIES=3", long=True),
    sound("operation", "two ids a death and an append in doubt", "SCENARIO=TWO_IDS DOUBTS=1 TRIES=1", long=True),
    sound("operation", "two ids two tries an append in doubt", "SCENARIO=TWO_IDS DOUBTS=1", long=True),
    sound("operation", "other caller an append in doubt", "SCENARIO=OTHER_CALLER DOUBTS=1", long=True),
    sound("operation", "two views an append in doubt", "VIEWS=2 REBUILDS=1 DOUBTS=1", long=True),
    sound("retention", "one jump", "JUMPS=1 SUBMISSIONS=2 DEATHS=1 CRASHES=1 END=9"),
    sound("retention", "two jumps", "JUMPS=2 SUBMISSIONS=3 DEATHS=1 CRASHES=1 END=9", long=True),
    sound("retention", "two jumps four crashes", "JUMPS=2 SUBMISSIONS=3 DEATHS=2 CRASHES=2 END=9", long=True),
    sound("start", "deaths and crashes", "FRAMES=2 SEGMENTS=3"),
    sound("start", "damage", "FRAMES=3 SEGMENTS=3 DAMAGES=1"),
    sound("start", "old copy", "FRAMES=2 SEGMENTS=3 OLD_COPIES=1"),
    sound("start", "substitute", "FRAMES=3 SEGMENTS=3 SUBSTITUTES=1"),
    sound("start", "five lives", "FRAMES=3 SEGMENTS=4 DEATHS=2 CRASHES=2 FAILED_SYNCS=1", long=True),
    sound("start", "damage and three crashes", "FRAMES=3 SEGMENTS=4 DAMAGES=1 DEATHS=1 CRASHES=2", long=True),
    sound("start", "old copy of three frames", "FRAMES=3 SEGMENTS=4 OLD_COPIES=1", long=True),
    sound("mirror", "one disk lost", "FRAMES=2"),
    sound("mirror", "one frame damaged", "FRAMES=3 LOSSES=0 DAMAGES=1"),
    sound("mirror", "two lives alone", "FRAMES=2 LOSSES=0 ALONE=2"),
    sound("mirror", "one disk after the other", "FRAMES=2 LOSSES=2 DEATHS=2"),
    sound("mirror", "one disk lost four deaths", "FRAMES=3 DEATHS=2 CRASHES=2", long=True),
    sound("mirror", "a disk and a frame", "FRAMES=3 DAMAGES=1 DEATHS=2", long=True),
)

BUGS = (
    planted("operation", "ANSWER_BEFORE_SYNC"),
    planted("operation", "EFFECT_AND_RECORD_IN_TWO_FRAMES"),
    planted("operation", "REPEAT_ANSWERED_FROM_THE_RUNNING_ONE"),
    planted("operation", "ENTRY_ERASED_BEFORE_THE_INDEX"),
    planted("operation", "REGISTRY_WITHOUT_CALLER", "SCENARIO=OTHER_CALLER"),
    planted("operation", "FINGERPRINT_IS_NOT_COMPARED", "SCENARIO=OTHER_PAYLOAD"),
    planted("operation", "REJECTION_IS_NOT_STORED", "SCENARIO=TWO_IDS"),
    planted("operation", "REJECTION_BEFORE_SYNC", "SCENARIO=TWO_IDS"),
    planted("operation", "PROJECTOR_PAST_THE_DURABLE_POSITION"),
    planted("operation", "ROWS_AND_CHECKPOINT_APART"),
    planted("operation", "COMPLETED_BEFORE_PROJECTION"),
    planted("operation", "COMPLETED_BY_THE_FIRST_VIEW", "VIEWS=2"),
    planted("operation", "COMPLETED_TAKEN_BACK"),
    planted("operation", "VIEW_SERVED_AFTER_A_CRASH"),
    planted("operation", "START_TRUSTS_THE_PAGE_CACHE", "DEATHS=1 CRASHES=1"),
    planted("operation", "REPEATS_ARE_FORGOTTEN", "PATIENT"),
    planted("operation", "ENTRY_IS_NEVER_ERASED", "PATIENT TRIES=2 LIVE", live=True),
    planted("operation", "COMPLETION_IS_NOT_TOLD", "PATIENT LIVE", live=True),
    planted("operation", "DOUBT_IS_TAKEN_FOR_FAILURE", "DOUBTS=1"),
    planted("operation", "DOUBT_IS_TAKEN_FOR_SUCCESS", "DOUBTS=1"),
    planted("operation", "VERSION_IS_NOT_COMPARED", "SCENARIO=TWO_IDS DOUBTS=1"),
    planted("operation", "STATE_IS_KEPT_AFTER_A_DOUBT", "PATIENT LIVE DOUBTS=1 DEATHS=0 CRASHES=0", live=True),
    planted("operation", "KNOWN_IS_TRIED_AGAIN", "PATIENT LIVE DOUBTS=1 DEATHS=0 CRASHES=0", live=True),
    planted("retention", "SHOWN_BEFORE_IT_IS_SAVED", "JUMPS=1 SUBMISSIONS=2 END=9"),
    planted("retention", "SAVED_WITHOUT_SYNC", "JUMPS=1 SUBMISSIONS=2 END=9"),
    planted("retention", "SAVED_WITHOUT_SYNC_OF_THE_DIRECTORY", "JUMPS=1 SUBMISSIONS=2 END=9"),
    planted("retention", "NAME_OF_THE_LIFE_BEFORE_IS_NOT_SYNCED", "JUMPS=1 SUBMISSIONS=2 END=9"),
    planted("retention", "SAVED_IN_PLACE", "JUMPS=1 SUBMISSIONS=2 END=9"),
    planted("retention", "MOVES_WITH_THE_CLOCK", "JUMPS=1 SUBMISSIONS=2 END=9"),
    planted("retention", "GOES_BACK_WITH_THE_CLOCK", "JUMPS=1 SUBMISSIONS=3 END=9"),
    planted("retention", "UPTIME_IS_COUNTED_TWICE", "JUMPS=1 SUBMISSIONS=2 END=9"),
    planted("retention", "EXPIRES_LATER_THAN_IT_DELETES", "JUMPS=1 SUBMISSIONS=2 END=9"),
    planted("retention", "HORIZON_BEFORE_THE_KNOWN", "JUMPS=1 SUBMISSIONS=2 END=9"),
    planted("retention", "IDS_OF_THE_FUTURE_ARE_RUN", "JUMPS=1 SUBMISSIONS=2 END=9"),
    planted("start", "LAST_FRAME_IS_NOT_COPIED", "FRAMES=2 SEGMENTS=3"),
    planted("start", "OLD_FILE_IS_SYNCED_INSTEAD", "FRAMES=2 SEGMENTS=3"),
    planted("start", "GOES_ON_IN_THE_OLD_SEGMENT", "FRAMES=3 SEGMENTS=3"),
    planted("start", "FAILED_SYNC_IS_TRIED_AGAIN", "FRAMES=2 SEGMENTS=3"),
    planted("start", "NEXT_FRAME_BEFORE_THE_SYNC", "FRAMES=3 SEGMENTS=3"),
    planted("start", "SEGMENT_IS_NAMED_BEFORE_IT_IS_SYNCED", "FRAMES=2 SEGMENTS=3"),
    planted("start", "DIRECTORY_IS_NOT_SYNCED", "FRAMES=2 SEGMENTS=3"),
    planted("start", "NAMES_OF_THE_LIFE_BEFORE_ARE_NOT_SYNCED", "FRAMES=2 SEGMENTS=3"),
    planted("start", "TAIL_BEFORE_THE_SYNC", "FRAMES=2 SEGMENTS=3"),
    planted("start", "WITNESS_AHEAD_OF_THE_SYNC", "FRAMES=2 SEGMENTS=3"),
    planted("start", "WITNESS_IN_ONE_SECTOR", "FRAMES=2 SEGMENTS=3"),
    planted("start", "TAIL_IS_NOT_ASKED", "FRAMES=3 SEGMENTS=3 DAMAGES=1"),
    planted("start", "WITNESS_IS_NOT_ASKED", "FRAMES=2 SEGMENTS=3 OLD_COPIES=1"),
    planted("start", "NOBODY_LOOKS_BEHIND_A_DAMAGED_FRAME", "FRAMES=3 SEGMENTS=3 DAMAGES=1 CRASHES=2 DEATHS=0"),
    planted("start", "PROOF_WITHOUT_CRC", "FRAMES=3 SEGMENTS=3 SUBSTITUTES=1"),
    planted("mirror", "ACKNOWLEDGED_AFTER_ONE_SYNC"),
    planted("mirror", "SYNC_OF_THE_MIRROR_IS_NOT_AWAITED"),
    planted("mirror", "TROUBLE_OF_THE_MIRROR_IS_IGNORED"),
    planted("mirror", "DATA_DIRECTORY_IS_ALWAYS_BELIEVED"),
    planted("mirror", "DAMAGED_COPY_IS_BELIEVED", "FRAMES=3 LOSSES=0 DAMAGES=1"),
    planted("mirror", "SHORTER_COPY_IS_TAKEN"),
    planted("mirror", "SERVED_WITHOUT_MENDING"),
    planted("mirror", "ONLY_AN_EMPTY_COPY_IS_MENDED", "DEATHS=2"),
    planted("mirror", "MENDED_IN_PLACE", "DEATHS=2"),
    planted("mirror", "MENDED_WITHOUT_SYNC", "CRASHES=2"),
    planted("mirror", "LAST_FRAME_IS_COPIED_ON_ONE_SIDE", "DEATHS=1 CRASHES=1"),
    planted("mirror", "NOBODY_ASKS_WHETHER_THE_LONGER_CONTAINS_THE_SHORTER", "LOSSES=0 ALONE=2"),
)

# What a sound model does not promise, and docs/guarantees.md says so: if spin stopped finding these, it would be too weak.
LIMITS = (
    limit("operation", "a 422 speaks of memory", "SCENARIO=OTHER_PAYLOAD LIMIT_A_422_SPEAKS_OF_MEMORY"),
    limit("mirror", "damage beside half an append", "FRAMES=3 LOSSES=0 DAMAGES=1 LIMIT_DAMAGE_BESIDE_HALF_AN_APPEND_REFUSES_THE_START"),
)
