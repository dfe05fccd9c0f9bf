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
 * An append may also end without anybody knowing how: what it was given is there then, or nothing of it is, and the
 * engine hears that it does not know. It decides the operation again, on the state that it loads anew, and the store
 * refuses the second record of an operation and whatever was decided on another version.
 *
 * What survives: `synced` a crash of the machine, `written` the death of a process (the page cache), the views' rows
 * the death of a process only; everything else is memory of the process. README.md maps statements to files.
 *
 * Labels `step_…` are the transitions of src/world/protocol_rules.cpp; a test compares the names.
 * Options: SCENARIO, CLIENTS, TRIES, VIEWS, REBUILDS, DEATHS (of the process), CRASHES (of the machine), DOUBTS
 * (appends whose outcome nobody knows), PATIENT (a client repeats until it is answered), BUG_… (one planted bug each).
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
#ifndef DOUBTS
#define DOUBTS 0
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
/* Who submitted the operation that runs under a key: the registry keeps his submission. */
#if SCENARIO == OTHER_PAYLOAD
#define WHOSE(k) (entry_payload[k] - 1)
#else
#define WHOSE(k) (k)
#endif
#define DEPOSITS(k) (SCENARIO == TWO_IDS && (k) == 1)
/* The last client of TWO_IDS and of SAME_PAYLOAD is content with durability: `Prefer: respond-async`. */
#define WAITS_FOR_COMMIT(c) ((c) == CLIENTS - 1 && SCENARIO != OTHER_CALLER && SCENARIO != OTHER_PAYLOAD)

typedef Record {
    byte key;
    byte caller;
    byte payload;
    byte answer; /* 0: none, an effect without its record; 1: rejected; 2 + balance: accomplished */
    bit effect;
    byte expected /* the version that it was decided on */
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
bit entry_undecided[KEYS]; /* it waits for its next try, or for the state to be loaded anew */

/* ---- the state in the engine's memory: the fold of everything decided, ahead of the disk */
byte balance;
byte version;
bit stale; /* something of it was refused: nothing is decided on it, and it is loaded when nothing is in flight */

/* ---- what the committer says of a commit that is not simply there */
#define LANDED 0
#define DOUBTFUL 1 /* it is there, and the engine does not know */
#define REFUSED 2  /* it is not there: in doubt, or decided on another version. The engine cannot tell these two from the one above */
#define KNOWN 3    /* the store has a record of the operation already */
byte outcome[KEYS];

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
byte doubts = DOUBTS;

/* ---- what was told to anybody, ever: nothing of this is known to the server */
byte told_position[KEYS]; /* of a record that somebody was told of */
byte told_answer[KEYS];
bit told_completed[KEYS];
bit asked_after[CLIENTS]; /* a client asks, and somebody had been told before that it is completed */
byte ended_clients;

/* ---- helpers; each is one indivisible look at memory of one loop */
#define RECORD(p) journal[(p) - 1]

inline forget(p) {
    RECORD(p).key = 0; RECORD(p).caller = 0; RECORD(p).payload = 0; RECORD(p).answer = 0; RECORD(p).effect = 0;
    RECORD(p).expected = 0
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

inline fold(through, money, events) {
    money = OPENING; events = 0;
    for (i : 1 .. through) {
        if
        :: RECORD(i).effect && DEPOSITS(RECORD(i).key) -> money++; events++
        :: RECORD(i).effect && !DEPOSITS(RECORD(i).key) -> money--; events++
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
    entry[k] = 0; entry_payload[k] = 0; entry_waiters[k] = 0; entry_repeats[k] = 0; entry_undecided[k] = 0
}

/* An operation is decided at most once: no other record and no other effect of it, durable or not. Who is in doubt
 * decides again: then the journal itself is looked at, when a record is written. */
inline once(k) {
    for (i : 1 .. decided) {
        assert(doubts < DOUBTS || !(RECORD(i).key == k && (RECORD(i).effect || RECORD(i).answer != 0)))
    }
    i = 0
}

/* Speculative: the state goes ahead with it. */
inline put(k, c, a, e) {
    decided++;
    RECORD(decided).key = k; RECORD(decided).caller = CALLER(c); RECORD(decided).payload = PAYLOAD(c);
    RECORD(decided).answer = a; RECORD(decided).effect = e; RECORD(decided).expected = version;
    if
    :: e && DEPOSITS(k) -> balance++; version++
    :: e && !DEPOSITS(k) -> balance--; version++
    :: else
    fi
}

/* Shard::landed: the aggregate is loaded again when nothing of it is in flight. */
inline load_when_quiet() {
    if
    :: stale && settled == decided && outcome[0] == LANDED && outcome[1] == LANDED ->
        stale = 0; fold(durable, balance, version)
    :: else
    fi
}

/* Engine::refused_by_store */
inline try_again(k) {
    outcome[k] = LANDED; entry_undecided[k] = 1;
#ifndef BUG_STATE_IS_KEPT_AFTER_A_DOUBT
    stale = 1;
#endif
    load_when_quiet()
}

#ifdef BUG_ANSWER_BEFORE_SYNC
#define SETTLES written
#else
#define SETTLES durable
#endif

proctype engine() {
    byte c, k, found, i;
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
                d_step { find_record(k, decided, found) };
                if
                :: found != 0 -> tell(c, FINISHED, found); found = 0
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
                    entry[k] = 1; entry_payload[k] = PAYLOAD(c); entry_waiters[k] = 1 << c;
                    if
                    :: stale -> entry_undecided[k] = 1; c = 0; k = 0; goto end_idle
                    :: else
                    fi
                  };
step_decide:
                    atomic {
                        d_step { once(k) };
                        if
                        :: DEPOSITS(k) -> put(k, c, 3 + balance, 1)
                        :: !DEPOSITS(k) && balance > 0 ->
#ifdef BUG_EFFECT_AND_RECORD_IN_TWO_FRAMES
                            put(k, c, 0, 1); handed = decided;
                            put(k, c, 2 + balance, 0)
#else
                            put(k, c, 1 + balance, 1)
#endif
                        :: else -> /* a rejection is judged on state, and takes the same road */
#ifdef BUG_REJECTION_IS_NOT_STORED
                            told_answer[KEY(c)] = (told_answer[KEY(c)] -> told_answer[KEY(c)] : 1);
                            asking[c] = 0; verdict[c] = RESET; erase_entry(k)
#else
                            put(k, c, 1, 0)
#ifdef BUG_REJECTION_BEFORE_SYNC
                            ; tell(c, FINISHED, decided); entry_waiters[k] = 0
#endif
#endif
                        fi;
                        c = 0; k = 0
                    }
                fi
            fi
#if DOUBTS > 0
        :: atomic { entry_undecided[0] && !stale ->
step_try_again:
            k = 0; c = WHOSE(0); entry_undecided[0] = 0 }; goto step_decide
        :: atomic { entry_undecided[1] && !stale -> k = 1; c = WHOSE(1); entry_undecided[1] = 0 }; goto step_decide
        :: atomic { outcome[0] >= REFUSED -> k = 0 }; goto refused
        :: atomic { outcome[1] >= REFUSED -> k = 1 };
refused:    atomic {
                if
#ifndef BUG_KNOWN_IS_TRIED_AGAIN
                :: outcome[k] == KNOWN ->
step_answer_known:
                    d_step { find_record(k, indexed, found); assert(found != 0) };
                    outcome[k] = LANDED; stale = 1; entry_repeats[k] = entry_waiters[k];
                    d_step { answer_waiters(k, found); erase_entry(k); load_when_quiet() };
                    found = 0
#endif
                :: else -> d_step { try_again(k) }
                fi;
                k = 0
            }
#endif
        :: atomic { handed < decided ->
step_hand_over:
            handed = decided
          }
        :: atomic { settled < SETTLES -> /* its append returned: entry erased, then the answer goes on */
step_settle:
            settled++;
            if
            :: RECORD(settled).answer != 0 && outcome[RECORD(settled).key] == DOUBTFUL ->
                k = RECORD(settled).key; d_step { try_again(k) }; k = 0
            :: RECORD(settled).answer != 0 && outcome[RECORD(settled).key] != DOUBTFUL && entry[RECORD(settled).key] ->
                k = RECORD(settled).key;
                d_step { answer_waiters(k, settled) };
#ifndef BUG_ENTRY_IS_NEVER_ERASED
                erase_entry(k);
#endif
                k = 0; load_when_quiet()
            :: else
            fi
          }
        od
    } unless { atomic { dead[ENGINE] -> dead[ENGINE] = 0; c = 0; k = 0; found = 0; i = 0 } }
    od
}

/* ================================================================== committer: JournalStore::append */

/* What is behind it moves up: a position is given when a record is written. */
inline drop(p, why) {
    assert(doubts < DOUBTS); /* nobody else writes: without a doubt the registry suffices */
    outcome[RECORD(p).key] = why;
    for (i : p .. decided - 1) {
        RECORD(i).key = RECORD(i + 1).key; RECORD(i).caller = RECORD(i + 1).caller; RECORD(i).payload = RECORD(i + 1).payload;
        RECORD(i).answer = RECORD(i + 1).answer; RECORD(i).effect = RECORD(i + 1).effect;
        RECORD(i).expected = RECORD(i + 1).expected
    }
    i = 0;
    forget(decided); decided--; handed--
}

#define DECISION(k, money) (DEPOSITS(k) -> 3 + (money) : ((money) > 0 -> 1 + (money) : 1))

/* AppendBatch::judge, in order: what the store knows, and what was decided on another version, gets no position. */
inline judge_batch() {
    p = written + 1;
    do
    :: p <= handed ->
        k = RECORD(p).key; find_record(k, p - 1, found); fold(p - 1, money, events);
        if
#ifndef BUG_DOUBT_IS_TAKEN_FOR_FAILURE
        :: found != 0 -> drop(p, KNOWN)
#endif
#ifndef BUG_VERSION_IS_NOT_COMPARED
        :: found == 0 && RECORD(p).expected != events -> drop(p, REFUSED)
#endif
        :: else ->
            assert(found == 0); /* once */
            assert(RECORD(p).answer == DECISION(k, money)); /* made on the fold of all before it */
            p++
        fi
    :: else -> break
    od;
    p = 0; k = 0; found = 0; money = 0; events = 0
}

/* All of a batch is there, or nothing of it. */
inline doubt_batch() {
    for (p : durable + 1 .. written) { outcome[RECORD(p).key] = DOUBTFUL }
    p = 0;
    do
    :: through > written -> drop(written + 1, REFUSED); through--
    :: else -> break
    od
}

proctype committer() {
    byte through, p, k, i, found, money, events;
    do
    :: { up ->
end_idle: do
        :: atomic { handed > written ->
step_append_begins:
#if DOUBTS > 0
            d_step { judge_batch() };
            through = handed
#elif defined(BUG_EFFECT_AND_RECORD_IN_TWO_FRAMES)
            through = written + 1
#else
            through = handed
#endif
          }; /* a death here leaves a torn frame, which is not there */
#if DOUBTS > 0
            if
            :: atomic { through == written -> through = 0 }; goto end_idle /* nothing is left of it: it returns */
            :: atomic { through > written && doubts > 0 }; goto in_doubt
            :: through > written
            fi;
#endif
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
            if
            :: atomic { true ->
step_append_returns:
                durable = through; through = 0
              }
#if DOUBTS > 0
            :: atomic { doubts > 0 -> skip };
in_doubt:       atomic {
                    true ->
step_append_is_doubtful:
                    doubts--;
#ifndef BUG_DOUBT_IS_TAKEN_FOR_SUCCESS
                    d_step { doubt_batch() };
#endif
                    durable = through; through = 0
                }
#endif
            fi
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
    outcome[0] = LANDED; outcome[1] = LANDED; balance = 0; version = 0; stale = 0;
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
        d_step { fold(durable, balance, version) };
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
