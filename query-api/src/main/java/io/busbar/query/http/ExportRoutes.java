package io.busbar.query.http;

import io.busbar.query.access.Capability;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.Refusal.Kind;
import io.busbar.query.access.VisibleDevices;
import io.busbar.query.export.Export;
import io.busbar.query.export.Export.Status;
import io.busbar.query.export.Exports;
import io.busbar.query.http.Endpoint.Guard;
import io.busbar.query.series.SeriesRequest;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Long answers as files. May be shared between threads. */
final class ExportRoutes {

    private static final String EXPORTS = Endpoint.API + "/exports";
    private static final Map<String, SeriesFormat> FORMATS = Map.of(
            "csv", SeriesFormat.CSV,
            "json", SeriesFormat.JSON,
            "ndjson", SeriesFormat.NDJSON,
            "arrow", SeriesFormat.ARROW);

    private final Exports exports;
    private final QuestionReader questions;

    ExportRoutes(Exports exports, VisibleDevices visible, Clock clock) {
        this.exports = exports;
        this.questions = new QuestionReader(visible, clock);
    }

    List<Endpoint> endpoints() {
        Guard see = Guard.may(Capability.SEE_PLANTS);
        return List.of(
                Endpoint.of(HttpMethod.POST, EXPORTS, see, this::start),
                Endpoint.of(HttpMethod.GET, EXPORTS + "/{id}", see, call -> Answer.ok(view(find(call)))),
                Endpoint.of(HttpMethod.DELETE, EXPORTS + "/{id}", see, this::delete),
                Endpoint.of(HttpMethod.GET, EXPORTS + "/{id}/file", see, this::file));
    }

    private Answer start(Call call) {
        Body body = call.body();
        String word = body.optionalText("format", 1, 20);
        SeriesFormat format = FORMATS.getOrDefault(word == null ? "csv" : word, SeriesFormat.CSV);
        if (word != null && !FORMATS.containsKey(word)) {
            body.fault("format", "is to be csv, json, ndjson or arrow");
        }
        SeriesRequest request = questions.read(call.scope(), body);
        Export export = exports.start(
                call.scope(),
                request,
                new Export.Form(format.contentType(), format.suffix()),
                out -> format.sink(out, false));
        return Answer.accepted("/exports/" + export.id(), view(export));
    }

    private Answer delete(Call call) {
        exports.delete(find(call));
        return Answer.noContent();
    }

    private Answer file(Call call) {
        Export export = find(call);
        if (export.status() != Status.DONE) {
            throw Refusal.of(Kind.CONFLICT, "the file is not complete: ask GET " + EXPORTS + "/{id} how far it is");
        }
        return new Answer.File(export.contentType(), export.file(), export.fileName(), '"' + export.id() + '"');
    }

    private Export find(Call call) {
        return exports.find(call.scope(), call.path("id")).orElseThrow(Refusal::notFound);
    }

    private static Map<String, Object> view(Export export) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", export.id());
        view.put("status", export.status());
        view.put("devices", export.devices());
        view.put("devicesDone", export.devicesDone());
        view.put("rows", export.rows());
        view.put("bytes", bytes(export));
        view.put("createdAt", export.createdAt());
        Instant ended = export.endedAt();
        view.put("expiresAt", ended == null ? null : ended.plus(Exports.KEPT));
        view.put("problem", export.problem());
        view.put("file", export.status() == Status.DONE ? EXPORTS + '/' + export.id() + "/file" : null);
        return view;
    }

    private static long bytes(Export export) {
        try {
            return Files.exists(export.file()) ? Files.size(export.file()) : 0;
        } catch (IOException e) {
            return 0; // deleted in between
        }
    }
}
