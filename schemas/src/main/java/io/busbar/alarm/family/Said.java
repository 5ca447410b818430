package io.busbar.alarm.family;

import io.busbar.alarm.Observation;

/** What one device said at one instant, whatever holds it. */
public interface Said {

    String serialNumber();

    /** Code of its device type. */
    int typeCode();

    /** Whether it is a BMS that said something that the packs beside it are judged by. */
    boolean isOfBms();

    /** Tells the values of an observation that has begun. */
    void tell(Observation seen);

    /** The value of a point that is no hot point of a BMS, at the catalogue's scale; {@link Observation#NO_VALUE} when there is none. */
    long value(int pointId);
}
