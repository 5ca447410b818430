package io.busbar.query.http;

import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.query.access.Capability;
import io.busbar.query.access.Language;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.group.GroupPoints;
import io.busbar.query.access.group.GroupPoints.Choice;
import io.busbar.query.access.group.GroupPoints.GroupPoint;
import io.busbar.query.access.group.GroupView;
import io.busbar.query.access.group.Groups;
import io.busbar.query.access.group.Quarantine;
import io.busbar.query.access.group.Quarantine.NewPoint;
import io.busbar.query.http.Endpoint.Guard;
import io.vertx.core.http.HttpMethod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Measurement groups and the points that are in none. May be shared between threads. */
final class GroupRoutes {

    private static final String GROUPS = Endpoint.API + "/measurement-groups";
    private static final String GROUP = GROUPS + "/{id}";
    private static final String POINTS = GROUP + "/points";
    private static final int MAX_POINTS = 1_000;
    private static final int MAX_GROUPS = 100;

    private final Groups groups;
    private final GroupPoints groupPoints;
    private final Quarantine quarantine;
    private final Catalogue catalogue;
    private final Cursors cursors;

    GroupRoutes(Groups groups, GroupPoints groupPoints, Quarantine quarantine, Catalogue catalogue, Cursors cursors) {
        this.groups = groups;
        this.groupPoints = groupPoints;
        this.quarantine = quarantine;
        this.catalogue = catalogue;
        this.cursors = cursors;
    }

    List<Endpoint> endpoints() {
        Guard choose = Guard.may(Capability.GRANT_VISITS);
        Guard edit = Guard.may(Capability.EDIT_GROUPS);
        Guard inbox = Guard.may(Capability.ASSIGN_QUARANTINE);
        return List.of(
                Endpoint.of(HttpMethod.GET, GROUPS, choose, this::list).parameters("cursor", "limit"),
                Endpoint.of(HttpMethod.POST, GROUPS, edit, this::create),
                Endpoint.of(
                        HttpMethod.GET, GROUP, choose, call -> Answer.ok(groups.one(call.scope(), call.path("id")))),
                Endpoint.of(HttpMethod.PATCH, GROUP, edit, this::rename),
                Endpoint.of(HttpMethod.DELETE, GROUP, edit, call -> {
                    groups.delete(call.scope(), call.path("id"));
                    return Answer.noContent();
                }),
                Endpoint.of(HttpMethod.GET, POINTS, edit, this::points).parameters("deviceType", "assigned"),
                Endpoint.of(
                        HttpMethod.POST,
                        POINTS + ":assign",
                        edit,
                        call -> Answer.ok(groupPoints.assign(call.scope(), call.path("id"), choice(call.body())))),
                Endpoint.of(
                        HttpMethod.POST,
                        POINTS + ":remove",
                        edit,
                        call -> Answer.ok(groupPoints.remove(call.scope(), call.path("id"), choice(call.body())))),
                Endpoint.of(HttpMethod.POST, POINTS + ":declassify", edit, this::declassify),
                Endpoint.of(HttpMethod.GET, Endpoint.API + "/quarantine", inbox, this::quarantined),
                Endpoint.of(HttpMethod.POST, Endpoint.API + "/quarantine:assign", inbox, this::assignQuarantined));
    }

    /** A point beside a group, as it is answered. Immutable. */
    private record AssignedPoint(
            String deviceType,
            long point,
            String code,
            String name,
            String nameCn,
            boolean alarm,
            boolean derived,
            boolean assigned,
            boolean declassified,
            boolean visible) {

        static AssignedPoint of(GroupPoint point) {
            PointView view = PointView.of(point.deviceType(), point.point(), point.known());
            return new AssignedPoint(
                    view.deviceType(),
                    view.point(),
                    view.code(),
                    view.name(),
                    view.nameCn(),
                    view.alarm(),
                    view.derived(),
                    point.isAssigned(),
                    point.isDeclassified(),
                    point.isVisible());
        }
    }

    /** A point in quarantine, as it is answered. Immutable. */
    private record QuarantinedPoint(
            String deviceType,
            long point,
            String code,
            String name,
            String nameCn,
            boolean inCatalogue,
            int devices,
            @Nullable Instant lastObservedAt) {

        static QuarantinedPoint of(NewPoint point) {
            PointView view = PointView.of(point.deviceType(), point.point(), point.known());
            return new QuarantinedPoint(
                    view.deviceType(),
                    view.point(),
                    view.code(),
                    view.name(),
                    view.nameCn(),
                    point.known() != null,
                    point.devices(),
                    point.lastObservedAt());
        }
    }

    private Answer list(Call call) {
        int limit = call.limit(Cursors.USUAL_LIMIT, Cursors.MAX_LIMIT);
        List<GroupView> found = groups.list(call.scope(), cursors.after(call, GROUPS), limit + 1);
        return cursors.page(call, GROUPS, found, limit, GroupView::id);
    }

    private Answer create(Call call) {
        Map<String, @Nullable String> names = names(call.body(), true);
        GroupView created = groups.create(call.scope(), names);
        return Answer.created("/measurement-groups/" + created.id(), created);
    }

    private Answer rename(Call call) {
        return Answer.ok(groups.rename(call.scope(), call.path("id"), names(call.body(), false)));
    }

    /** {@code names} by language, or {@code name} for the default one alone. */
    private static Map<String, @Nullable String> names(Body body, boolean isNew) {
        Set<String> languages = new TreeSet<>(Language.codes());
        languages.add(GroupView.DEFAULT);
        Map<String, @Nullable String> names =
                new LinkedHashMap<>(body.optionalTextsByName("names", languages, 1, AccountRoutes.MAX_NAME));
        String name = body.optionalText("name", 1, AccountRoutes.MAX_NAME);
        if (name != null && names.containsKey(GroupView.DEFAULT)) {
            body.fault("name", "is names/default: give one of them");
        } else if (name != null) {
            names.put(GroupView.DEFAULT, name);
        }
        if (names.get(GroupView.DEFAULT) == null && (isNew || names.containsKey(GroupView.DEFAULT))) {
            body.fault("names", "names has no default");
        }
        body.check();
        return names;
    }

    private Answer points(Call call) {
        String path = call.query("deviceType");
        DeviceType type = path == null ? null : DeviceTypes.named(catalogue, "?deviceType", path);
        List<AssignedPoint> items =
                groupPoints.list(call.scope(), call.path("id"), type, call.flag("assigned")).stream()
                        .map(AssignedPoint::of)
                        .toList();
        return list(items);
    }

    private Answer declassify(Call call) {
        Body body = call.body();
        Boolean isDeclassified = body.optionalFlag("declassified");
        return Answer.ok(groupPoints.declassify(
                call.scope(), call.path("id"), choice(body), Objects.requireNonNullElse(isDeclassified, Boolean.TRUE)));
    }

    private Answer quarantined(Call call) {
        return list(
                quarantine.list(call.scope()).stream().map(QuarantinedPoint::of).toList());
    }

    private Answer assignQuarantined(Call call) {
        Body body = call.body();
        List<String> wanted = body.optionalTexts("groups", MAX_GROUPS, 100);
        if (wanted == null || wanted.isEmpty()) {
            body.fault("groups", "is to name at least one measurement group by its id");
        }
        Choice choice = choice(body);
        return list(quarantine.assign(call.scope(), choice, wanted == null ? List.of() : wanted));
    }

    /** Points of one device type; ends the reading of the body. */
    private Choice choice(Body body) {
        String path = body.text("deviceType", 1, 200);
        List<String> codes = body.codes("points", MAX_POINTS);
        body.check();
        DeviceType type = DeviceTypes.named(catalogue, "/deviceType", path);
        List<Long> points = new ArrayList<>();
        List<Refusal.Fault> faults = new ArrayList<>();
        for (String code : codes) {
            MeasuringPoint known = catalogue.point(type, code);
            if (known != null) {
                points.add(Integer.toUnsignedLong(known.id()));
            } else if (code.matches("[0-9]{1,10}") && Long.parseLong(code) <= 0xFFFF_FFFFL) {
                points.add(Long.parseLong(code));
            } else {
                faults.add(new Refusal.Fault("/points", code + " is no point of this device type"));
            }
        }
        if (!faults.isEmpty()) {
            throw Refusal.invalid(faults);
        }
        return new Choice(type, points);
    }

    private static Answer list(List<?> items) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("items", items);
        body.put("next", null);
        return Answer.ok(body);
    }
}
