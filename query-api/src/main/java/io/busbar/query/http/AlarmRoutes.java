package io.busbar.query.http;

import io.busbar.alarm.Acknowledgement;
import io.busbar.alarm.Severity;
import io.busbar.alarm.Shelving;
import io.busbar.query.access.Capability;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.VisibleDevices;
import io.busbar.query.alarms.AlarmDeeds;
import io.busbar.query.alarms.AlarmEvents;
import io.busbar.query.alarms.AlarmFilter;
import io.busbar.query.alarms.AlarmView;
import io.busbar.query.alarms.Alarms;
import io.busbar.query.http.Endpoint.Guard;
import io.vertx.core.http.HttpMethod;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Alarms, and what people do about them. May be shared between threads. */
final class AlarmRoutes {

    private static final String ALARMS = Endpoint.API + "/alarms";

    private final Alarms alarms;
    private final AlarmDeeds deeds;
    private final Cursors cursors;

    private final AlarmEvents events;
    private final VisibleDevices visible;
    private final Clock clock;

    AlarmRoutes(
            Alarms alarms, AlarmDeeds deeds, Cursors cursors, AlarmEvents events, VisibleDevices visible, Clock clock) {
        this.alarms = alarms;
        this.deeds = deeds;
        this.cursors = cursors;
        this.events = events;
        this.visible = visible;
        this.clock = clock;
    }

    List<Endpoint> endpoints() {
        Guard see = Guard.may(Capability.SEE_PLANTS);
        Guard handle = Guard.may(Capability.HANDLE_ALARMS);
        return List.of(
                Endpoint.of(HttpMethod.GET, ALARMS, see, this::list)
                        .parameters("state", "severity", "plant", "device", "from", "to", "cursor", "limit")
                        .evenly(),
                Endpoint.of(HttpMethod.GET, ALARMS + "/stream", see, this::stream)
                        .parameters("severity", "plant", "device", "after"),
                Endpoint.of(
                        HttpMethod.GET,
                        ALARMS + "/{id}",
                        see,
                        call -> Answer.ok(alarms.story(call.scope(), call.path("id")))),
                Endpoint.of(HttpMethod.POST, ALARMS + "/{id}:acknowledge", handle, this::acknowledge),
                Endpoint.of(HttpMethod.POST, ALARMS + "/{id}:shelve", handle, this::shelve),
                Endpoint.of(
                        HttpMethod.POST,
                        ALARMS + "/{id}:unshelve",
                        handle,
                        call -> outcome(deeds.unshelve(call.scope(), call.path("id")))));
    }

    /** One of the words of an enum, or null when the parameter is not there. */
    static <E extends Enum<E>> @Nullable E word(Call call, String name, Class<E> type) {
        String text = call.query(name);
        if (text == null) {
            return null;
        }
        return Arrays.stream(type.getEnumConstants())
                .filter(each -> each.name().equals(text))
                .findFirst()
                .orElseThrow(() ->
                        Refusal.invalid("?" + name, "is to be one of " + Arrays.toString(type.getEnumConstants())));
    }

    static @Nullable String severity(Call call) {
        Severity severity = word(call, "severity", Severity.class);
        return severity == null ? null : severity.name();
    }

    private Answer list(Call call) {
        int limit = call.limit(Cursors.USUAL_LIMIT, Cursors.MAX_LIMIT);
        AskedRange asked = AskedRange.of(call);
        AlarmFilter filter = new AlarmFilter(
                word(call, "state", AlarmFilter.State.class),
                severity(call),
                call.query("plant"),
                call.query("device"),
                asked.from(),
                asked.to());
        String after = cursors.after(call, ALARMS);
        Optional<Alarms.Place> place = after.isEmpty() ? Optional.empty() : Optional.of(Alarms.Place.parse(after));
        List<AlarmView> found = alarms.list(call.scope(), filter, place, limit + 1);
        return cursors.page(
                call, ALARMS, found, limit, alarm -> Alarms.Place.of(alarm).text());
    }

    private Answer stream(Call call) {
        String plant = call.query("plant");
        if (plant != null && visible.plants(call.scope(), List.of(plant)).isEmpty()) {
            throw Refusal.notFound();
        }
        AlarmFilter filter = AlarmFilter.of(severity(call), plant, call.query("device"));
        return new Answer.Events(after -> new AlarmStream(events, visible, filter, after, clock));
    }

    private Answer acknowledge(Call call) {
        Body body = call.optionalBody();
        String note = body.optionalText("note", 0, Acknowledgement.MAX_NOTE_CHARS);
        body.check();
        return outcome(deeds.acknowledge(call.scope(), call.path("id"), note == null ? "" : note));
    }

    private Answer shelve(Call call) {
        Body body = call.body();
        Instant until = body.optionalTime("until");
        if (!body.has("until")) {
            body.fault("until", "is missing");
        }
        String why = body.text("why", 1, Shelving.MAX_WHY_CHARS);
        if (!why.isEmpty() && why.isBlank()) {
            body.fault("why", "is to have more than blanks");
        }
        body.check();
        if (until == null) {
            throw Refusal.invalid("/until", "is missing");
        }
        return outcome(deeds.shelve(call.scope(), call.path("id"), until, why));
    }

    /** Accepted, while the stream job has not done it yet. */
    private static Answer outcome(AlarmDeeds.Outcome outcome) {
        return outcome.isDone()
                ? Answer.ok(outcome.alarm())
                : Answer.accepted("/alarms/" + outcome.alarm().id(), outcome.alarm());
    }
}
