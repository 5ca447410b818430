package io.busbar.ingest.tcp;

import io.busbar.ingest.admission.Admission;
import io.busbar.ingest.admission.ConnectionLimits;
import io.busbar.ingest.admission.DoorMeters;
import io.busbar.ingest.admission.LoopJournal;
import io.busbar.ingest.downlink.Commands;
import java.util.function.Supplier;

/**
 * What all connections of a listener share. Confined to the listener's event loop.
 *
 * @param nonces the door's part of each challenge: printable, never the same again
 */
record TcpDoor(
        Admission admission,
        LoopJournal journal,
        Commands commands,
        Admission.Later later,
        DoorMeters meters,
        ConnectionLimits limits,
        Supplier<String> nonces) {}
