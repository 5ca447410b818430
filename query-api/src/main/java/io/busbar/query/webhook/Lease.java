package io.busbar.query.webhook;

import io.busbar.query.alarms.AlarmFilter;
import java.util.concurrent.TimeUnit;

/**
 * A webhook whose turn it is here and nowhere else, for a while. Immutable as long as nobody writes to the secret.
 *
 * @param token of this turn
 * @param member public id of the owner
 * @param position up to which all is settled
 * @param headSeq of the event that was tried last, 0 when it is settled
 * @param attempts of that event
 * @param endsAtNanos by {@link System#nanoTime}, before the lease ends by the clock of the database
 */
@SuppressWarnings("ArrayRecordComponent") // read by those who sign
record Lease(
        int key,
        String token,
        String member,
        String url,
        byte[] secret,
        AlarmFilter filter,
        long position,
        long headSeq,
        int attempts,
        long endsAtNanos) {

    static final int SECONDS = 30;

    /** To look the name up, and to write down what came of an attempt. */
    private static final long MARGIN_NANOS = TimeUnit.SECONDS.toNanos(8);

    /** Whether an attempt that begins now is over before somebody else may begin one. */
    boolean leavesTime() {
        return endsAtNanos - System.nanoTime() > Sender.PATIENCE.toNanos() + MARGIN_NANOS;
    }

    /** Settled up to here. */
    Lease at(long seq, long renewedAtNanos) {
        return new Lease(key, token, member, url, secret, filter, seq, 0, 0, ending(renewedAtNanos));
    }

    /** @param leasedAtNanos before the database was asked */
    static long ending(long leasedAtNanos) {
        return leasedAtNanos + TimeUnit.SECONDS.toNanos(SECONDS);
    }

    /** Without URL, secret and serial number. */
    @Override
    public String toString() {
        return "Lease[" + key + "]";
    }
}
