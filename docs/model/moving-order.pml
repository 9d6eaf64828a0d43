/* An order that moves between lists: three cached entries (the order, list A, list B), its versions in the database, the
   change log with its done marks and its relay, a Redis primary with an asynchronous replica, failover, a flush, eviction.

   With -DOWN_POLICY a writer may also delete and mark less than the relay would.

   Version 0 is in A, version 1 in B, version 2 back in A or (-DTO_C) on to C, whose list is not read.

   A generation is the smallest number that is not in use, which is as good as one never used before: it is only compared
   for equality. An entry records whether its epoch is still the relay's, and a Redis whether it has the relay's last script
   and whether it has the last acknowledged one: epoch, term and sequence number are only compared for that. So no process
   counts its steps, and the search covers any number of them. */
#ifndef READERS
#define READERS 1
#endif
#ifndef COPIES
#define COPIES 0
#endif
#define MAXV 2
#define ORDER 0
#define A 1
#define B 2
#define C 3

/* value: 0 none, else the version from which it was made, plus 1 */
typedef Entry { byte gen; bit current; byte value };
/* begun is for the claims only: the changes whose invalidation this Redis has, a bit each */
typedef Redis { Entry e[3]; bit guard; byte asOf; bit last; bit acked; byte marks; byte begun };
Redis P; Redis R;                                   /* primary and replica */
byte db = 0; byte relayed = 0;                      /* PostgreSQL: the order's version; rows up to this one are deleted */
byte held[2]; byte heldOf[2];                       /* the leases of the loaders: a generation, and of which entry */
byte copies = 0; bit failedOver = 0;

#ifdef TO_C
#define STATUS(v) ((v) == 0 -> A : ((v) == 1 -> B : C))
#else
#define STATUS(v) ((v) == 1 -> B : A)
#endif
#define BIT(v) (1 << ((v) - 1))
#define PART(v) (BIT(v) << 2)              /* in marks: the writer's policy named the order alone, and so does the mark */
#define MOVES(x, v) (x == ORDER || STATUS((v) - 1) == x || STATUS(v) == x)        /* change v makes entry x stale */
#define FRESH(x, v) (!MOVES(x, v) || P.e[x].value > (v))                          /* entry x has change v, if it is affected */
#ifdef NO_EPOCH
#define LIVE(x) (P.e[x].gen != 0)
#else
#define LIVE(x) (P.e[x].gen != 0 && P.e[x].current)
#endif
#define HIT(x) (P.guard && LIVE(x) && P.e[x].value != 0)

inline copyEntry(to, from, x) { to.e[x].gen = from.e[x].gen; to.e[x].current = from.e[x].current; to.e[x].value = from.e[x].value }
inline clearEntry(r, x) { r.e[x].gen = 0; r.e[x].current = 0; r.e[x].value = 0 }
inline copyRedis(to, from) {
  copyEntry(to, from, 0); copyEntry(to, from, 1); copyEntry(to, from, 2);
  to.guard = from.guard; to.asOf = from.asOf; to.last = from.last; to.acked = from.acked; to.marks = from.marks; to.begun = from.begun
}
inline clear(r) {
  clearEntry(r, 0); clearEntry(r, 1); clearEntry(r, 2);
  r.guard = 0; r.asOf = 0; r.last = 0; r.acked = 0; r.marks = 0; r.begun = 0
}
inline del(x) { clearEntry(P, x) }
inline delList(status) { if :: status == A -> del(A) :: status == B -> del(B) :: else fi }
inline newEpoch() { P.e[0].current = 0; P.e[1].current = 0; P.e[2].current = 0 }

#define USED(x, g) (P.e[x].gen == g || R.e[x].gen == g || (held[0] == g && heldOf[0] == x) || (held[1] == g && heldOf[1] == x))
/* script: lookup, of one that is missing or has no value: the lease is the generation */
inline lookUp(x) {
  if
  :: !LIVE(x) ->
     del(x);
     if :: !USED(x, 1) -> P.e[x].gen = 1 :: else -> if :: !USED(x, 2) -> P.e[x].gen = 2 :: else ->
     if :: !USED(x, 3) -> P.e[x].gen = 3 :: else -> assert(!USED(x, 4)); P.e[x].gen = 4 fi fi fi;
     P.e[x].current = 1
  :: else
  fi;
  held[me] = P.e[x].gen; heldOf[me] = x
}
proctype Loader(byte me) {
  byte v;
  do
  :: if
     :: d_step { P.guard && !HIT(ORDER) -> lookUp(ORDER) }
     :: d_step { P.guard && !HIT(A) -> lookUp(A) }
     :: d_step { P.guard && !HIT(B) -> lookUp(B) }
     fi;
     v = db;
     d_step {                                       /* script: fill */
       if
#ifdef NO_LEASE
       :: P.e[heldOf[me]].gen != 0 -> P.e[heldOf[me]].value = v + 1
#else
       :: P.e[heldOf[me]].gen == held[me] && P.e[heldOf[me]].current -> P.e[heldOf[me]].value = v + 1
#endif
       :: else
       fi;
       v = 0; held[me] = 0; heldOf[me] = 0
     }
  od
}

/* One script looks up all three. It gives no lease here, so it changes nothing, and runs in every reachable state. */
proctype Asker() {
  do
#if SHOW == 1
  :: d_step { HIT(A) && HIT(B) && P.begun == 3 && P.e[A].value == 3 && P.e[B].value == 3 -> assert(false) }
#elif SHOW == 2
  :: d_step { P.asOf == 2 && HIT(ORDER) && HIT(A) && HIT(B) -> assert(false) }
#elif SHOW == 3
  :: d_step { P.asOf == 2 && P.begun == 3 && P.marks == 2 && HIT(A) && HIT(B) -> assert(false) }
#elif SHOW == 4
  :: d_step { P.guard && P.asOf == 0 && relayed == 1 && HIT(A) -> assert(false) }
#elif SHOW == 5
  :: d_step { P.guard && P.asOf == 2 && P.e[A].gen != 0 && P.e[A].value == 1 && !P.e[A].current -> assert(false) }
#endif
  :: d_step { HIT(A) && HIT(B) && P.begun == (1 << db) - 1 ->
       /* at rest: no list lacks the order, no two lists have it */
       assert((STATUS(P.e[A].value - 1) == A) == (STATUS(db) == A));
       assert((STATUS(P.e[B].value - 1) == B) == (STATUS(db) == B)) }
#ifdef ANY_TIME
  :: d_step { HIT(A) && HIT(B) -> assert(!(STATUS(P.e[A].value - 1) == A && STATUS(P.e[B].value - 1) == B)) }
#endif
#ifndef ONLY_AT_REST
  :: d_step { P.guard && P.asOf >= 1 ->             /* not older than what was committed when the guard's round began */
       assert(!HIT(ORDER) || FRESH(ORDER, 1)); assert(!HIT(A) || FRESH(A, 1)); assert(!HIT(B) || FRESH(B, 1)) }
  :: d_step { P.guard && P.asOf >= 2 ->
       assert(!HIT(ORDER) || FRESH(ORDER, 2)); assert(!HIT(A) || FRESH(A, 2)); assert(!HIT(B) || FRESH(B, 2)) }
  :: d_step { P.begun & 1 ->                        /* not older than a change whose invalidation this Redis has */
       assert(!HIT(ORDER) || FRESH(ORDER, 1)); assert(!HIT(A) || FRESH(A, 1)); assert(!HIT(B) || FRESH(B, 1)) }
  :: d_step { P.begun & 2 ->
       assert(!HIT(ORDER) || FRESH(ORDER, 2)); assert(!HIT(A) || FRESH(A, 2)); assert(!HIT(B) || FRESH(B, 2)) }
#endif
  od
}

proctype Writer(byte v) {
  d_step { db == v - 1 -> db = v };                 /* commit: version and change-log row */
  if
  :: skip                                           /* killed before the invalidation */
#ifdef OWN_POLICY
  :: d_step { del(ORDER); P.marks = P.marks | PART(v) }
#endif
#ifdef TWO_STEPS
  :: d_step { del(ORDER); delList(STATUS(v - 1)); P.begun = P.begun | BIT(v) };
     d_step { delList(STATUS(v)); P.marks = P.marks | BIT(v) }
#else
#ifdef MARK_FIRST
  :: d_step { del(ORDER); delList(STATUS(v - 1)); P.marks = P.marks | BIT(v) };
     if :: skip :: d_step { delList(STATUS(v)); P.begun = P.begun | BIT(v) } fi
#else
  :: d_step {                                       /* script: delete the keys together, mark exactly this version */
       del(ORDER); delList(STATUS(v));
#ifndef NEW_STATUS_ONLY
       delList(STATUS(v - 1));
#endif
       P.marks = P.marks | BIT(v); P.begun = P.begun | BIT(v)
     }
#endif
#endif
  fi
}

#ifdef AT_LEAST
#define DONE(v) (P.marks >= BIT(v))
#else
#define DONE(v) (P.marks & BIT(v))
#endif
#ifdef MARK_NAMES_NOTHING
#undef DONE
#define DONE(v) (P.marks & (BIT(v) | PART(v)))
#endif
inline coverRow(v) {
  if
  :: relayed < v && v <= s -> if :: !DONE(v) -> if :: P.marks & PART(v) -> skip :: else -> del(ORDER) fi; delList(STATUS(v - 1)); delList(STATUS(v)); P.begun = P.begun | BIT(v) :: else fi
  :: else
  fi
}
/* deletes what the rows (seen, s] make stale; the guard is set if the poll read all that was visible */
inline round() {
  coverRow(1); coverRow(2);
#ifdef GUARD_ANYWAY
  P.guard = 1; P.asOf = all;
#else
  if :: s == all -> P.guard = 1; P.asOf = s :: else fi;
#endif
  P.last = 1; P.acked = 1; R.last = 0
}
proctype Relay() {
  byte s; byte all; bit up = 1;
  do
  :: if
     :: d_step { s = db; all = db }                                /* poll */
     :: d_step { db > relayed + 1 -> s = relayed + 1; all = db }   /* poll, cut after one row */
     fi;
     if
     :: up ->
        d_step {                                    /* script: apply the round */
          if
#ifdef NO_SEQUENCE
          :: 1 -> round()
#else
          :: P.last -> round()
          :: else -> up = 0; s = 0
#endif
          fi
        }
     :: !up ->
        d_step {                                    /* script: take over */
          if
#ifdef NO_SEQUENCE
          :: 1 -> skip
#else
          :: P.acked -> skip                        /* nothing lost: stay warm */
          :: else -> newEpoch()
#endif
          fi;
          round(); up = 1
        }
     fi;
     d_step {                                       /* acknowledge: Redis has what was acknowledged if it has the last script */
       if :: up && relayed < s -> relayed = s; P.acked = P.last; R.acked = R.last :: else fi;
       s = 0; all = 0
     }
  :: up = 0                                         /* crashes; another is elected */
  od
}
proctype Chaos() {
  do
#ifdef FAILOVER
  :: d_step { copies < COPIES && !failedOver -> copies++; copyRedis(R, P) }
  :: d_step { !failedOver -> failedOver = 1; copyRedis(P, R); clear(R) }
#endif
#ifdef FLUSH
  :: d_step { clear(P) }
#endif
#ifdef EVICT
  :: d_step { P.e[0].gen != 0 -> del(0) }
  :: d_step { P.e[1].gen != 0 -> del(1) }
  :: d_step { P.e[2].gen != 0 -> del(2) }
#endif
  od
}
inline maybe(x) { if :: skip :: P.e[x].gen = 1; P.e[x].current = 1; P.e[x].value = 1 fi }
init {
  atomic {
    maybe(ORDER); maybe(A); maybe(B);
    P.guard = 1; P.last = 1; P.acked = 1;
#ifdef FAILOVER
    copyRedis(R, P);
#endif
    run Loader(0);
    if :: READERS > 1 -> run Loader(1) :: else fi;
    run Asker(); run Writer(1); run Writer(2); run Relay(); run Chaos()
  }
}
