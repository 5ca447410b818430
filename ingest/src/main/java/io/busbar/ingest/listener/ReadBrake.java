package io.busbar.ingest.listener;

import io.busbar.ingest.admission.AckQueue;
import io.busbar.ingest.admission.Admission;
import io.busbar.ingest.admission.ConnectionLimits;
import io.busbar.ingest.admission.DoorMeters;
import io.busbar.ingest.admission.FramePace;
import io.busbar.ingest.admission.Transport;

/**
 * Slows a logger that sends faster than its share, or than its frames become durable, by not reading it. Confined to the connection's event
 * loop.
 */
public final class ReadBrake {

    private final Transport transport;
    private final ConnectionLimits limits;
    private final DoorMeters meters;
    private final Admission.Later later;
    private final AckQueue acks;
    private final ReadValve valve;
    private final FramePace pace;

    public ReadBrake(
            Transport transport,
            ConnectionLimits limits,
            DoorMeters meters,
            Admission.Later later,
            AckQueue acks,
            ReadValve valve) {
        this.transport = transport;
        this.limits = limits;
        this.meters = meters;
        this.later = later;
        this.acks = acks;
        this.valve = valve;
        this.pace = new FramePace(limits);
    }

    /** Counts a frame. */
    public void count() {
        pace.take(System.nanoTime());
    }

    /** Shuts the valve when it is time to. */
    public void slow() {
        if (limits.reached(acks)) {
            valve.shut(ReadValve.Reason.BACKLOG);
        }
        long pauseMillis = pace.pauseMillis(System.nanoTime());
        if (pauseMillis > 0 && !valve.isShutBy(ReadValve.Reason.RATE)) {
            meters.throttled(transport);
            valve.shut(ReadValve.Reason.RATE);
            later.run(pauseMillis, () -> valve.open(ReadValve.Reason.RATE));
        }
    }

    /** After acknowledgements: opens the valve again when few enough frames wait. */
    public void ease() {
        if (valve.isShutBy(ReadValve.Reason.BACKLOG) && limits.relieved(acks)) {
            valve.open(ReadValve.Reason.BACKLOG);
        }
    }
}
