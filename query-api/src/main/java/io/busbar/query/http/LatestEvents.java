package io.busbar.query.http;

import io.busbar.query.access.AccessChanges;
import io.busbar.query.access.Scope;
import io.busbar.query.access.VisibleDevice;
import io.busbar.query.access.VisibleDevices;
import io.busbar.query.series.LatestReadings;
import io.busbar.query.series.LatestReadings.Reading;
import io.busbar.query.series.LatestReadings.Said;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Latest readings as they change: an event {@code latest} with all of a device whenever something visible of it is newer than what was sent. An event
 * is the whole state of its device, so that one that was passed over is made good by the next. Its id says up to when this client had been sent every
 * reading, by receipt, when it was last told of all devices; it tells nothing of what is hidden. Who comes again with one gets the devices that changed
 * since, with a minute's margin for frames that overtake one another; with one that is too old or not ours {@code resync}, and everything. Confined to
 * the hub's thread.
 */
final class LatestEvents implements EventSource {

    /** Devices that are told of at once, in some ten milliseconds. */
    private static final int PORTION = 500;

    private static final long MARGIN_MILLIS = Duration.ofMinutes(1).toMillis();
    private static final long LONGEST_ABSENCE_MILLIS = Duration.ofHours(1).toMillis();
    private static final byte[] NOTHING = "{}".getBytes(StandardCharsets.UTF_8);

    private final VisibleDevices visible;
    private final LatestReadings latest;
    private final AccessChanges changes;
    private final @Nullable String plant;

    /** By serial number, what was last sent, or known already. */
    private final Map<String, Sent> sent = new HashMap<>();

    private List<VisibleDevice> devices = List.of();
    private @Nullable Scope scope;
    private long changesSeen = Long.MIN_VALUE;

    /** Receipt of the newest reading that was sent. */
    private long newestMillis;

    /** The same when all devices had been told of: who is cut off in between has not been sent those that were still to come. */
    private long idMillis;

    /** When the client was last told; absent for a client that is new. */
    private @Nullable Long since;

    private boolean isResync;
    private boolean isFirst = true;

    /** Of the devices, who is to be looked at next. */
    private int next;

    private int sentEvents;

    /** @param newestMillis when the newest reading of it was received */
    private record Sent(Said said, long newestMillis) {}

    LatestEvents(
            VisibleDevices visible,
            LatestReadings latest,
            AccessChanges changes,
            @Nullable String plant,
            @Nullable String lastEventId,
            long nowMillis) {
        this.visible = visible;
        this.latest = latest;
        this.changes = changes;
        this.plant = plant;
        if (lastEventId != null) {
            boolean isOurs = lastEventId.matches("[0-9]{1,15}");
            long id = isOurs ? Long.parseLong(lastEventId) : 0;
            isResync = !isOurs || nowMillis - id > LONGEST_ABSENCE_MILLIS;
            since = isResync ? null : Long.valueOf(id - MARGIN_MILLIS);
            idMillis = isResync ? 0 : id;
        }
    }

    @Override
    public State tell(Scope now, boolean lagged, Out out) throws IOException {
        if (!find(now)) {
            return State.OVER;
        }
        if (isFirst && isResync && next == 0) {
            out.send("resync", id(), NOTHING);
        }
        if (lagged) {
            out.send("lagged", id(), NOTHING);
        }
        int sentBefore = sentEvents;
        while (next < devices.size() && sentEvents - sentBefore < PORTION) {
            int end = Math.min(devices.size(), next + PORTION);
            latest.each(devices.subList(next, end), said -> tell(said, out));
            next = end;
        }
        if (next < devices.size()) {
            return State.HAS_MORE;
        }
        next = 0;
        isFirst = false;
        if (newestMillis > idMillis) {
            idMillis = newestMillis;
            out.place(id());
        }
        return State.UP_TO_DATE;
    }

    private void tell(Said said, Out out) throws IOException {
        String serialNumber = said.device().serialNumber();
        Sent before = sent.get(serialNumber);
        if (before != null && said.isUnchangedSince(before.said())) {
            return;
        }
        List<Reading> readings = said.readings();
        long newest = newest(readings);
        boolean isKnown = isFirst && since != null && newest <= since;
        if (newest > 0 && !isKnown && (before == null || newest > before.newestMillis())) {
            newestMillis = Math.max(newestMillis, newest);
            sentEvents++;
            out.send("latest", id(), LatestJson.bytes(said.device(), readings));
        }
        if (newest > 0) {
            sent.put(serialNumber, new Sent(said, newest));
        }
    }

    /** Finds the devices anew when rights or bindings have changed; false when there is no such plant for this person. */
    private boolean find(Scope now) {
        long count = changes.count();
        if (now != scope || count != changesSeen || !changes.vouches()) {
            if (plant != null && visible.plants(now, List.of(plant)).isEmpty()) {
                return false;
            }
            next = 0;
            devices = plant == null ? visible.all(now) : visible.ofPlants(now, List.of(plant));
            scope = now;
            changesSeen = count;
        }
        return true;
    }

    private static long newest(List<Reading> readings) {
        long newest = 0;
        for (Reading reading : readings) {
            newest = Math.max(newest, reading.receivedAtMillis());
        }
        return newest;
    }

    private String id() {
        return Long.toString(idMillis);
    }
}
