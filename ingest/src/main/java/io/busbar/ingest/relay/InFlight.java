package io.busbar.ingest.relay;

import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** A record that was given to the producer. Completed on the producer's thread, read on the relay thread. */
final class InFlight implements Callback {

    final long journalIndex;
    final long receivedAtMillis;
    final long sentAtMillis = System.currentTimeMillis();
    private volatile boolean acknowledged;
    private volatile @Nullable Exception failure;

    InFlight(long journalIndex, long receivedAtMillis) {
        this.journalIndex = journalIndex;
        this.receivedAtMillis = receivedAtMillis;
    }

    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception exception) {
        if (exception == null) {
            acknowledged = true;
        } else {
            failure = exception;
        }
    }

    boolean acknowledged() {
        return acknowledged;
    }

    @Nullable
    Exception failure() {
        return failure;
    }
}
