package io.busbar.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.alarm.AlarmRule;
import io.busbar.query.access.Capability;
import io.busbar.query.access.VisibleDevices;
import io.busbar.query.alarms.SimulatedAlarm;
import io.busbar.query.alarms.Simulation;
import io.busbar.query.alarms.Simulation.Question;
import io.busbar.query.http.Endpoint.Guard;
import io.busbar.query.http.Endpoint.Pool;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a rule would have raised before anybody keeps it. May be shared between threads. */
final class SimulationRoutes {

    private final Simulation simulation;
    private final QuestionReader questions;

    SimulationRoutes(Simulation simulation, VisibleDevices visible, Clock clock) {
        this.simulation = simulation;
        this.questions = new QuestionReader(visible, clock);
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.of(
                        HttpMethod.POST,
                        Endpoint.API + "/alarm-rules:simulate",
                        Guard.may(Capability.EDIT_ALARM_RULES),
                        this::simulate)
                .on(Pool.STREAM));
    }

    private Answer simulate(Call call) {
        Body body = call.body();
        ObjectNode fields = body.tree("rule");
        QuestionReader.Reach reach = questions.reach(call.scope(), body);
        AlarmRule rule = simulation.rule(call.scope(), fields, reach.from());
        Question question = new Question(List.of(rule), reach.devices(), reach.from(), reach.to());
        return new Answer.Streamed(Answer.JSON, (out, cancellation) -> {
            try (JsonGenerator json = Json.factory().createGenerator(out)) {
                json.writeStartObject();
                json.writeStringField("from", Times.text(question.from()));
                json.writeStringField("to", Times.text(question.to()));
                json.writeArrayFieldStart("items");
                Simulation.Extent extent =
                        simulation.run(call.scope(), question, alarm -> write(json, alarm), cancellation);
                json.writeEndArray();
                json.writeNumberField("moments", extent.moments());
                json.writeBooleanField("limited", extent.isLimited());
                json.writeEndObject();
            }
        });
    }

    private static void write(JsonGenerator json, SimulatedAlarm alarm) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", alarm.id().toString());
        json.writeStringField("device", alarm.device());
        json.writeNumberField("cell", alarm.cell());
        json.writeStringField("severity", alarm.severity().name());
        json.writeStringField("raisedAt", Times.text(alarm.raisedAt()));
        write(json, "clearedAt", alarm.clearedAt());
        json.writeStringField(
                "clearedBy",
                alarm.clearedBy() == null ? null : alarm.clearedBy().name());
        json.writeFieldName("evidence");
        json.writeTree(alarm.evidence());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, @Nullable Instant time) throws IOException {
        if (time == null) {
            json.writeNullField(name);
        } else {
            json.writeStringField(name, Times.text(time));
        }
    }
}
