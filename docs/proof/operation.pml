/*
 * operation.pml: one service and its operations, from a submission to `completed`, with crashes between any two
 * statements.
 *
 *   clients ──▶ engine (registry, decide) ──▶ committer (append) ──▶ projector and completion tracker ──▶ clients
 *
 * The journal is one array of records and the places to which each part has come. On a sound system
 *
 *   settled ≤ durable ≤ indexed ≤ synced ≤ written ≤ handed ≤ decided
 *
 * What survives: `synced` a crash of the machine, `written` the death of a process (the page cache), the views' rows
 * the death of a process only; everything else is memory of the process. README.md maps statements to files.
 *
 * Labels `step_…` are the transitions of src/world/protocol_rules.cpp; a test compares the names.
 * Options: SCENARIO, CLIENTS, TRIES, VIEWS, REBUILDS, DEATHS (of the process), CRASHES (of the machine), PATIENT (a
 * client repeats until it is answered), BUG_… (one planted bug each).
 */

#define SAME_PAYLOAD  1 /* both clients: one id, one payload */
#define OTHER_PAYLOAD 2 /* one id, two payloads */
#define OTHER_CALLER  3 /* one id, two callers: two operations */
#define TWO_IDS       4 /* two operations on one aggregate: withdraw and deposit */

#ifndef SCENARIO
#define SCENARIO SAME_PAYLOAD
#endif
#ifndef CLIENTS
#define CLIENTS 2
#endif
#ifndef TRIES
#define TRIES 2
#endif
#ifndef VIEWS
#define VIEWS 1
#endif
#ifndef REBUILDS
#define REBUILDS 0
#endif
#ifndef DEATHS
#define DEATHS 1
#endif
#ifndef CRASHES
#define CRASHES 1
#endif
#define POSITIONS 5

/* Who asks for what. An operation is a (caller, id); withdraw is id 0, deposit id 1. */
#if SCENARIO == OTHER_CALLER
#define CALLER(c) (c)
#define ID(c) 0
#define PAYLOAD(c) 1
#define OPENING 1
#elif SCENARIO == TWO_IDS
#define CALLER(c) 0
#define ID(c) (c)
#define PAYLOAD(c) 1
#define OPENING 0
#elif SCENARIO == OTHER_PAYLOAD
#define CALLER(c) 0
#define ID(c) 0
#define PAYLOAD(c) (1 + (c))
#define OPENING 1
#else
#define CALLER(c) 0
#define ID(c) 0
#define PAYLOAD(c) 1
#define OPENING 1
#endif
#ifdef BUG_REGISTRY_WITHOUT_CALLER
#define KEY(c) ID(c)
#else
#define KEY(c) (CALLER(c) + ID(c)) /* never both in one scenario */
#endif
#define KEYS 2
/* The last client of TWO_IDS and of SAME_PAYLOAD is content with durability: `Prefer: respond-async`. */
#define WAITS_FOR_COMMIT(c) ((c) == CLIENTS - 1 && SCENARIO != OTHER_CALLER && SCENARIO != OTHER_PAYLOAD)

typedef Record {
    byte key;
    byte caller;
    byte payload;
    byte answer; /* 0: none, an effect without its record; 1: rejected; 2 + balance: accomplished */
    bit effect
};

/* ---- the truth and the places in it */
Record journal[POSITIONS]; /* position p lies at p - 1 */
byte synced;               /* on the disk */
byte written;              /* in the page cache */
byte handed;               /* to the committer */
byte decided;
byte indexed; /* store.find() sees so far */
byte durable; /* the durable position that is shown */
byte settled; /* by the engine */

/* ---- the registry: (caller, id) → running operation */
bit entry[KEYS];
byte entry_payload[KEYS];
byte entry_waiters[KEYS];  /* a bit for each client */
byte entry_repeats[KEYS];  /* those of them that attached */
byte entry_position[KEYS]; /* its commit's, once it is decided */

/* ---- the completion tracker */
byte awaited[CLIENTS]; /* the position of the record whose answer a client waits for */
bit awaited_repeat[CLIENTS];
byte completed_through;
byte durable_at_open;

/* ---- the views: they outlive a process, and nobody syncs them */
byte checkpoint[VIEWS];
bit serving[VIEWS];
byte rows[VIEWS * KEYS]; /* how often the effect of an operation is in the rows */

/* ---- the wires */
#define NOTHING 0
#define FINISHED 1
#define STILL_RUNNING 2
#define MISMATCH 3
#define RESET 4 /* the connection broke: nobody knows */
bit asking[CLIENTS];  /* a client waits */
bit arrived[CLIENTS]; /* its submission lies in the engine's mailbox */
byte verdict[CLIENTS];
byte verdict_position[CLIENTS];

/* ---- the process and its loops */
#define ENGINE 0
#define COMMITTER 1
#define PROJECTOR 2
bit up;
bit dead[3]; /* a loop that has to unwind */
byte deaths = DEATHS;
byte crashes = CRASHES;
byte rebuilds = REBUILDS;

/* ---- what was told to anybody, ever: nothing of this is known to the server */
byte told_position[KEYS]; /* of a record that somebody was told of */
byte told_answer[KEYS];
bit told_completed[KEYS];
bit asked_after[CLIENTS]; /* a client asks, and somebody had been told before that it is completed */
byte ended_clients;

/* ---- helpers; each is one indivisible look at memory of one loop */
#define RECORD(p) journal[(p) - 1]

inline forget(p) {
    RECORD(p).key = 0; RECORD(p).caller = 0; RECORD(p).payload = 0; RECORD(p).answer = 0; RECORD(p).effect = 0
}

/* The record of a key in positions 1 … through; 0: none. */
inline find_record(k, through, found) {
    found = 0;
    for (i : 1 .. through) {
        if
        :: RECORD(i).key == k && RECORD(i).answer != 0 && found == 0 -> found = i
        :: else
        fi
    }
    i = 0
}

/* The state that a decision is made on: the fold of everything decided before, speculative or not. */
inline fold(through, balance) {
    balance = OPENING;
    for (i : 1 .. through) {
        if
        :: RECORD(i).effect && (SCENARIO == TWO_IDS && RECORD(i).key == 1) -> balance++
        :: RECORD(i).effect && !(SCENARIO == TWO_IDS && RECORD(i).key == 1) -> balance--
        :: else
        fi
    }
    i = 0
}

#define ROW(v, k) rows[(v) * KEYS + (k)]

/* The least checkpoint of the views; a view that is built anew shows nothing to anybody and counts as it did at open(). */
#ifdef BUG_COMPLETED_TAKEN_BACK
#define SHOWN_BY(v) (checkpoint[v])
#else
#define SHOWN_BY(v) (serving[v] -> checkpoint[v] : durable_at_open)
#endif
#define MIN(a, b) ((a) < (b) -> (a) : (b))
#if VIEWS == 2
#ifdef BUG_COMPLETED_BY_THE_FIRST_VIEW
#define LOWEST MIN(durable, SHOWN_BY(0))
#else
#define LOWEST MIN(durable, MIN(SHOWN_BY(0), SHOWN_BY(1)))
#endif
#define LEVEL MIN(durable, MIN((serving[0] -> checkpoint[0] : durable), (serving[1] -> checkpoint[1] : durable)))
#else
#define LOWEST MIN(durable, SHOWN_BY(0))
#define LEVEL durable
#endif

#define ACCOMPLISHED(p) (RECORD(p).answer >= 2)
#ifdef BUG_COMPLETED_BEFORE_PROJECTION
#define SHOWN(p) ((p) <= durable)
#else
#define SHOWN(p) ((p) <= completed_through)
#endif

/* ================================================================== clients */

/* What a client concludes. Everything that it relies on from now on is noted in told_…; the promises speak of it. */
inline hear(c) {
    d_step {
        if
        :: verdict[c] == FINISHED ->
            assert(verdict_position[c] <= synced);                        /* durable */
            assert(RECORD(verdict_position[c]).caller == CALLER(c));      /* nobody hears another caller's answer */
            assert(RECORD(verdict_position[c]).payload == PAYLOAD(c));    /* one payload */
            assert(told_answer[KEY(c)] == 0 || told_answer[KEY(c)] == RECORD(verdict_position[c]).answer);
            told_position[KEY(c)] = verdict_position[c];
            told_answer[KEY(c)] = RECORD(verdict_position[c]).answer;
            if
            :: ACCOMPLISHED(verdict_position[c]) -> told_completed[KEY(c)] = 1
            :: else
            fi
        :: verdict[c] == STILL_RUNNING ->
            assert(verdict_position[c] <= synced);
            assert(!asked_after[c]); /* completed is never taken back */
            told_position[KEY(c)] = verdict_position[c];
            told_answer[KEY(c)] = RECORD(verdict_position[c]).answer
#ifdef LIMIT_A_422_SPEAKS_OF_MEMORY
        :: verdict[c] == MISMATCH -> assert(synced >= 1) /* not promised: the first one may still be lost */
#endif
        :: else
        fi;
        asking[c] = 0; asked_after[c] = 0; verdict_position[c] = 0
    }
}

proctype client(byte c) {
    byte tries = TRIES;
    do
    :: tries > 0 ->
        atomic {
            up ->
step_submit:
            tries--; asking[c] = 1; asked_after[c] = told_completed[KEY(c)]; arrived[c] = 1; verdict[c] = NOTHING; verdict_position[c] = 0
        };
        if
        :: atomic { verdict[c] != NOTHING -> hear(c) }
#ifndef PATIENT
        :: atomic { /* patience is over, or the client is gone */
            verdict[c] == NOTHING ->
step_give_up:
            asking[c] = 0; asked_after[c] = 0; arrived[c] = 0; verdict_position[c] = 0
        }
#endif
        fi;
#ifdef PATIENT
        if
        :: verdict[c] == RESET -> tries++
        :: else -> tries = 0
        fi;
#endif
        verdict[c] = NOTHING
    :: tries == 0 -> break
    od;
    ended_clients++
}

/* ================================================================== engine */

inline tell(c, what, p) {
    if
    :: asking[c] && !arrived[c] -> verdict[c] = what; verdict_position[c] = p
    :: else /* nobody waits any more */
    fi
}

/* Engine::answer: who asked for durability only hears it at once; a repeat, and who waits for completion, by the tracker. */
inline answer_waiters(k, p) {
    for (i : 0 .. CLIENTS - 1) {
        if
        :: !(entry_waiters[k] & (1 << i)) || !asking[i]
        :: else ->
            if
            :: WAITS_FOR_COMMIT(i) && !(entry_repeats[k] & (1 << i)) && ACCOMPLISHED(p) -> tell(i, STILL_RUNNING, p)
            :: WAITS_FOR_COMMIT(i) && !(entry_repeats[k] & (1 << i)) && !ACCOMPLISHED(p) -> tell(i, FINISHED, p)
#ifdef BUG_REPEATS_ARE_FORGOTTEN
            :: (entry_repeats[k] & (1 << i))
#endif
            :: else -> awaited[i] = p; awaited_repeat[i] = (entry_repeats[k] & (1 << i)) != 0
            fi
        fi
    }
    i = 0
}

inline erase_entry(k) {
    entry[k] = 0; entry_payload[k] = 0; entry_waiters[k] = 0; entry_repeats[k] = 0; entry_position[k] = 0
}

/* An operation is decided at most once: no other record and no other effect of it, durable or not. */
inline once(k) {
    for (i : 1 .. decided) {
        assert(!(RECORD(i).key == k && (RECORD(i).effect || RECORD(i).answer != 0)))
    }
    i = 0
}

inline put(p, k, c, a, e) {
    RECORD(p).key = k; RECORD(p).caller = CALLER(c); RECORD(p).payload = PAYLOAD(c); RECORD(p).answer = a;
    RECORD(p).effect = e
}

#ifdef BUG_ANSWER_BEFORE_SYNC
#define SETTLES written
#else
#define SETTLES durable
#endif

proctype engine() {
    byte c, k, found, i, balance;
    do
    :: { up ->
end_idle: do
        :: atomic { arrived[0] -> c = 0; k = KEY(0) }; goto judge
        :: atomic { CLIENTS > 1 && arrived[CLIENTS - 1] -> c = CLIENTS - 1; k = KEY(c) };
judge:      if
            :: atomic { !arrived[c] -> c = 0; k = 0 } /* he has given up */
#ifdef BUG_FINGERPRINT_IS_NOT_COMPARED
            :: atomic { arrived[c] && entry[k] ->
#else
            :: atomic { arrived[c] && entry[k] && entry_payload[k] != PAYLOAD(c) ->
step_refuse_running:
                arrived[c] = 0; tell(c, MISMATCH, 0); c = 0; k = 0
              }
            :: atomic { arrived[c] && entry[k] && entry_payload[k] == PAYLOAD(c) ->
#endif
step_attach:
                arrived[c] = 0;
#ifdef BUG_REPEAT_ANSWERED_FROM_THE_RUNNING_ONE
                if
                :: entry_position[k] != 0 -> tell(c, FINISHED, entry_position[k])
                :: else -> entry_waiters[k] = entry_waiters[k] | (1 << c); entry_repeats[k] = entry_repeats[k] | (1 << c)
                fi;
#else
                entry_waiters[k] = entry_waiters[k] | (1 << c); entry_repeats[k] = entry_repeats[k] | (1 << c);
#endif
                c = 0; k = 0
              }
            :: atomic { arrived[c] && !entry[k] -> /* not running: has it run? */
step_find:
                d_step { find_record(k, indexed, found) }
              };
                if
                :: atomic { !arrived[c] -> c = 0; k = 0; found = 0 }
#ifndef BUG_FINGERPRINT_IS_NOT_COMPARED
                :: atomic { arrived[c] && found != 0 && RECORD(found).payload != PAYLOAD(c) ->
step_refuse_stored:
                    arrived[c] = 0; tell(c, MISMATCH, 0); c = 0; k = 0; found = 0
                  }
                :: atomic { arrived[c] && found != 0 && RECORD(found).payload == PAYLOAD(c) ->
#else
                :: atomic { arrived[c] && found != 0 ->
#endif
step_replay:
                    arrived[c] = 0; awaited[c] = found; awaited_repeat[c] = 1; c = 0; k = 0; found = 0
                  }
                :: atomic { arrived[c] && found == 0 ->
step_admit:
                    arrived[c] = 0;
                    entry[k] = 1; entry_payload[k] = PAYLOAD(c); entry_waiters[k] = 1 << c
                  };
step_decide:
                    atomic {
                        d_step { once(k); fold(decided, balance) };
                        if
                        :: SCENARIO == TWO_IDS && k == 1 ->
                            decided++; put(decided, k, c, 3 + balance, 1); entry_position[k] = decided
                        :: !(SCENARIO == TWO_IDS && k == 1) && balance > 0 ->
#ifdef BUG_EFFECT_AND_RECORD_IN_TWO_FRAMES
                            decided++; put(decided, k, c, 0, 1); handed = decided;
                            decided++; put(decided, k, c, 1 + balance, 0); entry_position[k] = decided
#else
                            decided++; put(decided, k, c, 1 + balance, 1); entry_position[k] = decided
#endif
                        :: else -> /* a rejection is judged on state, and takes the same road */
#ifdef BUG_REJECTION_IS_NOT_STORED
                            told_answer[KEY(c)] = (told_answer[KEY(c)] -> told_answer[KEY(c)] : 1);
                            asking[c] = 0; verdict[c] = RESET; erase_entry(k)
#else
                            decided++; put(decided, k, c, 1, 0); entry_position[k] = decided
#ifdef BUG_REJECTION_BEFORE_SYNC
                            ; tell(c, FINISHED, decided); entry_waiters[k] = 0
#endif
#endif
                        fi;
                        c = 0; k = 0; balance = 0
                    }
                fi
            fi
        :: atomic { handed < decided ->
step_hand_over:
            handed = decided
          }
        :: atomic { settled < SETTLES -> /* its append returned: entry erased, then the answer goes on */
step_settle:
            settled++;
            if
            :: RECORD(settled).answer != 0 && entry[RECORD(settled).key] ->
                k = RECORD(settled).key;
                d_step { answer_waiters(k, settled) };
#ifndef BUG_ENTRY_IS_NEVER_ERASED
                erase_entry(k);
#endif
                k = 0
            :: else
            fi
          }
        od
    } unless { atomic { dead[ENGINE] -> dead[ENGINE] = 0; c = 0; k = 0; found = 0; i = 0; balance = 0 } }
    od
}

/* ================================================================== committer: JournalStore::append */

proctype committer() {
    byte through;
    do
    :: { up ->
end_idle: do
        :: atomic { handed > written ->
step_append_begins:
#ifdef BUG_EFFECT_AND_RECORD_IN_TWO_FRAMES
            through = written + 1
#else
            through = handed
#endif
          }; /* a death here leaves a torn frame, which is not there */
step_write:
            atomic {
                written = through
            };
#ifdef BUG_ENTRY_ERASED_BEFORE_THE_INDEX
            atomic { synced = through; durable = through };
#else
step_sync:
            atomic {
                synced = through
            };
#endif
step_index:
            atomic {
                indexed = through
            };
step_append_returns:
            atomic {
                durable = through; through = 0
            }
        od
    } unless { atomic { dead[COMMITTER] -> dead[COMMITTER] = 0; through = 0 } }
    od
}

/* ================================================================== projector and completion tracker */

#ifdef BUG_PROJECTOR_PAST_THE_DURABLE_POSITION
#define READABLE written
#else
#define READABLE durable
#endif

/* Rows of positions after the checkpoint, each event counted once. */
inline apply(v, to) {
    for (i : checkpoint[v] + 1 .. to) {
        if
        :: RECORD(i).effect -> ROW(v, RECORD(i).key)++; assert(ROW(v, RECORD(i).key) <= 1)
        :: else
        fi
    }
    i = 0
}

proctype projector() {
    byte v, to, i;
    do
    :: { up ->
end_idle: do
        :: atomic { checkpoint[0] < READABLE -> v = 0; to = READABLE }; goto project
#if VIEWS == 2
        :: atomic { checkpoint[1] < READABLE -> v = 1; to = READABLE }; goto project
#endif
        :: false ->
project:
#ifdef BUG_ROWS_AND_CHECKPOINT_APART
            skip;
            d_step { apply(v, to) };
            atomic { checkpoint[v] = to; v = 0; to = 0 }
#else
step_project:
            atomic { /* one transaction: rows and checkpoint */
                d_step { apply(v, to); checkpoint[v] = to }; v = 0; to = 0
            }
#endif
        :: atomic { !serving[0] && checkpoint[0] >= LEVEL ->
step_serve:
            serving[0] = 1
          }
#if VIEWS == 2
        :: atomic { !serving[1] && checkpoint[1] >= LEVEL -> serving[1] = 1 }
        :: atomic { rebuilds > 0 -> /* an operator has a view built again */
step_rebuild:
            rebuilds--; serving[1] = 0; checkpoint[1] = 0; ROW(1, 0) = 0; ROW(1, 1) = 0
          }
#endif
#ifndef BUG_COMPLETION_IS_NOT_TOLD
        :: atomic { completed_through < LOWEST ->
step_complete:
            completed_through = LOWEST
          }
#endif
        :: atomic { awaited[0] != 0 && (SHOWN(awaited[0]) || (WAITS_FOR_COMMIT(0) && !ACCOMPLISHED(awaited[0]))) ->
step_finish:
            tell(0, FINISHED, awaited[0]); awaited[0] = 0; awaited_repeat[0] = 0
          }
#if CLIENTS == 2
        :: atomic { awaited[1] != 0 && (SHOWN(awaited[1]) || (WAITS_FOR_COMMIT(1) && !ACCOMPLISHED(awaited[1]))) ->
            tell(1, FINISHED, awaited[1]); awaited[1] = 0; awaited_repeat[1] = 0
          }
#endif
        :: atomic { awaited[CLIENTS - 1] != 0 && WAITS_FOR_COMMIT(CLIENTS - 1) && !SHOWN(awaited[CLIENTS - 1]) &&
                    ACCOMPLISHED(awaited[CLIENTS - 1]) ->
step_still_running: /* a repeat that waits for durability only */
            tell(CLIENTS - 1, STILL_RUNNING, awaited[CLIENTS - 1]);
            awaited[CLIENTS - 1] = 0; awaited_repeat[CLIENTS - 1] = 0
          }
        od
    } unless { atomic { dead[PROJECTOR] -> dead[PROJECTOR] = 0; v = 0; to = 0; i = 0 } }
    od
}

/* ================================================================== deaths, crashes and starts */

/* All memory of the process is gone, and every connection breaks. */
inline die() {
    up = 0; dead[ENGINE] = 1; dead[COMMITTER] = 1; dead[PROJECTOR] = 1;
    for (i : 0 .. KEYS - 1) { erase_entry(i) }
    for (i : 0 .. CLIENTS - 1) {
        awaited[i] = 0; awaited_repeat[i] = 0; arrived[i] = 0; verdict_position[i] = 0;
        if
        :: asking[i] -> verdict[i] = RESET
        :: else
        fi
    }
    completed_through = 0; durable_at_open = 0; durable = 0; indexed = 0; settled = 0
}

/* What was decided and not written is forgotten. */
inline cut(through) {
    for (i : through + 1 .. POSITIONS) { forget(i) }
    decided = through; handed = through; written = through; i = 0
}

inline views_from_nothing() {
    for (i : 0 .. VIEWS - 1) {
#ifndef BUG_VIEW_SERVED_AFTER_A_CRASH
        serving[i] = 0; checkpoint[i] = 0;
#endif
        ROW(i, 0) = 0; ROW(i, 1) = 0
    }
    i = 0
}

proctype watcher() {
    byte i;
begin_life:
    !dead[ENGINE] && !dead[COMMITTER] && !dead[PROJECTOR];
    if
    :: atomic { crashes > 0 -> crashes--; d_step { cut(synced); views_from_nothing() } }; goto begin_life
    :: true
    fi;
#ifndef BUG_START_TRUSTS_THE_PAGE_CACHE
step_recover:
    atomic { /* the last frame is copied into a new segment and synced: start.pml has the details */
        synced = written
    };
#endif
    if
    :: atomic { crashes > 0 -> crashes--; d_step { cut(synced); views_from_nothing() } }; goto begin_life
    :: true
    fi;
step_open:
    atomic {
        indexed = written; durable = written; settled = written; durable_at_open = written; completed_through = LOWEST;
        up = 1
    };
    do
    :: atomic { deaths > 0 -> /* kill -9 */
step_process_dies:
        deaths--; d_step { die(); cut(written) }
      }; goto begin_life
    :: atomic { crashes > 0 -> /* the machine; an unsynced frame may have reached the disk */
step_machine_crashes:
        crashes--;
        if
        :: d_step { die(); cut(synced); views_from_nothing() }
        :: synced < written -> d_step { die(); cut(written); synced = written; views_from_nothing() }
        fi
      }; goto begin_life
    :: deaths == 0 && crashes == 0 -> break
    od
}

/* ================================================================== promises */

/* Durable: what anybody was told is on the disk, at that place, with that answer. */
#define DURABLE(k) (told_position[k] == 0 || \
    (told_position[k] <= synced && RECORD(told_position[k]).key == k && \
     RECORD(told_position[k]).answer == told_answer[k]))
/* Ghost-free: no view shows, at any moment, what a crash of the machine could take away. */
#define GHOST_FREE(v) (checkpoint[v] <= synced)
/* Completed: every view that can be read shows it, and goes on doing so. */
#define COMPLETED(k, v) (!told_completed[k] || !serving[v] || \
    (checkpoint[v] >= told_position[k] && ROW(v, k) == 1))

proctype promises() {
end:
    atomic {
        !(DURABLE(0) && DURABLE(1) && GHOST_FREE(0) && GHOST_FREE(VIEWS - 1) && COMPLETED(0, 0) && COMPLETED(1, 0) &&
          COMPLETED(0, VIEWS - 1) && COMPLETED(1, VIEWS - 1)) ->
        assert(DURABLE(0) && DURABLE(1));
        assert(GHOST_FREE(0) && GHOST_FREE(VIEWS - 1));
        assert(COMPLETED(0, 0) && COMPLETED(1, 0) && COMPLETED(0, VIEWS - 1) && COMPLETED(1, VIEWS - 1))
    }
}

init {
    atomic {
        run client(0);
#if CLIENTS == 2
        run client(1);
#endif
        run engine(); run committer(); run projector(); run watcher(); run promises()
    }
}

#ifdef LIVE
/* Whoever asks patiently is answered, and what is durable is completed. */
ltl live { (<> (ended_clients == CLIENTS)) && [] (durable >= 1 -> <> (completed_through >= 1)) }
#endif
