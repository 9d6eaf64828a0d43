/*
 * A change log that writers have closed, because no relay read it: ClosedLog, V2__change_log.sql.
 *
 * Writers that see it closed commit changes that are not logged. A relay reopens the log, waits for the transactions
 * that were running then, and reports that everything has changed. Relays may crash at any step, and lose their
 * state; the log may be closed again at any time.
 *
 * Claim: when a round sets the guard, every change that was committed when its poll read is invalidated.
 *
 * Mutants: NO_WAIT        the relay does not wait
 *          EARLY          it waits for the transactions of the poll that found the log closed, before it was reopened
 *          FORGETS        the row is deleted when the log is reopened, so that a successor does not wait
 *          OLD_SNAPSHOT   a writer that decides by a snapshot from its begin
 *          NO_EPOCH       it waits, and does not report that everything has changed
 * SHOW=1 reaches the claim with a change that was not logged.
 */
#ifndef WRITERS
#define WRITERS 2
#endif
#ifndef CHANGES
#define CHANGES 2
#endif

#define OPEN 0
#define CLOSED 1
#define REOPENED 2

byte state = OPEN;
byte waiting = 0;   /* committed and logged, not relayed */
byte unlogged = 0;  /* committed since the last epoch without a log row */
byte running = 0;    /* transactions that have an id, a bit each */
byte awaited = 0;   /* those of them that the relay waits for */

active [WRITERS] proctype writer() {
  byte changes = 0;
  bit logs, closes, old;
  byte me = 1 << _pid;
  do
  :: changes < CHANGES ->
     changes++;
     closes = 0;
     old = (state == CLOSED);
     running = running | me;
#ifdef OLD_SNAPSHOT
     logs = !old;
#else
     atomic { logs = (state != CLOSED) }
#endif
     if
     :: logs -> closes = 1 /* the log has grown too long */
     :: true
     fi;
     atomic {
       if
       :: logs -> waiting++
       :: else -> unlogged++
       fi;
       if
       :: closes -> state = CLOSED
       :: else
       fi;
       running = running & ~me;
       awaited = awaited & ~me
     }
  :: else -> break
  od
}

active proctype relay() {
  bit knows = 0; /* whether the transactions for which it waits are set */
  bit everything, complete, over;
  byte rows, lost, seen;
  byte rounds = 0;
  do
  :: atomic {
       /* the poll, in one snapshot */
       seen = state; rows = waiting; lost = unlogged;
       everything = 0; complete = 1; over = 0;
       if
       :: seen == REOPENED && !knows -> awaited = running; knows = 1
       :: else
       fi;
#ifdef EARLY
       if
       :: seen == CLOSED -> awaited = running; knows = 1
       :: else
       fi;
#endif
       if
       :: seen == REOPENED ->
#ifdef NO_WAIT
          over = 1;
#else
          over = (awaited == 0);
#endif
          complete = over;
#ifndef NO_EPOCH
          everything = over
#endif
       :: seen == CLOSED -> complete = 0
       :: else
       fi
     }
     if
     :: seen == CLOSED ->
        atomic {
#ifdef FORGETS
          state = OPEN;
#else
          state = REOPENED;
#endif
#ifndef EARLY
          knows = 0; awaited = 0
#endif
        }
     :: else
     fi;
     if
     :: true ->
        /* apply: the claim is about the guard that this sets */
        atomic {
          if
          :: complete ->
#ifdef SHOW
             assert(!(lost > 0 && everything));
#endif
             assert(lost == 0 || everything)
          :: else
          fi;
          if
          :: everything -> unlogged = unlogged - lost
          :: else
          fi;
          waiting = waiting - rows
        }
        if
        :: true ->
           atomic {
             if
             :: over && state == REOPENED -> state = OPEN; knows = 0; awaited = 0
             :: else
             fi
           }
        :: knows = 0; awaited = 0 /* crashes before it has acknowledged */
        fi
     :: knows = 0; awaited = 0 /* crashes before it applies */
     fi
  od
}
