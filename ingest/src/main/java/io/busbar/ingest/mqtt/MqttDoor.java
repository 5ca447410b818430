package io.busbar.ingest.mqtt;

import io.busbar.ingest.admission.Admission;
import io.busbar.ingest.admission.ConnectionLimits;
import io.busbar.ingest.admission.DoorMeters;

/** What all connections of a listener share. Confined to the listener's event loop. */
record MqttDoor(
        Admission admission,
        Admission.Later later,
        DoorMeters meters,
        ConnectionLimits limits,
        MqttSessions sessions) {}
