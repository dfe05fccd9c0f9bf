/*
 * start.pml: what a start finds, verifies, proves, writes and then serves, over and over, whatever ended the life before.
 *
 *   read segments ─▶ find the end ─▶ proofs: tail file, witness ─▶ new segment with a copy of the last frame
 *   ─▶ sync ─▶ name ─▶ sync directory ─▶ tail file ─▶ witness ─▶ serve ─▶ frames …
 *
 * A frame holds one record. Its content is a number that is never used again, and stands for its bytes and its CRC;
 * previous[] is what its header says of the frame before. A segment's header is written and synced with the copied
 * frame before the segment has its name, so `begin` and `cut` (where the predecessor ends) are whole when they can be seen.
 *
 * `cached` is what a read returns; `disk` is what a crash of the machine leaves at least. An unsynced frame may be kept,
 * lost or torn by it. After a failed sync the pages are clean: they look written, and no later sync writes them.
 * `boot id` is left out: it only changes the wording of a refusal. Seals are left out: with a seal less is copied.
 * Options: FRAMES, SEGMENTS, DEATHS, CRASHES, FAILED_SYNCS, DAMAGES (of any frame), OLD_COPIES (of the data directory
 * put back), SUBSTITUTES (the last frame replaced by a valid one of another history), BUG_….
 */
#ifndef FRAMES
#define FRAMES 2
#endif
#ifndef SEGMENTS
#define SEGMENTS 3
#endif
#ifndef DEATHS
#define DEATHS 1
#endif
#ifndef CRASHES
#define CRASHES 1
#endif
#ifndef FAILED_SYNCS
#define FAILED_SYNCS 1
#endif
#ifndef DAMAGES
#define DAMAGES 0
#endif
#ifndef OLD_COPIES
#define OLD_COPIES 0
#endif
#ifndef SUBSTITUTES
#define SUBSTITUTES 0
#endif
#define POSITIONS FRAMES
#define CONTENTS (2 * FRAMES + 2)
#define TORN 99
#define SLOTS (SEGMENTS * POSITIONS)
#define AT(s, p) ((s) * POSITIONS + (p) - 1)

/* ---- the data directory */
byte cached[SLOTS];
byte disk[SLOTS];
bit dirty[SLOTS];
bit named[SEGMENTS];
bit name_synced[SEGMENTS];
bit header_synced[SEGMENTS];
byte begin[SEGMENTS]; /* the position before its first frame */
byte cut[SEGMENTS];   /* the last position that counts in the segment before it */
byte tail_position, tail_content;           /* as it is read */
byte tail_disk_position, tail_disk_content; /* after a crash of the machine, perhaps */

/* ---- the witness, elsewhere */
byte witness_position, witness_content;
byte witness_disk_position, witness_disk_content;
bit witness_torn;

/* ---- an old copy of the data directory, made while nobody served */
#if OLD_COPIES > 0
byte copy_of[SLOTS];
bit copy_named[SEGMENTS];
byte copy_begin[SEGMENTS];
byte copy_cut[SEGMENTS];
byte copy_tail_position, copy_tail_content;
bit copied;
#endif

byte previous[CONTENTS];
byte made; /* contents so far */

bit up;
bit dead;
bit refused;
byte deaths = DEATHS;
byte crashes = CRASHES;
byte failed_syncs = FAILED_SYNCS;
byte damages = DAMAGES;
byte old_copies = OLD_COPIES;
byte substitutes = SUBSTITUTES;
bit ill; /* bytes changed while they lay on the disk, or a copy was put back */

/* ---- what was acknowledged or shown: nobody may ever find anything else there */
byte shown[POSITIONS];

#define LAST_SEGMENT (named[3 % SEGMENTS] && SEGMENTS > 3 -> 3 : (named[2 % SEGMENTS] && SEGMENTS > 2 -> 2 : \
                      (named[1] -> 1 : 0)))

/* One frame of segment s: whole, the one that follows, or not. */
#define WHOLE(s, p) (cached[AT(s, p)] != 0 && cached[AT(s, p)] != TORN)

/* recovery.cpp: read_segments, find_end, look_behind; start.cpp: check_evidence. */
inline find_end() {
    d_step {
        end = 0; last = 0; bad = 0; s = 0;
        do
        :: s < SEGMENTS && named[s] ->
            if
            :: !header_synced[s] -> bad = 1 /* it may be damaged: only a bug makes this */
            :: s > 0 && (begin[s] < begin[s - 1]) -> bad = 1
            :: else
            fi;
            if
            :: s + 1 < SEGMENTS && named[s + 1] -> to = cut[s + 1]
            :: else -> to = POSITIONS
            fi;
            /* the segment begins where its header says, not where the last one ended */
            if
            :: begin[s] > end -> bad = 1
            :: else -> end = begin[s]; last = (end > 0 -> chain[end - 1] : 0)
            fi;
            p = begin[s] + 1;
            do
            :: !bad && p <= to && WHOLE(s, p) ->
                if
                :: previous[cached[AT(s, p)]] == last -> last = cached[AT(s, p)]; end = p; chain[p - 1] = last
                :: else -> bad = 1 /* an intact frame that does not follow */
                fi;
                p++
            :: else -> break
            od;
            if
            :: s + 1 < SEGMENTS && named[s + 1] && end < to -> bad = 1 /* a closed segment ends early */
            :: else
            fi;
#ifndef BUG_NOBODY_LOOKS_BEHIND_A_DAMAGED_FRAME
            if
            :: !bad && !(s + 1 < SEGMENTS && named[s + 1]) ->
                p = end + 2;
                do
                :: p <= POSITIONS -> if
                    :: WHOLE(s, p) -> bad = 1 /* a damaged frame is followed by an intact one */
                    :: else
                    fi; p++
                :: else -> break
                od
            :: else
            fi;
#endif
            s++
        :: else -> break
        od;
        p = 0; to = 0; s = 0
    }
}

#define CHAIN(q) ((q) == 0 -> 0 : chain[(q) - 1 + ((q) == 0)])
#ifdef BUG_PROOF_WITHOUT_CRC
#define PROVED(q, c) ((q) <= end)
#else
#define PROVED(q, c) ((q) <= end && ((q) == 0 || CHAIN(q) == (c)))
#endif

/* Everything that was ever shown is there. What bit rot or an old copy took away must have been noticed, as far as
   tail file or witness reach: nobody has ever promised more (docs/guarantees.md, promise 7). */
inline judge_what_was_found() {
    d_step {
        p = 1;
        do
        :: p <= POSITIONS ->
            if
            :: shown[p - 1] != 0 && (p > end || chain[p - 1] != shown[p - 1]) ->
                assert(ill && p > evidence);
#if OLD_COPIES == 0
                assert(p == POSITIONS || shown[p % POSITIONS] == 0); /* and one damaged frame takes no other with it */
#endif
                shown[p - 1] = 0
            :: else
            fi;
            p++
        :: else -> break
        od;
        p = 0; evidence = 0
    }
}

inline show_what_is_served() {
    d_step {
        p = 1;
        do
        :: p <= POSITIONS ->
            assert(shown[p - 1] == 0 || (p <= end && chain[p - 1] == shown[p - 1]));
            if
            :: p <= end -> shown[p - 1] = chain[p - 1]
            :: else
            fi;
            p++
        :: else -> break
        od;
        p = 0
    }
}

inline sync_directory() { /* all names that are in it */
    d_step {
        s = 0;
        do
        :: s < SEGMENTS -> name_synced[s] = named[s]; s++
        :: else -> break
        od;
        s = 0
    }
}

proctype server() {
    byte end, last, p, to, s, at, evidence;
    byte chain[POSITIONS];
    bit bad, copies;
    do
    :: { up ->
step_find_the_end:
        find_end();
        if
        :: bad -> goto refuse
        :: else
        fi;
        evidence = (tail_position > witness_position -> tail_position : witness_position);
step_check_evidence:
        if
#ifndef BUG_TAIL_IS_NOT_ASKED
        :: !PROVED(tail_position, tail_content) -> goto refuse
#endif
#ifndef BUG_WITNESS_IS_NOT_ASKED
        :: witness_torn || !PROVED(witness_position, witness_content) -> goto refuse
#endif
        :: else
        fi;
        judge_what_was_found();
        at = LAST_SEGMENT;
#ifdef BUG_GOES_ON_IN_THE_OLD_SEGMENT
        if
        :: named[0] -> goto serve
        :: else
        fi;
#endif
        if
        :: named[0] && at + 1 == SEGMENTS -> goto end_of_space /* of the model */
        :: else
        fi;
#ifndef BUG_NAMES_OF_THE_LIFE_BEFORE_ARE_NOT_SYNCED
step_sync_names: /* a life that died between rename and sync may have left a name that only the cache knows */
        sync_directory();
#endif
step_write_segment:
        d_step { /* header and copied frame into a prepared segment, which has no name */
            copies = (named[0] && end > begin[at]); /* the last segment has a frame: its sync may not have returned */
            at = (named[0] -> at + 1 : 0);
            begin[at] = (copies -> end - 1 : end); cut[at] = begin[at];
            if
            :: copies -> cached[AT(at, end)] = last; dirty[AT(at, end)] = 1
            :: else
            fi
        };
#ifdef BUG_SEGMENT_IS_NAMED_BEFORE_IT_IS_SYNCED
step_name_segment:
        named[at] = 1;
#endif
#ifdef BUG_LAST_FRAME_IS_NOT_COPIED
        atomic { begin[at] = end; cut[at] = end;
            if
            :: copies -> cached[AT(at, end)] = 0; dirty[AT(at, end)] = 0
            :: else
            fi;
            copies = 0 };
        header_synced[at] = 1;
#else
#ifdef BUG_OLD_FILE_IS_SYNCED_INSTEAD
        d_step { begin[at] = end; cut[at] = end;
            if
            :: copies -> cached[AT(at, end)] = 0; dirty[AT(at, end)] = 0;
                if
                :: at > 0 && dirty[AT(at - 1, end)] -> disk[AT(at - 1, end)] = cached[AT(at - 1, end)]; dirty[AT(at - 1, end)] = 0
                :: else
                fi
            :: else
            fi;
            copies = 0; header_synced[at] = 1 };
#else
step_sync_segment:
        d_step {
            header_synced[at] = 1;
            if
            :: copies -> disk[AT(at, end)] = cached[AT(at, end)]; dirty[AT(at, end)] = 0
            :: else
            fi;
            copies = 0
        };
#endif
#endif
#ifndef BUG_SEGMENT_IS_NAMED_BEFORE_IT_IS_SYNCED
step_name_segment:
        named[at] = 1;
#endif
#ifndef BUG_DIRECTORY_IS_NOT_SYNCED
step_sync_directory:
        sync_directory();
#endif
serve:
step_follow_tail:
        atomic { tail_position = end; tail_content = last };
step_open_witness:
        atomic { witness_position = end; witness_content = last }; /* beside, synced, renamed, directory synced */
        atomic { witness_disk_position = end; witness_disk_content = last };
step_serve:
        show_what_is_served();

        /* ---- frames, one after another: write, sync, note in the tail file, acknowledge */
end_idle: do
        :: atomic { end < POSITIONS && made + 1 < CONTENTS ->
step_write_frame:
            made++; previous[made] = last; end++; last = made;
            if
            :: cached[AT(at, end)] = last
            :: crashes + deaths > 0 -> cached[AT(at, end)] = TORN /* it dies inside of the write */
            fi;
            dirty[AT(at, end)] = 1
          };
#ifdef BUG_NEXT_FRAME_BEFORE_THE_SYNC
            if
            :: atomic { end < POSITIONS && made + 1 < CONTENTS && cached[AT(at, end)] != TORN ->
                made++; previous[made] = last; end++; last = made; cached[AT(at, end)] = last; dirty[AT(at, end)] = 1 }
            :: true
            fi;
#endif
            !(cached[AT(at, end)] == TORN); /* nothing but a death comes after half a write */
#ifdef BUG_TAIL_BEFORE_THE_SYNC
            atomic { tail_position = end; tail_content = last };
#endif
#ifdef BUG_WITNESS_AHEAD_OF_THE_SYNC
            atomic { witness_position = end; witness_content = last };
            atomic { witness_disk_position = end; witness_disk_content = last };
#endif
            if
            :: true ->
step_sync_frame:
              d_step {
                p = 1;
                do
                :: p <= POSITIONS -> if
                    :: dirty[AT(at, p)] -> disk[AT(at, p)] = cached[AT(at, p)]; dirty[AT(at, p)] = 0
                    :: else
                    fi; p++
                :: else -> break
                od;
                p = 0
              }
            :: atomic { failed_syncs > 0 ->
step_sync_fails: /* said once, and the pages are clean from now on */
                failed_syncs--; dirty[AT(at, end)] = 0;
                if
                :: disk[AT(at, end)] = TORN
                :: disk[AT(at, end)] = cached[AT(at, end)]
                :: skip
                fi
              };
#ifdef BUG_FAILED_SYNC_IS_TRIED_AGAIN
                skip
#else
                goto die
#endif
            fi;
step_note_tail:
            atomic { tail_position = end; tail_content = last };
step_acknowledge:
            d_step {
                assert(shown[end - 1] == 0 || shown[end - 1] == last);
                shown[end - 1] = last;
#ifdef BUG_NEXT_FRAME_BEFORE_THE_SYNC
                if
                :: end > 1 && shown[end - 2] == 0 -> shown[end - 2] = previous[last]
                :: else
                fi
#endif
            }
        :: atomic { witness_disk_position < end -> /* each second, and one sync later */
step_testify:
            witness_position = end; witness_content = last
          };
            atomic { witness_disk_position = end; witness_disk_content = last }
        :: atomic { end > begin[at] && at + 1 < SEGMENTS && end < POSITIONS -> /* the segment is full */
step_roll:
            at++; begin[at] = end; cut[at] = end
          };
            header_synced[at] = 1;
            named[at] = 1;
            sync_directory()
        od;
die:    atomic { up = 0; goto begin_again };
refuse: atomic {
            assert(ill); /* no start is refused for what deaths, crashes and failed syncs leave behind */
            refused = 1
        };
end_of_space:
        false
    } unless { atomic { dead -> dead = 0 } };
begin_again:
    skip;
    d_step {
        end = 0; last = 0; p = 0; to = 0; s = 0; at = 0; bad = 0; copies = 0; evidence = 0;
        do
        :: p < POSITIONS -> chain[p] = 0; p++
        :: else -> break
        od;
        p = 0
    }
    od
}

/* What the machine's crash makes of what was not synced: each frame, name and file for itself. */
inline crash_machine() {
    i = 0;
    do
    :: i < SLOTS ->
        if
        :: cached[i] != disk[i] ->
            if
            :: cached[i] = disk[i]
            :: disk[i] = cached[i]
            :: cached[i] = TORN; disk[i] = TORN
            fi
        :: else
        fi;
        dirty[i] = 0; i++
    :: else -> break
    od;
    i = 0;
    do
    :: i < SEGMENTS ->
        if
        :: named[i] && !name_synced[i] ->
            if
            :: named[i] = 0
            :: name_synced[i] = 1
            fi
        :: else
        fi;
        i++
    :: else -> break
    od;
    i = 0;
    do
    :: i < SEGMENTS -> /* what has no name is a spare, and zeroed before it is used */
        if
        :: !named[i] && name_synced[i] == 0 ->
            begin[i] = 0; cut[i] = 0; header_synced[i] = 0; p = 1;
            do
            :: p <= POSITIONS -> cached[AT(i, p)] = 0; disk[AT(i, p)] = 0; p++
            :: else -> break
            od
        :: else
        fi;
        i++
    :: else -> break
    od;
    if
    :: tail_position = tail_disk_position; tail_content = tail_disk_content
    :: tail_position = 0; tail_content = 0 /* torn, or never written */
    :: skip
    fi;
    tail_disk_position = tail_position; tail_disk_content = tail_content;
    if
    :: witness_position != witness_disk_position ->
        if
        :: witness_position = witness_disk_position; witness_content = witness_disk_content
        :: witness_disk_position = witness_position; witness_disk_content = witness_content
#ifdef BUG_WITNESS_IN_ONE_SECTOR
        :: witness_torn = 1
#endif
        fi
    :: else
    fi;
    i = 0; p = 0
}

/* A death leaves the page cache; a spare that had no name yet is thrown away by the next start. */
inline clear_spares() {
    i = 0;
    do
    :: i < SEGMENTS ->
        if
        :: !named[i] ->
            begin[i] = 0; cut[i] = 0; header_synced[i] = 0; p = 1;
            do
            :: p <= POSITIONS -> cached[AT(i, p)] = 0; disk[AT(i, p)] = 0; dirty[AT(i, p)] = 0; p++
            :: else -> break
            od
        :: else
        fi;
        i++
    :: else -> break
    od;
    i = 0; p = 0
}

proctype world() {
    byte i, p;
begin_life:
    (!dead && !up);
    d_step { clear_spares() };
    do
    :: atomic { damages > 0 && named[0] -> damages--; ill = 1;
        select(i : 0 .. SLOTS - 1);
        if
        :: disk[i] != 0 -> cached[i] = TORN; disk[i] = TORN; dirty[i] = 0
        :: else
        fi;
        i = 0 }
#if SUBSTITUTES > 0
    :: atomic { substitutes > 0 && named[0] && made + 1 < CONTENTS -> substitutes--;
        i = LAST_SEGMENT; p = POSITIONS;
        do
        :: p > begin[i] && cached[AT(i, p)] == 0 -> p--
        :: else -> break
        od;
        if
        :: p > begin[i] && cached[AT(i, p)] != TORN ->
            ill = 1; made++; previous[made] = previous[cached[AT(i, p)]];
            cached[AT(i, p)] = made; disk[AT(i, p)] = made; dirty[AT(i, p)] = 0
        :: else
        fi;
        i = 0; p = 0 }
#endif
#if OLD_COPIES > 0
    :: d_step { !copied && named[0] -> copied = 1;
        for (i : 0 .. SLOTS - 1) { copy_of[i] = cached[i] }
        for (i : 0 .. SEGMENTS - 1) { copy_named[i] = named[i]; copy_begin[i] = begin[i]; copy_cut[i] = cut[i] }
        copy_tail_position = tail_position; copy_tail_content = tail_content; i = 0 }
    :: d_step { copied && old_copies > 0 -> old_copies--; ill = 1;
        for (i : 0 .. SLOTS - 1) { cached[i] = copy_of[i]; disk[i] = copy_of[i]; dirty[i] = 0; copy_of[i] = 0 }
        for (i : 0 .. SEGMENTS - 1) {
            named[i] = copy_named[i]; name_synced[i] = copy_named[i]; header_synced[i] = copy_named[i];
            begin[i] = copy_begin[i]; cut[i] = copy_cut[i]; copy_named[i] = 0; copy_begin[i] = 0; copy_cut[i] = 0
        }
        tail_position = copy_tail_position; tail_content = copy_tail_content;
        tail_disk_position = tail_position; tail_disk_content = tail_content;
        copy_tail_position = 0; copy_tail_content = 0; i = 0 }
#endif
    :: break
    od;
    up = 1;
end_serving:
    do
    :: atomic { up && !refused && deaths > 0 -> deaths--;
step_process_dies:
        up = 0; dead = 1 }; goto begin_life
    :: atomic { up && !refused && crashes > 0 -> crashes--;
step_machine_crashes:
        up = 0; dead = 1; crash_machine() }; goto begin_life
    :: atomic { !up && !dead }; goto begin_life
    od
}

init {
    atomic { run server(); run world() }
}
