/*
 * retention.pml: a finite `retention.operations`: which ids are run, which are gone, and the file that remembers it.
 *
 *   background: clock, uptime ──▶ advanced() ──▶ HorizonFile::save ──▶ deleted_through is shown
 *   engine:     known id ──▶ judge_id() with what is shown ──▶ runs, 410 or 422
 *
 * The product deletes no record yet. The model has the deletion that the horizon is for: whatever deletes may delete
 * what lies before deleted_through, and nothing else.
 *
 * Survives: `file` (its name in the page cache) the death of a process, `file_durable` a crash of the machine.
 * Time is a small number. `now` is the true time, of which nobody knows; `wall` is the clock of the server, which jumps;
 * the monotonic clock is `now` while the process lives.
 * Options: DEATHS, CRASHES, JUMPS, SUBMISSIONS, END (of time), BUG_….
 */
#ifndef DEATHS
#define DEATHS 1
#endif
#ifndef CRASHES
#define CRASHES 1
#endif
#ifndef JUMPS
#define JUMPS 2
#endif
#ifndef SUBMISSIONS
#define SUBMISSIONS 4
#endif
#ifndef END
#define END 11
#endif
#define BEGIN 5 /* of the service: the clock is right then */
#define KEEP 2
#define DELETION_LAG 1
#define LEEWAY 1

#define IDS 3
#define BORN(k) (3 + 2 * (k)) /* the time inside the id: 3, 5, 7 */

#define CORRUPT 255

byte now = BEGIN;
byte wall = BEGIN;

/* ---- data/horizon */
byte file;         /* what a load reads: 0 = there is none */
byte file_durable; /* what is there after a crash of the machine, at least */
byte beside;       /* data/horizon.new */
bit beside_synced;
bit file_synced;   /* the bytes behind the name, not the name */

/* ---- memory of the process */
bit up;
bit dead[2];
#define BACKGROUND 0
#define ENGINE 1
byte deleted_through; /* the gauge: everybody judges by it */
byte moved_at;

/* ---- the journal, as far as it matters here: a record is durable or absent (operation.pml) */
bit record[IDS];

/* ---- what happened: nothing of this is known to the server */
bit ran[IDS];
bit told_expired[IDS];

byte deaths = DEATHS;
byte crashes = CRASHES;
byte jumps = JUMPS;
byte submissions = SUBMISSIONS;

#ifdef BUG_EXPIRES_LATER_THAN_IT_DELETES
#define EXPIRED(k) (BORN(k) + 1 < deleted_through)
#else
#define EXPIRED(k) (BORN(k) < deleted_through)
#endif
#ifdef BUG_IDS_OF_THE_FUTURE_ARE_RUN
#define FUTURE(k) (false)
#else
#define FUTURE(k) (BORN(k) > wall + LEEWAY)
#endif

/* kernel/retention.cpp: advanced(). `from` is deleted_through before, 0 when none was ever set. */
inline advanced(from, after) {
    wanted = (wall > KEEP + DELETION_LAG -> wall - KEEP - DELETION_LAG : 0);
#ifdef BUG_MOVES_WITH_THE_CLOCK
    reachable = wanted;
#else
    reachable = (from == 0 -> wanted : from + (now - moved_at));
#endif
    after = (wanted < reachable -> wanted : reachable);
#ifndef BUG_GOES_BACK_WITH_THE_CLOCK
    after = (after > from -> after : from);
#endif
    wanted = 0; reachable = 0
}

/* application/retention/horizon_keeper.cpp */
proctype background() {
    byte after, wanted, reachable;
    do
    :: { up ->
end_idle: do
        :: atomic { /* when it is due */
            true ->
step_advance:
            d_step { advanced(deleted_through, after) };
            if
            :: after == deleted_through -> after = 0
            :: else
            fi
          };
            if
            :: after == 0
            :: else ->
#ifdef BUG_SHOWN_BEFORE_IT_IS_SAVED
                deleted_through = after;
#endif
#ifdef BUG_SAVED_IN_PLACE
step_save_write:
                atomic { file = after; file_synced = 0 };
step_save_sync:
                atomic { file_durable = after; file_synced = 1 };
#else
step_save_write:
                atomic { beside = after; beside_synced = 0 };
#ifndef BUG_SAVED_WITHOUT_SYNC
step_save_sync:
                beside_synced = 1;
#endif
step_save_rename:
                atomic { file = beside; file_synced = beside_synced; beside = 0; beside_synced = 0 };
#ifndef BUG_SAVED_WITHOUT_SYNC_OF_THE_DIRECTORY
step_save_directory:
                file_durable = (file_synced -> file : CORRUPT);
#endif
#endif
step_show:
                atomic {
                    deleted_through = after;
#ifdef BUG_UPTIME_IS_COUNTED_TWICE
                    skip;
#else
                    moved_at = now;
#endif
                    after = 0
                }
            fi
        od
    } unless { atomic { dead[BACKGROUND] -> dead[BACKGROUND] = 0; after = 0; wanted = 0; reachable = 0 } }
    od
}

/* Judgement::judge: the known first, then the horizon. */
proctype engine() {
    byte k;
    do
    :: { up ->
end_idle: do
        :: atomic { submissions > 0 -> submissions--; select(k : 0 .. IDS - 1) };
            if
#ifdef BUG_HORIZON_BEFORE_THE_KNOWN
            :: atomic { EXPIRED(k) ->
#else
            :: atomic { record[k] ->
step_replay:
                k = 0
              }
            :: atomic { !record[k] && EXPIRED(k) ->
#endif
step_expired:
                assert(!record[k]); /* what is stored is answered, however old */
                told_expired[k] = 1; k = 0
              }
            :: atomic { !record[k] && !EXPIRED(k) && FUTURE(k) ->
step_from_the_future:
                k = 0
              }
            :: atomic { !record[k] && !EXPIRED(k) && !FUTURE(k) ->
step_welcome:
                assert(!told_expired[k]);          /* an id that was gone is never run */
                assert(!ran[k]);                   /* nor twice: its record is there as long as it may be run */
                assert(BORN(k) <= wall + LEEWAY)   /* nor one of the future */
              };
step_run:
                atomic { record[k] = 1; ran[k] = 1; k = 0 } /* one record: operation.pml */
            fi
        :: atomic { record[0] && BORN(0) < deleted_through -> k = 0; goto delete }
        :: atomic { record[1] && BORN(1) < deleted_through -> k = 1; goto delete }
        :: atomic { record[2] && BORN(2) < deleted_through -> k = 2; goto delete }
        :: false ->
delete:     atomic {
                assert(now >= BORN(k) + KEEP); /* not before its time, whatever the clock did */
                record[k] = 0; k = 0
            }
        od
    } unless { atomic { dead[ENGINE] -> dead[ENGINE] = 0; k = 0 } }
    od
}

proctype clock() {
end_idle:
    do
    :: atomic { now < END -> now++; wall++ }
    :: atomic { jumps > 0 && file_durable != 0 -> /* not before the first start */ jumps--; select(wall : 0 .. END + 2) }
    od
}

inline die() {
    up = 0; dead[BACKGROUND] = 1; dead[ENGINE] = 1; deleted_through = 0; moved_at = 0
}

proctype watcher() {
    byte wanted, reachable, first;
begin_life:
    !dead[BACKGROUND] && !dead[ENGINE];
    atomic {
        beside = 0; beside_synced = 0;
        assert(file != CORRUPT) /* a start is never refused by what a crash left */
    };
    if
    :: file != 0 ->
#ifndef BUG_NAME_OF_THE_LIFE_BEFORE_IS_NOT_SYNCED
step_sync_name: /* that life may have died between rename and sync: nobody is judged by what only the cache knows */
        file_durable = file;
#endif
step_open:
        atomic { deleted_through = file; moved_at = now; up = 1 }
    :: else -> /* begins from the clock, saved before anybody is served */
        atomic { d_step { advanced(0, first) }; file = first; file_durable = first; file_synced = 1 };
step_begin:
        atomic { deleted_through = first; moved_at = now; first = 0; up = 1 }
    fi;
end_serving:
    do
    :: atomic { deaths > 0 -> deaths--; d_step { die() } }; goto begin_life
    :: atomic { crashes > 0 -> crashes--;
        if
        :: file = file_durable
#ifdef BUG_SAVED_IN_PLACE
        :: !file_synced -> file = CORRUPT; file_durable = CORRUPT
#endif
        :: file != file_durable -> /* the new name is on the disk; its bytes, when they were synced */
            file = (file_synced -> file : CORRUPT); file_durable = file
        fi;
        d_step { die() } }; goto begin_life
    od
}

init {
    atomic { run clock(); run background(); run engine(); run watcher() }
}
