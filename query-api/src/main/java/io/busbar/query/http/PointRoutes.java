package io.busbar.query.http;

import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.query.access.PointSet;
import io.busbar.query.access.PointSet.Assignment;
import io.busbar.query.access.member.EffectivePoints;
import io.busbar.query.http.Endpoint.Guard;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The catalogue, as far as it is visible. May be shared between threads. */
final class PointRoutes {

    private final Catalogue catalogue;
    private final EffectivePoints effective;

    PointRoutes(Catalogue catalogue, EffectivePoints effective) {
        this.catalogue = catalogue;
        this.effective = effective;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of(HttpMethod.GET, Endpoint.API + "/measuring-points", Guard.LOGGED_IN, this::measuringPoints)
                        .parameters("deviceType"),
                Endpoint.of(HttpMethod.GET, Endpoint.API + "/me/points", Guard.LOGGED_IN, this::myPoints)
                        .parameters("plant", "as"));
    }

    private Answer measuringPoints(Call call) {
        List<DeviceType> types = call.query("deviceType") == null
                ? catalogue.deviceTypes()
                : List.of(DeviceTypes.named(catalogue, "?deviceType", call.query("deviceType")));
        return points(types, call.scope().pointsAnywhere());
    }

    private Answer myPoints(Call call) {
        return points(catalogue.deviceTypes(), effective.of(call.scope(), call.query("plant"), call.query("as")));
    }

    private Answer points(List<DeviceType> types, PointSet points) {
        List<PointView> items = new ArrayList<>();
        List<Assignment> unlisted = points.unlisted(catalogue);
        for (DeviceType type : types) {
            catalogue.points(type).stream()
                    .filter(points::sees)
                    .map(PointView::of)
                    .forEach(items::add);
            unlisted.stream()
                    .filter(point -> point.deviceType() == type.code())
                    .map(point -> PointView.unlisted(type, point.point()))
                    .forEach(items::add);
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("items", items);
        body.put("next", null);
        return Answer.ok(body);
    }
}
