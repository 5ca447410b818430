package io.busbar.query.http;

import io.busbar.query.access.Capability;
import io.busbar.query.access.DatabaseException;
import io.busbar.query.access.Principal;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.Refusal.Kind;
import io.busbar.query.access.Scope;
import io.busbar.query.access.Scopes;
import io.busbar.query.access.Secrets;
import io.busbar.query.http.Answer.Events;
import io.busbar.query.http.Answer.Streamed;
import io.busbar.query.http.Answer.Whole;
import io.busbar.query.series.Cancellation;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a request through the one path that all go: who is it, what is their scope, may they use this route, answer. May be shared between
 * threads.
 */
final class Dispatcher {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    /** On every answer: it is one person's, to be asked for again, and what it says it is. */
    static final Map<String, String> STANDING_HEADERS = Map.of(
            "Cache-Control", "private, no-cache",
            "Vary", "Accept, Authorization",
            "X-Content-Type-Options", "nosniff");

    private final Scopes scopes;
    private final EventHub events;

    Dispatcher(Scopes scopes, EventHub events) {
        this.scopes = scopes;
        this.events = events;
    }

    /** The answer to send when everything that it takes is in memory, rights and all; never waits. */
    Optional<Whole> serveFromMemory(
            Endpoint endpoint, RoutingContext context, Call call, Optional<Principal> principal) {
        Endpoint.Memory memory = endpoint.memory();
        Scope scope = memory == null || principal.isEmpty() ? null : scopes.remembered(principal.get());
        if (memory == null || scope == null) {
            return Optional.empty();
        }
        try {
            return memory.answer(admit(endpoint, call, scope)).map(answer -> tagged((Whole) answer, context, scope));
        } catch (RuntimeException e) {
            return Optional.of((Whole) Answer.of(problem(endpoint, e)));
        }
    }

    /** The answer to send; empty when a stream has sent it already. Called on worker threads. */
    Optional<Whole> serve(Endpoint endpoint, RoutingContext context, Call call, Optional<Principal> principal) {
        try {
            if (endpoint.guard().open()) {
                call.checkQuery(endpoint.parameters());
                return answer(endpoint, context, endpoint.action().answer(call), null);
            }
            Scope scope = scope(principal);
            Answer answer = endpoint.action().answer(admit(endpoint, call, scope));
            if (answer instanceof Events subscribed && principal.isPresent()) {
                return subscribe(context, principal.get(), subscribed);
            }
            return answer instanceof Answer.File file
                    ? sendFile(context, file)
                    : answer(endpoint, context, answer, scope);
        } catch (RuntimeException e) {
            return Optional.of((Whole) Answer.of(problem(endpoint, e)));
        }
    }

    private Optional<Whole> answer(Endpoint endpoint, RoutingContext context, Answer answer, @Nullable Scope scope) {
        return answer instanceof Streamed streamed
                ? stream(endpoint, context, streamed, scope)
                : Optional.of(tagged((Whole) answer, context, scope));
    }

    private Scope scope(Optional<Principal> principal) {
        return principal
                .flatMap(scopes::of)
                .orElseThrow(() -> Refusal.of(Kind.UNAUTHENTICATED, "log in at " + Endpoint.API + "/auth/login"));
    }

    private static Call admit(Endpoint endpoint, Call call, Scope scope) {
        Capability needed = endpoint.guard().capability();
        if (needed != null && !scope.may(needed)) {
            throw Refusal.of(Kind.FORBIDDEN, "your role does not include " + needed);
        }
        if (endpoint.guard().isPersonal() && scope.principal() instanceof Principal.ApiKey) {
            throw Refusal.of(Kind.FORBIDDEN, "not with an API key: log in");
        }
        call.checkQuery(endpoint.parameters());
        return call.within(scope);
    }

    private static Optional<Whole> sendFile(RoutingContext context, Answer.File file) {
        HttpServerResponse response = context.response();
        long bytes;
        try {
            bytes = Files.size(file.path());
        } catch (IOException e) {
            throw Refusal.notFound(); // deleted in between
        }
        FileRange range = FileRange.of(context.request().getHeader("Range"), bytes);
        if (range == null) {
            Problem problem = Problem.of(416, "range", "Range not satisfiable", "the file has " + bytes + " bytes");
            return Optional.of(
                    new Whole(416, Problem.CONTENT_TYPE, problem.body(), Map.of("Content-Range", "bytes */" + bytes)));
        }
        STANDING_HEADERS.forEach(response::putHeader);
        response.setStatusCode(range.isPart() ? 206 : 200)
                .putHeader("Content-Type", file.contentType())
                .putHeader("Accept-Ranges", "bytes")
                .putHeader("ETag", file.tag())
                .putHeader("Content-Disposition", "attachment; filename=\"" + file.name() + '"');
        if (range.isPart()) {
            long last = range.from() + range.length() - 1;
            response.putHeader("Content-Range", "bytes " + range.from() + '-' + last + '/' + bytes);
        }
        context.vertx().getOrCreateContext().runOnContext(now -> response.sendFile(
                        file.path().toString(), range.from(), range.length())
                .onFailure(failure -> LOG.debug("file broken off: {}", failure.toString())));
        return Optional.empty();
    }

    private Optional<Whole> subscribe(RoutingContext context, Principal principal, Events subscribed) {
        if (!events.hasRoom(principal)) {
            return Optional.of((Whole) Answer.of(Problem.of(Refusal.of(
                    Kind.BUSY,
                    EventHub.MAX_OF_PRINCIPAL
                            + " streams of yours are open: close one, or let one tell of several plants"))));
        }
        String after = context.request().getParam("after");
        String header = context.request().getHeader("Last-Event-ID");
        EventSource source = subscribed.subscription().open(header == null ? after : header);
        events.open(principal, source, context.response());
        return Optional.empty();
    }

    private Optional<Whole> stream(Endpoint endpoint, RoutingContext context, Streamed answer, @Nullable Scope scope) {
        HttpServerResponse response = context.response();
        if (response.closed()) {
            return Optional.empty(); // gone while it waited for its turn
        }
        Cancellation cancellation = new Cancellation();
        response.closeHandler(closed -> context.vertx().executeBlocking(() -> {
            cancellation.cancel();
            return true;
        }));
        ResponseStream out = new ResponseStream(
                response,
                () -> {
                    response.setChunked(true);
                    STANDING_HEADERS.forEach(response::putHeader);
                    response.putHeader("Content-Type", answer.contentType());
                },
                () -> scope == null || scopes.holds(scope));
        try {
            answer.writer().write(out, cancellation);
            if (!out.started()) {
                return Optional.of(tagged(new Whole(200, answer.contentType(), out.body(), Map.of()), context, scope));
            }
            out.finish();
        } catch (IOException | RuntimeException e) {
            if (!out.started() && !response.closed()) {
                return Optional.of((Whole) Answer.of(problem(endpoint, e)));
            }
            if (isOfTheClient(e) || cancellation.cancelled()) {
                LOG.debug("answer of {} broken off: {}", endpoint.path(), e.toString());
            } else {
                LOG.error("answer of {} broken off", endpoint.path(), e); // its client sees that, and no reason
            }
            response.reset();
        }
        return Optional.empty();
    }

    private static Problem problem(Endpoint endpoint, Exception e) {
        if (e instanceof Refusal refusal) {
            return Problem.of(refusal);
        }
        if (e instanceof DatabaseException failure && (failure.cancelled() || failure.unavailable())) {
            LOG.warn("{} {}: {}", endpoint.method(), endpoint.path(), e.getMessage());
            return Problem.of(failure);
        }
        if (isOfTheClient(e)) {
            LOG.debug("{} {}: {}", endpoint.method(), endpoint.path(), e.toString());
        } else {
            LOG.error("{} {} failed", endpoint.method(), endpoint.path(), e);
        }
        return Problem.ofStatus(500);
    }

    /** It has gone, takes nothing, or may not see this any more. */
    private static boolean isOfTheClient(Exception e) {
        return e instanceof UncheckedIOException || e instanceof IOException;
    }

    /**
     * Gives a GET's answer its ETag and leaves the body out when the client has it. The tag is the hash of the body after filtering and of
     * the policy version: what one person got proves nothing to another, nor after a change of rights.
     */
    private static Whole tagged(Whole answer, RoutingContext context, @Nullable Scope scope) {
        if (answer.status() != 200 || !context.request().method().equals(HttpMethod.GET)) {
            return answer;
        }
        byte[] hash = Secrets.sha256(
                (scope == null ? "" : scope.policyVersion()).getBytes(StandardCharsets.UTF_8), answer.body());
        String tag = '"'
                + Base64.getUrlEncoder().withoutPadding().encodeToString(hash).substring(0, 22)
                + '"';
        Map<String, String> headers = new HashMap<>(answer.headers());
        headers.put("ETag", tag);
        boolean known = names(context.request().getHeader("If-None-Match"), tag);
        return known
                ? new Whole(304, "", new byte[0], headers)
                : new Whole(200, answer.contentType(), answer.body(), headers);
    }

    private static boolean names(@Nullable String ifNoneMatch, String tag) {
        if (ifNoneMatch == null) {
            return false;
        }
        for (String candidate : ifNoneMatch.split(",")) {
            String stripped = candidate.strip();
            if (stripped.equals("*") || stripped.equals(tag) || stripped.equals("W/" + tag)) {
                return true;
            }
        }
        return false;
    }
}
