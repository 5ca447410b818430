package io.busbar.query.http;

import io.busbar.query.access.Scope;
import io.busbar.query.access.VisibleDevices;
import io.busbar.query.alarms.AlarmEvents;
import io.busbar.query.alarms.AlarmEvents.Batch;
import io.busbar.query.alarms.AlarmEvents.Place;
import io.busbar.query.alarms.AlarmFilter;
import io.busbar.query.alarms.VisibleEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Events of alarms as they become known, {@code alarm} with the CloudEvent under {@code alarmId:revision}. Each is sent once, in order, to who goes on
 * with the id of the last one; with an id that is older than the replay window, or none that this person sees, {@code resync}: the list is to be read,
 * and what comes from now on follows. {@code lagged} says that the client was too slow for a while; nothing is left out. Confined to the hub's thread.
 */
final class AlarmStream implements EventSource {

    private static final byte[] NOTHING = "{}".getBytes(StandardCharsets.UTF_8);

    /** Of one second: with the rest of a batch what a client is sent before it is looked whether it takes it. */
    private static final int MOST_AT_ONCE = 1_000;

    private final AlarmEvents events;
    private final VisibleDevices visible;
    private final AlarmFilter filter;
    private final @Nullable String lastEventId;
    private final Clock clock;
    private @Nullable Scope scope;
    private @Nullable Place place;

    AlarmStream(
            AlarmEvents events, VisibleDevices visible, AlarmFilter filter, @Nullable String lastEventId, Clock clock) {
        this.events = events;
        this.visible = visible;
        this.filter = filter;
        this.lastEventId = lastEventId;
        this.clock = clock;
    }

    @Override
    public State tell(Scope now, boolean lagged, Out out) throws IOException {
        String plant = filter.plant();
        if (now != scope && plant != null && visible.plants(now, List.of(plant)).isEmpty()) {
            return State.OVER;
        }
        scope = now;
        Place at = place == null ? begin(now, out) : place;
        if (lagged) {
            out.send("lagged", at.id(), NOTHING);
        }
        int sent = 0;
        boolean isMore = events.isNews(at.seq());
        while (isMore && sent < MOST_AT_ONCE) {
            Batch batch = events.after(now, filter, at.seq());
            String id = at.id();
            for (VisibleEvent event : batch.events()) {
                id = event.id();
                out.send("alarm", id, Json.bytes(event.event()));
            }
            sent += batch.events().size();
            at = new Place(batch.seq(), id);
            isMore = batch.isMore();
        }
        place = at;
        return isMore ? State.HAS_MORE : State.UP_TO_DATE;
    }

    private Place begin(Scope now, Out out) throws IOException {
        Optional<Place> found = lastEventId == null ? Optional.empty() : events.find(now, lastEventId, clock.instant());
        if (found.isPresent()) {
            return found.get();
        }
        Place end = events.end(now, filter, clock.instant());
        if (lastEventId == null) {
            out.place(end.id());
        } else {
            out.send("resync", end.id(), NOTHING);
        }
        return end;
    }
}
