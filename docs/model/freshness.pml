/* The freshness protocol: one cached entry, its row's version in the database, the change log with its relay, a Redis primary
   with an asynchronous replica, failover, eviction, guard expiry, a killed writer and two relays that compete for leadership.

   Claim, asserted at every verified hit: the value is not older than what was committed when the round began whose
   completion set the guard.

     spin -a freshness.pml && gcc -O2 -DSAFETY -DCOLLAPSE -o pan pan.c && ./pan -E -m1000000

   Two relays of ROUNDS rounds each, or with -DTWO_READERS two readers and one relay. -DEVICTS=1 adds an eviction and an early
   expiry of the guard.

   Mutants that must fail: -DNO_SEQUENCE (a relay does not check for lost state), -DNO_TERM (no terms from the database),
   -DNO_POLLCHECK (a relay reads the change log without checking, in the same snapshot, that it still leads), and, with
   -DTWO_READERS, -DNO_LEASE (a fill does not check its lease).  */
#ifndef EVICTS
#define EVICTS 0
#endif
#ifndef MAXV
#define MAXV 1
#endif
#ifndef ROUNDS
#define ROUNDS 3
#endif
typedef Redis { bit present; byte gen; byte ep; bit has; byte val; byte epoch; byte term; byte seq; bit guard; byte asOf; byte mark };
Redis P; Redis R;                                   /* primary and replica */
byte db = 0; byte relayed = 0; byte pgterm = 0; byte pgackterm = 0; byte pgackseq = 0;   /* PostgreSQL */
byte nextGen = 1; byte nextEpoch = 1; byte leader = 0;
byte copies = 0; byte failovers = 0; byte evicts = 0; byte steals = 0; byte expiries = 0;
inline copyPR() { R.present=P.present; R.gen=P.gen; R.ep=P.ep; R.has=P.has; R.val=P.val; R.epoch=P.epoch; R.term=P.term; R.seq=P.seq; R.guard=P.guard; R.asOf=P.asOf; R.mark=P.mark }
inline copyRP() { P.present=R.present; P.gen=R.gen; P.ep=R.ep; P.has=R.has; P.val=R.val; P.epoch=R.epoch; P.term=R.term; P.seq=R.seq; P.guard=R.guard; P.asOf=R.asOf; P.mark=R.mark }
inline del() { P.present=0; P.gen=0; P.ep=0; P.has=0; P.val=0 }
#define VALID (P.guard && P.present && P.ep == P.epoch && P.has)

proctype Reader() {
  byte tok; byte v; byte n = 0;
  do
  :: n < 2 -> n++;
     d_step {                                       /* script: lookup */
       tok = 0;
       if
       :: VALID -> assert(P.val >= P.asOf)
       :: P.guard && !VALID ->
          if :: !(P.present && P.ep == P.epoch) -> del(); P.present = 1; P.ep = P.epoch; P.gen = nextGen; nextGen++ :: else fi;
          tok = P.gen
       :: else                                      /* unverified: the database answers, nothing is filled */
       fi
     }
     if
     :: tok != 0 -> v = db;
        d_step {                                    /* script: fill, only under a lease that still exists */
          if
#ifdef NO_LEASE
          :: P.present -> P.has = 1; P.val = v
#else
          :: P.present && P.gen == tok -> P.has = 1; P.val = v
#endif
          :: else
          fi; v = 0; tok = 0
        }
     :: else
     fi
  :: break
  od
}
proctype Writer() {
  byte v;
  d_step { db < MAXV -> db++; v = db };             /* commit: row version and change-log row */
  if
  :: skip                                           /* killed before the invalidation */
  :: d_step { del(); P.mark = v; v = 0 }            /* script: delete the keys, mark exactly this version */
  fi
}
/* rows (seen, s] were read in the poll's snapshot; nothing to delete only if the single one is marked as done */
#define COVER if :: seen < s && !(P.mark == s && seen == s-1) -> del() :: else fi
#define GUARD P.guard = 1; P.asOf = s
proctype Relay(byte me) {
  byte s; byte seen; byte myterm = 0; byte myseq = 0; byte at = 0; byte as = 0; byte n = 0; bit up = 0;
  do
  :: n < ROUNDS -> n++;
    if
    :: d_step { leader == 0 -> leader = me; pgterm++; myterm = pgterm; at = pgackterm; as = pgackseq; up = 0; myseq = 0 };
#ifdef NO_POLLCHECK
       s = db; seen = relayed;
#else
       d_step { s = db; seen = relayed; if :: leader == me && pgterm == myterm -> skip :: else -> myterm = 0 fi };
#endif
       if :: myterm == 0 -> goto next :: else fi;
       d_step {                                     /* script: take over */
         if
#ifndef NO_TERM
         :: P.term > myterm -> up = 0               /* a newer leader has taken over */
         :: P.term <= myterm ->
#else
         :: 1 ->
#endif
            if
#ifdef NO_SEQUENCE
            :: P.epoch != 0 -> skip
#else
            :: P.epoch != 0 && (P.term > at || (P.term == at && P.seq >= as)) -> skip      /* nothing lost: stay warm */
#endif
            :: else -> P.epoch = nextEpoch; nextEpoch++
            fi;
#ifdef NO_TERM
            P.seq = P.seq + 1; myseq = P.seq;
#else
            P.term = myterm; P.seq = 1; myseq = 1;
#endif
            COVER; GUARD; up = 1
         fi
       };
       d_step { if :: up && leader == me && pgterm == myterm && relayed < s -> relayed = s; pgackterm = myterm; pgackseq = myseq :: else fi; s = 0; at = 0; as = 0 }
#ifdef NO_POLLCHECK
    :: up -> s = db; seen = relayed;
#else
    :: up -> d_step { if :: leader == me && pgterm == myterm -> s = db; seen = relayed :: else -> up = 0; myseq = 0 fi };   /* poll: snapshot with the term */
#endif
       if :: !up -> goto next :: else fi;
       d_step {                                     /* script: apply the round */
         if
#ifdef NO_SEQUENCE
         :: 1 ->
#else
#ifdef NO_TERM
         :: P.seq == myseq ->
#else
         :: P.term == myterm && P.seq == myseq ->
#endif
#endif
            COVER; P.seq = P.seq + 1; myseq = P.seq; GUARD
#ifndef NO_SEQUENCE
         :: else -> up = 0; myseq = 0
#endif
         fi
       };
       d_step {                                     /* acknowledge in the database, only as the leader of this term */
         if
         :: up && leader == me && pgterm == myterm && relayed < s -> relayed = s; pgackterm = myterm; pgackseq = myseq
         :: !up && leader == me && pgterm == myterm -> leader = 0
         :: else
         fi; s = 0 }
    :: else -> skip
    fi;
next: s = 0; seen = 0
  :: break
  od
}
proctype Chaos() {
  do
  :: d_step { copies < 1 -> copies++; copyPR() }
  :: d_step { failovers < 1 -> failovers++; copyRP() }
  :: d_step { evicts < EVICTS -> evicts++; del() }
  :: d_step { P.guard && expiries < EVICTS -> P.guard = 0; expiries++ }
  :: d_step { steals < 1 && leader != 0 -> steals++; leader = 0 }
  :: break
  od
}
#ifdef TWO_READERS
init { atomic { run Reader(); run Reader(); run Writer(); run Relay(1); run Chaos() } }
#else
init { atomic { run Reader(); run Writer(); run Relay(1); run Relay(2); run Chaos() } }
#endif
