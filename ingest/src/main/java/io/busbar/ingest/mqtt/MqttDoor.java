package io.busbar.ingest.mqtt;

import io.busbar.ingest.admission.Admission;
import io.busbar.ingest.admission.ConnectionLimits;
import io.busbar.ingest.admission.DoorMeters;
import io.busbar.ingest.admission.LoopJournal;
import io.busbar.ingest.downlink.Commands;

/** What all connections of a listener share. Confined to the listener's event loop. */
record MqttDoor(
        Admission admission,
        LoopJournal journal,
        Commands commands,
        Admission.Later later,
        DoorMeters meters,
        ConnectionLimits limits,
        MqttSessions sessions) {}
