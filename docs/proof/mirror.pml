/*
 * mirror.pml: a journal with a second copy, and the loss of either disk.
 *
 *   A = the copy in the data directory, B = the mirror
 *   append: write A · write B · (sync A ∥ sync B) · tail A · tail B · acknowledge       (decision 0027)
 *   start:  which copy is longer? does it contain what the other ends with? mend the shorter · proofs ·
 *           a copy of the last frame, synced in both · tails · witness · serve
 *
 * A copy is one sequence of frames. Each stands for a segment where it is mended: as a whole, by `.mending` and rename, in
 * ascending order, with a death between any two. start.pml has what a new segment is good for. A content is a number that
 * is never used again, as in start.pml. `cached` is what a read returns, `disk` what a crash of the machine leaves at least.
 *
 * A disk is lost at any time: inside of an append, of a start, of a repair, or while nobody serves. A frame is damaged
 * while nobody serves, which is when somebody looks. Faults come one at a time: the next one when both copies were whole again.
 * Options: FRAMES, DEATHS, CRASHES, FAILED_SYNCS, LOSSES (of a disk), DAMAGES (of a frame on one side), ALONE (lives
 * that know of one copy only), BUG_….
 */
#ifndef FRAMES
#define FRAMES 2
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
#ifndef LOSSES
#define LOSSES 1
#endif
#ifndef DAMAGES
#define DAMAGES 0
#endif
#ifndef ALONE
#define ALONE 0
#endif
#define TORN 99
#define CONTENTS (2 * FRAMES + 2)
#define A 0
#define B 1
#define BOTH 2
#define AT(s, p) ((s) * FRAMES + (p) - 1)

byte cached[2 * FRAMES];
byte disk[2 * FRAMES];
bit dirty[2 * FRAMES];
byte tail[2], tail_content[2];
byte witness, witness_content; /* synced when it is written: start.pml has its two sectors */
byte previous[CONTENTS];
byte made;

bit up;
bit dead;
byte serves = BOTH; /* which copies this life knows */
byte deaths = DEATHS;
byte crashes = CRASHES;
byte failed_syncs = FAILED_SYNCS;
byte losses = LOSSES;
byte damages = DAMAGES;
byte alone = ALONE;
bit split;   /* each copy was served alone, and they tell two histories */
bit apart;   /* one was: the other is behind it */
bit whole = 1; /* no disk was lost and no frame damaged since both copies were served */
bit refused;

byte shown[FRAMES]; /* acknowledged or shown */

#define WHOLE(s, p) (cached[AT(s, p)] != 0 && cached[AT(s, p)] != TORN)

/* How many frames of a copy follow each other, and whether something whole lies behind what is not. */
inline measure(s, length, damaged) {
    length = 0; damaged = 0; seen = 0; p = 1;
    do
    :: p <= FRAMES && WHOLE(s, p) && previous[cached[AT(s, p)]] == (p == 1 -> 0 : cached[AT(s, p) - (p > 1)]) ->
        length = p; p++
    :: else -> break
    od;
    p = length + 2;
    do
    :: p <= FRAMES -> if
        :: WHOLE(s, p) -> damaged = 1; seen = p
        :: else
        fi; p++
    :: else -> break
    od;
    p = 0
}

inline lose_volatile(s, q) {
    if
    :: cached[AT(s, q)] != disk[AT(s, q)] ->
        if
        :: cached[AT(s, q)] = disk[AT(s, q)]
        :: disk[AT(s, q)] = cached[AT(s, q)]
        :: cached[AT(s, q)] = TORN; disk[AT(s, q)] = TORN
        fi
    :: else
    fi;
    dirty[AT(s, q)] = 0
}

inline lose(s) {
    losses--; whole = 0;
    for (i : 1 .. FRAMES) { cached[AT(s, i)] = 0; disk[AT(s, i)] = 0; dirty[AT(s, i)] = 0 }
    tail[s] = 0; tail_content[s] = 0; i = 0
}

#define LENGTH(s) ((s) == A -> length_a : length_b)
/* What the frame p of the shorter or damaged copy should be. */
#define MENDED(p) ((p) <= LENGTH(from) -> cached[AT(from, p)] : 0)

inline fail_one_sync(s) {
    failed_syncs--; dirty[AT(s, end)] = 0;
    if
    :: disk[AT(s, end)] = TORN
    :: disk[AT(s, end)] = cached[AT(s, end)]
    :: skip
    fi
}

proctype server() {
    byte end, last, p, length_a, length_b, from, to, seen, behind;
    bit damaged_a, damaged_b, synced_a, synced_b;
    do
    :: { up ->
        if
        :: serves != BOTH -> from = serves; to = serves
        :: else ->
step_survey:
            d_step {
                measure(A, length_a, damaged_a); behind = seen; measure(B, length_b, damaged_b);
                behind = (damaged_b -> seen : behind); seen = 0;
#ifdef BUG_DATA_DIRECTORY_IS_ALWAYS_BELIEVED
                from = A;
#elif defined(BUG_SHORTER_COPY_IS_TAKEN)
                from = (length_b < length_a -> B : A);
#else
                if
#ifdef BUG_DAMAGED_COPY_IS_BELIEVED
                :: damaged_a && !damaged_b -> from = A
                :: damaged_b && !damaged_a -> from = B
#else
                :: damaged_a && !damaged_b -> from = B
                :: damaged_b && !damaged_a -> from = A
#endif
                :: else -> from = (length_b > length_a -> B : A)
                fi;
#endif
                to = 1 - from
            };
            if
            :: damaged_a && damaged_b -> goto refuse
            :: damaged_a != damaged_b && behind > LENGTH(from) -> /* behind its damage it was further */
                assert(apart || shown[behind - 1] == 0); /* by a frame that nobody was ever told of */
#ifdef LIMIT_DAMAGE_BESIDE_HALF_AN_APPEND_REFUSES_THE_START
                assert(apart);
#endif
                refused = 1; goto end_refused
#ifndef BUG_NOBODY_ASKS_WHETHER_THE_LONGER_CONTAINS_THE_SHORTER
            :: !(damaged_a || damaged_b) && length_a > 0 && length_b > 0 &&
               cached[AT(A, (length_a < length_b -> length_a : length_b))] !=
               cached[AT(B, (length_a < length_b -> length_a : length_b))] -> goto refuse /* two histories */
#endif
            :: else
            fi;
#ifdef BUG_MENDED_IN_PLACE
            atomic {
                if
                :: length_a != length_b || damaged_a || damaged_b ->
                    for (p : 1 .. FRAMES) { cached[AT(to, p)] = 0; disk[AT(to, p)] = 0; dirty[AT(to, p)] = 0 }
                    p = 0
                :: else
                fi
            };
#endif
            p = 1;
            do
            :: p > FRAMES -> break
#ifdef BUG_SERVED_WITHOUT_MENDING
            :: p <= FRAMES -> break
#elif defined(BUG_ONLY_AN_EMPTY_COPY_IS_MENDED)
            :: p == 1 && LENGTH(to) > 0 -> break
            :: atomic { p <= FRAMES && (p > 1 || LENGTH(to) == 0) ->
#else
            :: atomic { p <= FRAMES ->
#endif
#ifndef BUG_SERVED_WITHOUT_MENDING
                if
                :: cached[AT(to, p)] == MENDED(p) && !(length_a != length_b && p == LENGTH(to)) /* its last frame stands again at the head of the next segment */
                :: else ->
step_mend: /* copied to NNNNNNNN.seg.mending, synced, renamed over, directory synced: the old or the new one is there */
                    cached[AT(to, p)] = MENDED(p);
#ifdef BUG_MENDED_WITHOUT_SYNC
                    dirty[AT(to, p)] = 1; disk[AT(to, p)] = 0
#else
                    disk[AT(to, p)] = cached[AT(to, p)]; dirty[AT(to, p)] = 0
#endif
                fi;
                p++
              }
#endif
            od;
            p = 0; behind = 0
        fi;
step_find_the_end:
        d_step {
            measure(from, length_a, damaged_a); seen = 0;
            end = length_a; last = (end > 0 -> cached[AT(from, end) * (end > 0)] : 0)
        };
        if
        :: damaged_a -> goto refuse
        :: (serves != B && (tail[A] > end || (tail[A] > 0 && cached[AT(from, tail[A]) * (tail[A] > 0)] != tail_content[A]))) -> goto refuse
        :: (serves != A && (tail[B] > end || (tail[B] > 0 && cached[AT(from, tail[B]) * (tail[B] > 0)] != tail_content[B]))) -> goto refuse
        :: witness > end || (witness > 0 && cached[AT(from, witness) * (witness > 0)] != witness_content) -> goto refuse
        :: else
        fi;
        if
        :: end > 0 && serves != B ->
step_copy_the_last_frame_in_the_data_directory:
            atomic { disk[AT(A, end)] = cached[AT(A, end)]; dirty[AT(A, end)] = 0 }
        :: else
        fi;
#ifndef BUG_LAST_FRAME_IS_COPIED_ON_ONE_SIDE
        if
        :: end > 0 && serves != A ->
step_copy_the_last_frame_in_the_mirror:
            atomic { disk[AT(B, end)] = cached[AT(B, end)]; dirty[AT(B, end)] = 0 }
        :: else
        fi;
#endif
        if
        :: serves != B -> atomic { tail[A] = end; tail_content[A] = last }
        :: else
        fi;
        if
        :: serves != A -> atomic { tail[B] = end; tail_content[B] = last }
        :: else
        fi;
        atomic { witness = end; witness_content = last };
step_serve:
        d_step { /* everything that was ever shown is there, though a disk was lost */
            length_a = 0; length_b = 0; damaged_a = 0; damaged_b = 0; p = 1;
            assert(!(split && serves == BOTH));
            do
            :: p <= FRAMES ->
                assert(apart || serves != BOTH || shown[p - 1] == 0 || (p <= end && cached[AT(from, p)] == shown[p - 1]));
                assert(serves != BOTH || p > end || /* and durable in both */
                       (disk[AT(A, p)] == cached[AT(from, p)] && disk[AT(B, p)] == cached[AT(from, p)]));
                if
                :: p <= end && shown[p - 1] == 0 -> shown[p - 1] = cached[AT(from, p)]
                :: else
                fi;
                p++
            :: else -> break
            od;
            p = 0; from = 0; to = 0;
            if
            :: serves == BOTH -> apart = 0; whole = 1
            :: else
            fi
        };

end_idle: do
        :: atomic { end < FRAMES && made + 1 < CONTENTS -> made++; previous[made] = last; end++; last = made };
            if
            :: serves != B ->
step_write_data:
                atomic {
                    if
                    :: cached[AT(A, end)] = last
                    :: deaths + crashes > 0 -> cached[AT(A, end)] = TORN; dirty[AT(A, end)] = 1; (dead) /* it dies inside of the write */
                    fi;
                    dirty[AT(A, end)] = 1
                }
            :: else
            fi;
            if
            :: serves != A ->
step_write_mirror:
                atomic {
                    if
                    :: cached[AT(B, end)] = last
                    :: deaths + crashes > 0 -> cached[AT(B, end)] = TORN; dirty[AT(B, end)] = 1; (dead)
                    fi;
                    dirty[AT(B, end)] = 1
                }
            :: else
            fi;
            synced_a = (serves == B); synced_b = (serves == A);
#ifdef BUG_ACKNOWLEDGED_AFTER_ONE_SYNC
            do
            :: atomic { !synced_a && !synced_b ->
#else
            do
            :: atomic { !synced_a ->
#endif
step_sync_data:
                disk[AT(A, end)] = cached[AT(A, end)]; dirty[AT(A, end)] = 0; synced_a = 1 }
            :: atomic { !synced_b ->
step_sync_mirror:
                disk[AT(B, end)] = cached[AT(B, end)]; dirty[AT(B, end)] = 0; synced_b = 1 }
            :: atomic { !synced_a && failed_syncs > 0 -> fail_one_sync(A) }; goto die
            :: atomic { !synced_b && failed_syncs > 0 -> fail_one_sync(B);
#ifdef BUG_TROUBLE_OF_THE_MIRROR_IS_IGNORED
                synced_b = 1 }
#else
                skip }; goto die
#endif
#ifdef BUG_ACKNOWLEDGED_AFTER_ONE_SYNC
            :: atomic { synced_a || synced_b -> break }
#elif defined(BUG_SYNC_OF_THE_MIRROR_IS_NOT_AWAITED)
            :: atomic { synced_a -> synced_b = 1; break }
#else
            :: atomic { synced_a && synced_b -> break }
#endif
            od;
            if
            :: serves != B -> atomic { tail[A] = end; tail_content[A] = last }
            :: else
            fi;
            if
            :: serves != A -> atomic { tail[B] = end; tail_content[B] = last }
            :: else
            fi;
step_acknowledge:
            d_step {
                synced_a = 0; synced_b = 0;
                split = split || (shown[end - 1] != 0 && shown[end - 1] != last);
                assert(!split || apart);
                assert(serves != BOTH || (disk[AT(A, end)] == last && disk[AT(B, end)] == last));
                shown[end - 1] = last
            }
        :: atomic { witness < end -> witness = end; witness_content = last }
        od;
die:    atomic { up = 0; goto begin_again };
refuse: atomic {
            assert(apart || serves != BOTH); /* one lost disk, one damaged frame, any deaths: it starts */
            refused = 1
        };
end_refused:
        false
    } unless { atomic { dead -> dead = 0 } };
begin_again:
    skip;
    d_step {
        end = 0; last = 0; p = 0; seen = 0; behind = 0; length_a = 0; length_b = 0; from = 0; to = 0;
        damaged_a = 0; damaged_b = 0; synced_a = 0; synced_b = 0
    }
    od
}

proctype world() {
    byte i, s, p;
begin_life:
    (!dead && !up);
    do
    :: atomic { losses > 0 && whole -> select(s : A .. B); lose(s); s = 0 }
    :: atomic { damages > 0 && whole -> damages--; select(s : A .. B); select(i : 1 .. FRAMES);
        if
        :: disk[AT(s, i)] != 0 -> whole = 0; cached[AT(s, i)] = TORN; disk[AT(s, i)] = TORN; dirty[AT(s, i)] = 0
        :: else
        fi;
        i = 0; s = 0 }
    :: break
    od;
    if
    :: serves = BOTH
    :: atomic { alone > 0 -> alone--; select(serves : A .. B); apart = 1 }
    fi;
    up = 1;
end_serving:
    do
    :: atomic { up && !refused && deaths > 0 -> deaths--;
step_process_dies:
        up = 0; dead = 1 }; goto begin_life
    :: atomic { up && !refused && crashes > 0 -> crashes--;
step_machine_crashes:
        up = 0; dead = 1;
        for (i : 1 .. FRAMES) { lose_volatile(A, i); lose_volatile(B, i) }
        for (s : A .. B) {
            if
            :: tail[s] = 0; tail_content[s] = 0
            :: skip
            fi
        }
        i = 0; s = 0 }; goto begin_life
    :: atomic { up && !refused && losses > 0 && whole -> /* every call to it fails from now on, and the process ends */
step_disk_is_lost:
        up = 0; dead = 1; select(s : A .. B); lose(s); s = 0 }; goto begin_life
    :: atomic { !up && !dead }; goto begin_life
    od
}

init {
    atomic { run server(); run world() }
}
