/* How a relay reads the change log: transactions with savepoints whose rows become visible out of order, polls that a limit
   cuts, a relay that crashes at any step and its successor, an epoch in place of rows, and with -DCRASH a server that restarts
   with what it had written to its log at some moment, and assigns the numbers of lost transactions again.

   Claim, asserted at every poll that reports that it is complete: all rows that were committed before it have been relayed.

   X transactions and savepoints, ROWS rows, LIMIT rows a poll, DEATHS (crashes) of relays.

     spin -a change-log.pml && gcc -O2 -DSAFETY -DCOLLAPSE -o pan pan.c && ./pan -E -m1000000

   Mutants that must fail: -DNO_XIP (a floor without the transactions in progress), -DBY_STATUS (a transaction counts as decided
   once its commit is written, while it still waits for a standby), -DOWN_NAME (a row names its savepoint), -DLAST_FLOOR (after
   polls that were cut the floor is the last one's snapshot), -DFLOOR_FIRST (the floor is stored before the rows are relayed),
   -DNO_UNTIL (rows that an epoch has made unnecessary are deleted without a limit), and with -DCRASH -DKEEP_FLOOR (a relay
   keeps its place when the server has crashed).  */
#ifndef X
#define X 3
#endif
#ifndef ROWS
#define ROWS 3
#endif
#ifndef LIMIT
#define LIMIT 1
#endif
#ifndef DEATHS
#define DEATHS 1
#endif
#define BIT(i) (1 << (i))
#define SET(a, b) a.xmax = b.xmax; a.xip = b.xip
#define FORGET(a) a.xmax = 1; a.xip = 0
#define KEY(i) (db.name[i] * 8 + i)                    /* rows are sorted by transaction and id */

mtype = { none, running, savepoint, waiting, committed, aborted };
typedef Snapshot { byte xmax; byte xip };           /* as PostgreSQL prints it */
typedef Postgres {
  mtype state[X + 1]; byte top[X + 1]; byte next; byte last;     /* transactions; the next number; the highest that has ended */
  byte rows; byte writer[ROWS + 1]; byte name[ROWS + 1]; byte deleted;
  Snapshot floor                                    /* as acknowledged */
};
Postgres db;
byte relayed = 0;
byte deaths = 0;
#ifdef CRASH
Postgres disk; bit flushed = 0;                     /* what is on the disk: db as it was at some moment */
#endif
#define LIVE(i) (db.state[db.writer[i]] == committed && !(db.deleted & BIT(i)))

inline snapshot() {
  now.xmax = db.last + 1; now.xip = 0;
  for (x : 1 .. X) {
    if
#ifdef BY_STATUS
    :: db.state[x] == running && x < now.xmax -> now.xip = now.xip | BIT(x)
#else
    :: (db.state[x] == running || db.state[x] == waiting) && x < now.xmax -> now.xip = now.xip | BIT(x)
#endif
    :: else
    fi
  }
#ifdef NO_XIP
  now.xip = 0
#endif
}
#define DECIDED(s, t) ((t) < s.xmax && !(s.xip & BIT(t)))

inline ended(t, how) {                              /* with its savepoints, at once */
  for (x : t .. X) {
    if :: x == t || db.state[x] == savepoint && db.top[x] == t -> db.state[x] = how; if :: x > db.last -> db.last = x :: else fi :: else fi
  }
}
#define SOME t = 1; do :: t < X -> t++ :: break od

#ifdef CRASH
/* The transactions of the disk's rows and commits, and that of its floor, which is not lower than the floor's own end, have used
   their numbers; later numbers are assigned again. What was committed there is visible at once. */
inline crash() {
  SET(db.floor, disk.floor); db.next = db.floor.xmax;
  for (x : 1 .. X) {
    db.state[x] = disk.state[x]; db.top[x] = disk.top[x];
    if :: disk.state[x] == committed || disk.state[x] == waiting -> if :: x >= db.next -> db.next = x + 1 :: else fi :: else fi
  };
  for (i : 1 .. ROWS) {
    db.writer[i] = disk.writer[i]; db.name[i] = disk.name[i];
    if :: i <= disk.rows && db.writer[i] >= db.next -> db.next = db.writer[i] + 1 :: else fi
  };
  db.rows = disk.rows; db.deleted = disk.deleted; db.last = db.next - 1;
  for (x : 1 .. X) {
    if
    :: x >= db.next -> db.state[x] = none; db.top[x] = 0
    :: x < db.next && db.state[x] == waiting -> db.state[x] = committed
    :: x < db.next && (db.state[x] == running || db.state[x] == none) -> db.state[x] = aborted
    :: else
    fi
  };
  for (x : 1 .. X) {
    if :: db.state[x] == savepoint -> db.state[x] = db.state[db.top[x]] :: else fi
  };
  for (i : 1 .. ROWS) {
    if :: i > db.rows -> relayed = relayed & ~BIT(i); db.writer[i] = 0; db.name[i] = 0 :: else fi
  };
  x = 0; i = 0
}
#endif

proctype Writers() {
  byte t; byte x;
  do
#ifdef CRASH
  :: d_step { !flushed -> flushed = 1; disk.rows = db.rows; disk.deleted = db.deleted; SET(disk.floor, db.floor);
       for (x : 1 .. X) { disk.state[x] = db.state[x]; disk.top[x] = db.top[x] };
       for (x : 1 .. ROWS) { disk.writer[x] = db.writer[x]; disk.name[x] = db.name[x] };
       x = 0 }
#endif
  :: d_step { db.next <= X -> db.state[db.next] = running; db.top[db.next] = db.next; db.next++ }
  :: atomic { SOME; if
     :: d_step { db.state[t] == running && db.rows < ROWS -> db.rows++; db.writer[db.rows] = t; db.name[db.rows] = t }
     :: d_step { db.state[t] == running && db.rows < ROWS && db.next <= X ->
          db.state[db.next] = savepoint; db.top[db.next] = t; db.rows++; db.writer[db.rows] = t;
#ifdef OWN_NAME
          db.name[db.rows] = db.next;
#else
          db.name[db.rows] = t;
#endif
          db.next++ }
     :: d_step { db.state[t] == running -> db.state[t] = waiting }          /* its commit is written, but not visible */
     :: d_step { db.state[t] == waiting -> ended(t, committed); x = 0 }
     :: d_step { db.state[t] == running -> ended(t, aborted); x = 0 }
     fi; t = 0 }
  :: break
  od
}

/* Where a relay continues to read, and what it has read. */
Snapshot floor; byte key; Snapshot first; bit cutting;            /* `first` only while polls are cut */
Snapshot all; byte allKey; Snapshot until; bit skipping;          /* rows that an epoch has made unnecessary */

/* a row of transaction `t` that a statement returns, and that was not read yet according to `f` and `after` */
#define SHOWN(f, after) (i <= db.rows && db.name[i] == t && LIVE(i) && !DECIDED(f, t) && KEY(i) > after)

/* one statement: in the order of their keys, up to `limit` rows behind a place, and whether there are more */
inline read(after, limit) {
  snapshot(); more = 0; count = 0;
  for (t : 1 .. X) {
    for (i : 1 .. ROWS) {
      if
      :: SHOWN(base, after) -> if :: count < limit -> count++; batch = batch | BIT(i); end = KEY(i) :: else -> more = 1 fi
      :: else
      fi
    }
  }
  seen = 0;
  for (i : 1 .. ROWS) { if :: i <= db.rows && db.state[db.writer[i]] == committed -> seen = seen | BIT(i) :: else fi }
  t = 0; i = 0; x = 0
}
inline successor() {
  SET(floor, db.floor); key = 0; cutting = 0; skipping = 0; allKey = 0; FORGET(first); FORGET(all); FORGET(until)
}

proctype Relay() {
  byte t; byte x; byte i; byte count; byte left; bit more; byte batch; byte end; byte seen; bit complete; bit epoch;
  Snapshot now; Snapshot base; Snapshot nextFloor; byte nextKey; Snapshot nextFirst; bit nextCutting;
  do
  :: break
  :: d_step {                                       /* delete some of the rows that an epoch has made unnecessary */
       if
       :: skipping ->
          count = 0;
          for (t : 1 .. X) {
            for (i : 1 .. ROWS) {
              if
#ifdef NO_UNTIL
              :: count < LIMIT && SHOWN(all, allKey) -> count++; db.deleted = db.deleted | BIT(i); end = KEY(i)
#else
              :: count < LIMIT && SHOWN(all, allKey) && DECIDED(until, t) -> count++; db.deleted = db.deleted | BIT(i); end = KEY(i)
#endif
              :: else
              fi
            }
          };
          if :: count == 0 -> skipping = 0; allKey = 0; FORGET(all); FORGET(until) :: else -> allKey = end fi;
          t = 0; i = 0; count = 0; end = 0
       :: else
       fi
     };
     d_step {                                       /* poll */
       batch = 0; epoch = 0; complete = 0; end = 0;
       SET(base, floor); read(key, LIMIT);
       left = 0;
       if
       :: more -> SET(nextFloor, floor); nextKey = end; nextCutting = 1; if :: cutting -> SET(nextFirst, first) :: else -> SET(nextFirst, now) fi
       :: !more && !cutting -> SET(nextFloor, now); nextKey = 0; nextCutting = 0; FORGET(nextFirst); complete = 1
#ifdef LAST_FLOOR
       :: !more && cutting -> SET(nextFloor, now); nextKey = 0; nextCutting = 0; FORGET(nextFirst); complete = 1
#else
       :: !more && cutting -> SET(nextFloor, first); nextKey = 0; nextCutting = 0; FORGET(nextFirst); left = LIMIT - count
#endif
       fi
     };
     if
     :: left > 0 -> d_step {                        /* all that `first` showed has been read: read the rows since */
          end = 0; SET(base, nextFloor); read(0, left); left = 0;
          if
          :: more -> nextKey = end; nextCutting = 1; SET(nextFirst, now)
          :: else -> SET(nextFloor, now); complete = 1
          fi }
     :: else
     fi;
     if
     :: more -> if
        :: skip
        :: d_step { epoch = 1; batch = 0; complete = 1; SET(nextFloor, now); nextKey = 0; nextCutting = 0; FORGET(nextFirst) }
        fi
     :: else
     fi;
#ifdef FLOOR_FIRST
     d_step { SET(db.floor, nextFloor) };
#endif
     if :: deaths < DEATHS -> deaths++; goto dead :: skip fi;
     d_step {                                       /* apply */
       if :: epoch -> relayed = relayed | seen :: else -> relayed = relayed | batch fi;
       if :: complete -> assert((seen & ~relayed) == 0) :: else fi
#ifdef SHOW
       ; if :: SHOW == 1 && complete && batch != 0 && floor.xip != 0 -> assert(false)
            :: SHOW == 2 && complete && cutting && batch != 0 -> assert(false)
            :: SHOW == 3 && skipping && complete && batch != 0 -> assert(false)
            :: else fi
#endif
     };
     if :: deaths < DEATHS -> deaths++; goto dead :: skip fi;
     d_step {                                       /* acknowledge, if there was anything */
       if
       :: epoch -> if :: !skipping -> SET(all, floor) :: else fi; skipping = 1; allKey = 0; SET(until, now)
       :: else
       fi;
       SET(floor, nextFloor); key = nextKey; cutting = nextCutting; SET(first, nextFirst);
       if
       :: epoch || batch != 0 -> db.deleted = db.deleted | batch; if :: skipping -> SET(db.floor, all) :: else -> SET(db.floor, floor) fi
       :: else
       fi;
       batch = 0; seen = 0; end = 0; complete = 0; epoch = 0; more = 0; count = 0; nextKey = 0; nextCutting = 0;
       FORGET(now); FORGET(base); FORGET(nextFloor); FORGET(nextFirst)
     };
     if
     :: skip
     :: deaths < DEATHS -> deaths++;
dead:   if
        :: skip
#ifdef CRASH
        :: d_step { flushed -> crash(); flushed = 0 }
#ifdef KEEP_FLOOR
           ; goto kept
#endif
#endif
        fi;
        d_step { successor() };
kept:   skip; d_step { batch = 0; seen = 0; end = 0; complete = 0; epoch = 0; more = 0; count = 0; left = 0; nextKey = 0; nextCutting = 0;
          FORGET(now); FORGET(base); FORGET(nextFloor); FORGET(nextFirst) }
     fi
  od
}
init { d_step { db.next = 1; db.floor.xmax = 1; floor.xmax = 1; first.xmax = 1; all.xmax = 1; until.xmax = 1 }; atomic { run Writers(); run Relay() } }
