/* The owner of a cache: two servers that have the same table, one a copy of the other, and share one namespace. Each has its own
   version of the one row, a reader, a writer that may be killed, and a relay. The namespace changes its owner at any time, so
   the claim does not depend on how long a relay waits while the other one is silent. Transactions of both have the same numbers.

   Claim, asserted at every verified hit: the value is of the reader's own server, and not older than what was committed there
   when the round began whose completion set the guard.

     spin -a owner.pml && gcc -O2 -DSAFETY -DCOLLAPSE -o pan pan.c && ./pan -E -m1000000

   Mutants that must fail: -DNO_READER (lookups do not compare), -DNO_EPOCH (a relay that takes over keeps the cache warm),
   -DNO_ORIGIN (a round is accepted after the other relay has taken over), -DCOPY_MARKS (a writer marks its change as done in the
   other's cache), -DMARKS_STAY (a mark counts for the next owner too).  */
#define NOBODY 2
#ifndef ROUNDS
#define ROUNDS 2
#endif
byte db[2]; byte relayed[2];                        /* in PostgreSQL: committed, and relayed */
bit present; byte gen; byte ep; bit has; byte val; bit whose;   /* the entry, and the server of its value */
byte owner = NOBODY; byte epoch; bit guard; byte asOf; byte mark = NOBODY;   /* the server whose change 1 is marked, in its cache */
byte nextGen = 1; byte nextEpoch = 1;
inline del() { present = 0; gen = 0; ep = 0; has = 0; val = 0; whose = 0 }
#ifdef NO_READER
#define MINE 1
#else
#define MINE (owner == me)
#endif
#define VALID (guard && MINE && present && ep == epoch && has)

proctype Reader(byte me) {
  byte tok; byte v; byte n = 0;
  do
  :: n < 2 -> n++;
     d_step {                                       /* script: lookup */
       tok = 0;
       if
       :: VALID -> assert(whose == me && val >= asOf)
       :: guard && MINE && !VALID ->
          if :: !(present && ep == epoch) -> del(); present = 1; ep = epoch; gen = nextGen; nextGen++ :: else fi;
          tok = gen
       :: else                                      /* unverified: the database answers, nothing is filled */
       fi
     }
     if
     :: tok != 0 -> v = db[me];
        d_step {                                    /* script: fill, under the lease, in its epoch */
          if :: present && gen == tok && ep == epoch && MINE -> has = 1; val = v; whose = me :: else fi; v = 0; tok = 0
        }
     :: else
     fi
  :: break
  od
}
proctype Writer(byte me) {
  d_step { db[me] = 1 }                             /* commit: row version and change-log row */
  if
  :: skip                                           /* killed before the invalidation */
  :: d_step {                                       /* script: delete the keys, mark exactly this change */
       del();
       if
#ifdef COPY_MARKS
       :: 1 -> mark = owner
#else
       :: owner == me -> mark = me
#endif
       :: else
       fi
     }
  fi
}
#ifdef MARKS_STAY
#define MARKED (mark != NOBODY)
#else
#define MARKED (mark == owner)
#endif
proctype Relay(byte me) {
  byte s; byte seen; byte n = 0; bit up = 0; bit done;
  do
  :: n < ROUNDS -> n++;
     d_step { s = db[me]; seen = relayed[me] };     /* poll */
     d_step {                                       /* script: take over, or apply the round */
       done = 0;
       if
       :: !up ->
          if
#ifdef NO_EPOCH
          :: epoch != 0 -> skip
#endif
          :: owner == me -> skip
          :: else -> epoch = nextEpoch; nextEpoch++
          fi;
          owner = me; up = 1; done = 1
#ifdef NO_ORIGIN
       :: up -> done = 1
#else
       :: up && owner == me -> done = 1
       :: up && owner != me -> up = 0
#endif
       fi;
       if
       :: done -> if :: seen < s && !MARKED -> del() :: else fi; guard = 1; asOf = s
       :: else
       fi
     };
     d_step { if :: done -> relayed[me] = s :: else fi; s = 0; seen = 0; done = 0 }   /* acknowledge */
  :: break
  od
}
init { atomic { run Reader(0); run Reader(1); run Writer(0); run Writer(1); run Relay(0); run Relay(1) } }
