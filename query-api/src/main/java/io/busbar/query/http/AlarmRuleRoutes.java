package io.busbar.query.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.query.access.Capability;
import io.busbar.query.alarms.AlarmRules;
import io.busbar.query.alarms.AlarmRules.RuleView;
import io.busbar.query.http.Endpoint.Guard;
import io.vertx.core.http.HttpMethod;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Alarm rules. May be shared between threads. */
final class AlarmRuleRoutes {

    private static final String RULES = Endpoint.API + "/alarm-rules";
    private static final String RULE = RULES + "/{id}";

    private final AlarmRules rules;
    private final Cursors cursors;

    AlarmRuleRoutes(AlarmRules rules, Cursors cursors) {
        this.rules = rules;
        this.cursors = cursors;
    }

    List<Endpoint> endpoints() {
        Guard see = Guard.may(Capability.SEE_PLANTS);
        Guard edit = Guard.may(Capability.EDIT_ALARM_RULES);
        return List.of(
                Endpoint.of(HttpMethod.GET, RULES, see, this::list)
                        .parameters("cursor", "limit")
                        .evenly(),
                Endpoint.of(
                        HttpMethod.POST, RULES, edit, call -> created(rules.create(call.scope(), call.bodyFields()))),
                Endpoint.of(
                        HttpMethod.GET, RULE, see, call -> Answer.ok(view(rules.one(call.scope(), call.path("id"))))),
                Endpoint.of(HttpMethod.PATCH, RULE, edit, this::change),
                Endpoint.of(HttpMethod.DELETE, RULE, edit, call -> {
                    rules.delete(call.scope(), call.path("id"));
                    return Answer.noContent();
                }),
                Endpoint.of(HttpMethod.GET, RULE + "/versions", see, this::versions)
                        .evenly());
    }

    private Answer list(Call call) {
        int limit = call.limit(Cursors.USUAL_LIMIT, Cursors.MAX_LIMIT);
        List<ObjectNode> found = rules.list(call.scope(), cursors.after(call, RULES), limit + 1).stream()
                .map(AlarmRuleRoutes::view)
                .toList();
        return cursors.page(call, RULES, found, limit, rule -> rule.get("id").asText());
    }

    private Answer change(Call call) {
        String id = call.path("id");
        RuleView changed = rules.change(call.scope(), id, call.bodyFields());
        return changed.id().equals(id) ? Answer.ok(view(changed)) : created(changed);
    }

    private Answer versions(Call call) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put(
                "items",
                rules.versions(call.scope(), call.path("id")).stream()
                        .map(AlarmRuleRoutes::view)
                        .toList());
        body.put("next", null);
        return Answer.ok(body);
    }

    private static Answer created(RuleView rule) {
        return Answer.created("/alarm-rules/" + rule.id(), view(rule));
    }

    /** The rule as people write it, and what becomes of it here. */
    private static ObjectNode view(RuleView rule) {
        ObjectNode view = rule.fields();
        view.put("shipped", rule.isShipped());
        view.put("deleted", rule.isDeleted());
        view.put("changedAt", Times.text(rule.changedAt()));
        rule.replacedBy().forEach(view.putArray("replacedBy")::add);
        return view;
    }
}
