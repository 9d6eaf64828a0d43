/* The near cache of one instance: one page of one list in its memory, confirmations of the list's generation, changes by the
   instance itself and by others, events that are lost, late or early, and the protocol around it (lease, guard, relay, epoch,
   replica, failover). The replies to two kinds of requests confirm: those of a thread that asks for nothing else (request 0),
   and those to verified lookups (request 1). They may be under way at the same time, and their replies arrive in any order.

   Time is one number, `must`: the last version that was committed longer ago than the bound. When it passes a version, every
   guard set by a round that did not read that version has ended, because the guard's end is earlier than that; and so has
   every confirmation made under such a guard, because it is valid for no longer than the guard, from before its request was
   sent.

   A generation is the smallest number that is not in use, which is as good as one never used before: it is only compared
   for equality. An entry records whether its epoch is still the relay's, and a Redis whether it has the relay's last script
   and whether it has the last acknowledged one: epoch, term and sequence number are only compared for that.

   With -DOWN_BOUND the instance has a shorter bound than the relay, and `mustOwn` is its `must`: the guard is still present, but
   the instance must not rely on it. Another instance still has the relay's bound.  */
#ifndef MAXV
#define MAXV 1
#endif
#ifndef LOADERS
#define LOADERS 1
#endif
#ifndef COPIES
#define COPIES 0
#endif

/* value: 0 none, else the version from which it was made, plus 1. begun is for the claims only: the changes whose
   invalidation this Redis has, a bit each */
typedef Redis { byte gen; bit current; byte value; byte leases; bit guard; byte asOf; bit last; bit acked; byte marks; byte begun };
Redis P; Redis R;                                   /* primary and replica */
byte db = 0; byte relayed = 0;                      /* PostgreSQL */
byte must = 0;
#ifdef OWN_BOUND
byte mustOwn = 0;
#else
#define mustOwn must
#endif
byte held[2];                                       /* generation in which a loader has a lease, or got a hit */
byte pageGen = 0; byte page = 0;                    /* near cache: the page in memory, as a value */
byte confGen = 0; byte confAsOf = 0;                /* near cache: what was confirmed last */
/* The requests under way. stale: a deletion, or the reply to a later request, has overtaken it; latest: which was sent last */
bit asked[2]; bit stale[2]; byte ansGen[2]; byte ansAsOf[2]; byte askSaw[2]; bit latest = 0;
byte returned = 0; byte rounds = 0;                 /* for the claims only: the changes before the event of the name, a bit each */
byte copies = 0; bit failedOver = 0;

#define BIT(v) (1 << ((v) - 1))
#define LIVE (P.gen != 0 && P.current)
#ifdef RELAYS_BOUND
#define TRUSTED P.guard
#else
#define TRUSTED (P.guard && P.asOf >= mustOwn)
#endif
#define HIT (TRUSTED && LIVE && P.value != 0)
/* The page in memory is also the copy whose generation a lookup of the instance sends. Only loader 0 changes it, so it is still
   the same when the script compares. */
#ifdef ANY_COPY
#define COPY (page != 0)
#else
#define COPY (page != 0 && pageGen == P.gen)
#endif
#ifdef NO_GENERATION
#define SAME (confGen != 0)
#else
#define SAME (confGen != 0 && pageGen == confGen)
#endif
#ifdef NO_GUARD
#define YOUNG 1
#else
#define YOUNG (confAsOf >= mustOwn)
#endif
#define NEAR_HIT (page != 0 && SAME && YOUNG)
#define MINE (1 << me)
#define KNOWS(value, mask) ((!((mask) & 1) || (value) >= 2) && (!((mask) & 2) || (value) >= 3))

inline copyRedis(to, from) {
  to.gen = from.gen; to.current = from.current; to.value = from.value; to.leases = from.leases; to.guard = from.guard; to.asOf = from.asOf;
  to.last = from.last; to.acked = from.acked; to.marks = from.marks; to.begun = from.begun
}
inline clear(r) { r.gen = 0; r.current = 0; r.value = 0; r.leases = 0; r.guard = 0; r.asOf = 0; r.last = 0; r.acked = 0; r.marks = 0; r.begun = 0 }
inline del() { P.gen = 0; P.current = 0; P.value = 0; P.leases = 0 }
inline drop() { confGen = 0; confAsOf = 0; stale[0] = asked[0]; stale[1] = asked[1] }
inline ask(r) { asked[r] = 1; stale[r] = 0; askSaw[r] = P.begun; latest = r }
inline lose(r) { latest = 0; asked[r] = 0; stale[r] = 0; ansGen[r] = 0; ansAsOf[r] = 0; askSaw[r] = 0 }
inline invalidate(v) { del(); P.marks = P.marks | BIT(v); P.begun = P.begun | BIT(v) }

#define USED(g) (P.gen == g || R.gen == g || held[0] == g || held[1] == g || pageGen == g || confGen == g || ansGen[0] == g || ansGen[1] == g)
inline fresh() {
  if :: !USED(1) -> P.gen = 1 :: else -> if :: !USED(2) -> P.gen = 2 :: else -> if :: !USED(3) -> P.gen = 3 :: else ->
  if :: !USED(4) -> P.gen = 4 :: else -> if :: !USED(5) -> P.gen = 5 :: else -> assert(!USED(6)); P.gen = 6 fi fi fi fi fi
}
/* Loader 0 is of the instance and keeps pages, loader 1 is of another. */
inline keep() {
  if
  :: d_step { me == 0 && v != 0 -> page = v; pageGen = held[0]; v = 0; held[me] = 0 }
  :: d_step { v = 0; held[me] = 0 }
  fi
}
/* The reply to request r arrives. That of the confirming thread also says that the list has no generation. */
inline arrive(r) {
  rounds = rounds | askSaw[r];
  if
#ifdef NO_CANCEL
  :: ansGen[r] != 0 -> confGen = ansGen[r]; confAsOf = ansAsOf[r]
#else
#ifdef LOOKUP_NO_CANCEL
  :: ansGen[r] != 0 && (r == 1 || !stale[r]) -> confGen = ansGen[r]; confAsOf = ansAsOf[r]
#else
  :: ansGen[r] != 0 && !stale[r] -> confGen = ansGen[r]; confAsOf = ansAsOf[r]
#endif
#endif
  :: ansGen[r] == 0 && !stale[r] -> confGen = 0; confAsOf = 0
  :: else
  fi;
#ifdef FROM_REPLY
  if :: confGen != 0 && confAsOf < mustOwn -> confAsOf = mustOwn :: else fi;
#endif
#ifndef NO_GUARD
  if :: confAsOf < mustOwn -> confGen = 0; confAsOf = 0 :: else fi;
#endif
#ifndef ANY_ORDER
  if :: latest == r && asked[1 - r] -> stale[1 - r] = 1 :: else fi;
#endif
  lose(r)
}
/* script: lookup of what is not there */
inline lease() {
  if :: !LIVE -> del(); fresh(); P.current = 1 :: else fi;
  P.leases = P.leases | MINE; held[me] = P.gen
}
proctype Loader(byte me) {
  byte v;
  do
  :: d_step { me == 0 -> ask(1) };                  /* the instance requests a lookup */
     if
     :: d_step { HIT -> held[0] = P.gen; v = P.value; ansGen[1] = P.gen; ansAsOf[1] = P.asOf };
        d_step { arrive(1) };
        keep()
     :: d_step { TRUSTED && !(LIVE && P.value != 0) -> lease(); ansGen[1] = P.gen; ansAsOf[1] = P.asOf };
        d_step { arrive(1) };
        goto load
     :: d_step { !TRUSTED && P.value != 0 ->        /* unverified: kept, and confirms nothing */
          held[0] = P.gen; v = P.value;
#ifdef UNVERIFIED
          ansGen[1] = P.gen; ansAsOf[1] = mustOwn; arrive(1)
#else
          lose(1)
#endif
        };
        keep()
     :: d_step { !TRUSTED && P.value == 0 -> lose(1) }
     fi
  :: d_step { me != 0 && P.guard && !(LIVE && P.value != 0) -> lease() };
#ifdef REPLAYED_NAME
     /* the reply is lost, the client sends the script again, and it creates the generation of the same name again */
     if
     :: d_step { me == 1 && P.gen == 0 && P.guard -> P.gen = held[me]; P.current = 1; P.leases = MINE }
     :: skip
     fi;
#endif
load:
     v = db + 1;
     d_step {                                       /* script: fill */
       if
#ifdef NO_LEASE
       :: P.gen != 0 -> P.value = v
#else
       :: P.gen == held[me] && P.current && (P.leases & MINE) -> P.value = v; P.leases = P.leases & (3 - MINE)
#endif
       :: else -> v = 0; held[me] = 0
       fi
     };
     keep()
  od
}
proctype Confirmer() {
  do
  :: d_step { ask(0) };
     d_step {                                       /* script: the list's generation and the guard's end */
       if
#ifdef NO_GUARD
       :: LIVE -> ansGen[0] = P.gen; ansAsOf[0] = P.asOf
#else
#ifdef NO_EPOCH
       :: P.guard && P.gen != 0 -> ansGen[0] = P.gen; ansAsOf[0] = P.asOf
#else
       :: TRUSTED && LIVE -> ansGen[0] = P.gen; ansAsOf[0] = P.asOf
#endif
#endif
       :: else
       fi
     };
     if
     :: d_step { arrive(0) }
     :: d_step { lose(0) }
     fi
  :: d_step { drop() }                              /* an event, at any time and for any reason */
  od
}
/* Reading the near cache changes nothing, so it is read in every reachable state. */
proctype Asker() {
  do
#if SHOW == 1
  :: d_step { NEAR_HIT && must == 1 -> assert(false) }
#elif SHOW == 2
  :: d_step { NEAR_HIT && (rounds & 1) && !failedOver -> assert(false) }
#elif SHOW == 3
  :: d_step { NEAR_HIT && (returned & 1) && !failedOver -> assert(false) }
#elif SHOW == 4
  :: d_step { NEAR_HIT && confAsOf == 0 && db == 1 && P.guard && P.asOf == 1 -> assert(false) }
#elif SHOW == 5
  :: d_step { asked[0] && stale[0] && ansGen[0] != 0 && ansGen[0] == pageGen && page == 1 && (returned & 1) -> assert(false) }
#elif SHOW == 6
  :: d_step { P.guard && P.asOf == 1 && P.gen != 0 && P.gen == pageGen && page == 1 && !P.current -> assert(false) }
#elif SHOW == 7
  :: d_step { NEAR_HIT && failedOver && must == 1 -> assert(false) }
#elif SHOW == 8
  :: d_step { asked[1] && stale[1] && ansGen[1] != 0 && ansGen[1] == pageGen && page == 1 && (returned & 1) -> assert(false) }
#elif SHOW == 9
  :: d_step { asked[1] && stale[1] && ansGen[1] != 0 && ansGen[1] == pageGen && page == 1 && (rounds & 1) -> assert(false) }
#elif SHOW == 10
  :: d_step { HIT && page != 0 && pageGen == P.gen && page != P.value -> assert(false) }
#endif
  :: d_step { HIT -> assert(P.value > mustOwn); assert(P.value > P.asOf); assert(KNOWS(P.value, P.begun)) }
  :: d_step { HIT && COPY -> assert(page > mustOwn); assert(page > P.asOf); assert(KNOWS(page, P.begun)) }   /* answered by the copy */
  :: d_step { NEAR_HIT ->
       assert(page > mustOwn);                                   /* G1 */
       assert(page > confAsOf);                                  /* G1, by the guard */
       assert(failedOver || KNOWS(page, rounds));             /* G2: one confirmation later */
       assert(failedOver || KNOWS(page, returned)) }          /* G2: on the instance itself at once */
  od
}
proctype Writer(byte v) {
  d_step { db == v - 1 -> db = v };                 /* commit */
  if
  :: skip                                           /* killed before the invalidation */
  :: d_step { invalidate(v) }                       /* another instance */
  :: 1 ->                                           /* this instance */
#ifdef LOCAL_FIRST
     d_step { drop() };
     d_step { invalidate(v) };
     d_step { returned = returned | BIT(v) }
#else
     d_step { invalidate(v) };
     d_step { drop(); returned = returned | BIT(v) }
#endif
  fi
}
inline coverRow(v) {
  if :: relayed < v && v <= s && !(P.marks & BIT(v)) -> del(); P.begun = P.begun | BIT(v) :: else fi
}
inline round() {
  coverRow(1); coverRow(2);
  if :: s >= must -> P.guard = 1; P.asOf = s :: else -> P.guard = 0; P.asOf = 0 fi;            /* an end in the past ends it at once */
  P.last = 1; P.acked = 1; R.last = 0
}
proctype Relay() {
  byte s; bit up = 1;
  do
  :: d_step { s = db };             /* poll */
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
        d_step {                                    /* script: take over, in a new epoch if something was lost */
          if
#ifdef NO_SEQUENCE
          :: 1 -> skip
#else
          :: P.acked -> skip
          :: else -> P.current = 0
#endif
          fi;
          round(); up = 1
        }
     fi;
     d_step {                                       /* acknowledge */
       if :: up && relayed < s -> relayed = s; P.acked = P.last; R.acked = 0 :: else fi;
        s = 0
     }
  :: up = 0                                         /* crashes; another is elected */
  od
}
proctype Chaos() {
  do
#ifdef OWN_BOUND
  :: d_step { mustOwn < db ->                       /* the instance's bound has passed since the commit of version mustOwn + 1 */
       mustOwn++;
       if :: confGen != 0 && confAsOf < mustOwn -> confGen = 0; confAsOf = 0 :: else fi
     }
  :: d_step { must < mustOwn ->                     /* and the relay's since that of version must + 1 */
#else
  :: d_step { must < db ->                          /* the bound has passed since the commit of version must + 1 */
#endif
       must++;
       if :: P.guard && P.asOf < must -> P.guard = 0; P.asOf = 0 :: else fi;
       if :: R.guard && R.asOf < must -> R.guard = 0; R.asOf = 0 :: else fi;
#ifndef NO_GUARD
       if :: confGen != 0 && confAsOf < mustOwn -> confGen = 0; confAsOf = 0 :: else fi
#endif
     }
#ifdef FAILOVER
  :: d_step { copies < COPIES && !failedOver -> copies++; copyRedis(R, P) }
  :: d_step { !failedOver -> failedOver = 1; copyRedis(P, R); clear(R) }
#endif
#ifdef EVICT
  :: d_step { P.gen != 0 -> del() }
#endif
#ifdef EVICT_VALUE
  :: d_step { P.value != 0 -> P.value = 0 }         /* and its generation stays */
#endif
  od
}
init {
  atomic {
    P.guard = 1; P.last = 1; P.acked = 1;
    if :: P.gen = 1; P.current = 1; if :: skip :: P.value = 1; if :: skip :: page = 1; pageGen = 1 fi fi :: skip fi;
#ifdef FAILOVER
    copyRedis(R, P);
#endif
    run Loader(0); if :: LOADERS > 1 -> run Loader(1) :: else fi;
    run Confirmer(); run Asker(); run Writer(1); if :: MAXV > 1 -> run Writer(2) :: else fi; run Relay(); run Chaos()
  }
}
