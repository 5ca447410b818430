package io.busbar.standalone.demo;

import io.busbar.standalone.client.LoggerClient;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends a logger's live frames, one a tick, in the way its fault demands. Confined to one thread. */
final class LiveSender {

    private static final Logger LOG = LoggerFactory.getLogger(LiveSender.class);

    private static final int TICKS_A_MINUTE = 12;
    private static final int TICKS_BEFORE_SILENCE = 24;
    private static final int TICKS_OF_BACKLOG_CYCLE = 60;

    private final LoggerClient client;
    private final Fault fault;
    private final Deque<byte[]> lastMinute = new ArrayDeque<>();
    private final List<byte[]> heldBack = new ArrayList<>();
    private long tick;

    LiveSender(LoggerClient client, Fault fault) {
        this.client = client;
        this.fault = fault;
    }

    void tick(byte[] frame) {
        tick++;
        switch (fault) {
            case FALLS_SILENT -> {
                if (tick <= TICKS_BEFORE_SILENCE) {
                    send(frame);
                }
            }
            case RESENDS -> {
                send(frame);
                send(frame);
                lastMinute.add(frame);
                if (lastMinute.size() == TICKS_A_MINUTE) {
                    lastMinute.forEach(this::send);
                    lastMinute.clear();
                }
            }
            case LATE_BACKLOG -> {
                if (tick % TICKS_OF_BACKLOG_CYCLE < TICKS_A_MINUTE) {
                    heldBack.add(frame);
                } else {
                    send(frame);
                    heldBack.forEach(this::send);
                    heldBack.clear();
                }
            }
            case NONE, WEAK_CELL, DRIFTING_PACK -> send(frame);
        }
    }

    private void send(byte[] frame) {
        var unused = client.send(frame).whenComplete((result, failure) -> {
            if (failure != null) {
                LOG.warn("a demo frame was not acknowledged: {}", failure.toString());
            }
        });
    }
}
