package io.busbar.query.http;

import io.busbar.query.access.Capability;
import io.vertx.core.http.HttpMethod;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One route: its method and path template, who may use it, which query parameters it knows, and what it does. A route that does not say
 * who may use it cannot be made. Immutable.
 *
 * @param path with parameters in braces, as in OpenAPI
 * @param memory tried first, on the event loop; null where the answer never is in memory
 * @param isEven whether answers go at whole steps of time: rows are left out for what they say, and the time would tell how many
 */
record Endpoint(
        HttpMethod method,
        String path,
        Guard guard,
        Set<String> parameters,
        Pool pool,
        Action action,
        @Nullable Memory memory,
        boolean isEven) {

    static final String API = "/api/v1";
    static final int MAX_BODY_BYTES = 65_536;

    Endpoint {
        Objects.requireNonNull(guard, () -> method + " " + path + " does not say who may use it");
        parameters = Set.copyOf(parameters);
    }

    /**
     * Who may use a route: anybody, anybody who is logged in, or who has a capability. Immutable.
     *
     * @param isPersonal whether an API key of the person does not do
     */
    record Guard(boolean open, @Nullable Capability capability, boolean isPersonal) {

        static final Guard OPEN = new Guard(true, null, false);
        static final Guard LOGGED_IN = new Guard(false, null, false);
        static final Guard IN_PERSON = new Guard(false, null, true);

        static Guard may(Capability capability) {
            return new Guard(false, capability, false);
        }

        static Guard mayInPerson(Capability capability) {
            return new Guard(false, capability, true);
        }
    }

    /** Which worker threads do it, so that slow work cannot starve quick work. Immutable. */
    enum Pool {
        QUICK,
        /** None: the event loop itself, for what never blocks. */
        LOOP,
        /** Long answers that wait for their client. */
        STREAM,
        /** Password hashing: holds 19 MiB and a processor each. */
        PASSWORD
    }

    /** What a route does; may block. */
    @FunctionalInterface
    interface Action {
        Answer answer(Call call);
    }

    /** Gives the same answer as the action without ever waiting; empty when not all of it is in memory. */
    @FunctionalInterface
    interface Memory {
        Optional<Answer> answer(Call call);
    }

    static Endpoint of(HttpMethod method, String path, Guard guard, Action action) {
        return new Endpoint(method, path, guard, Set.of(), Pool.QUICK, action, null, false);
    }

    Endpoint parameters(String... names) {
        return new Endpoint(method, path, guard, Set.of(names), pool, action, memory, isEven);
    }

    Endpoint on(Pool other) {
        return new Endpoint(method, path, guard, parameters, other, action, memory, isEven);
    }

    Endpoint fromMemory(Memory other) {
        return new Endpoint(method, path, guard, parameters, pool, action, other, isEven);
    }

    Endpoint evenly() {
        return new Endpoint(method, path, guard, parameters, pool, action, memory, true);
    }

    /** The path as a regular expression with a named group for each parameter; ids and serial numbers have no colon. */
    String regex() {
        return path.replace(".", "\\.")
                .replace("{email}", "(?<email>[^/]{3,254})")
                .replaceAll("\\{(\\w+)}", "(?<$1>[A-Za-z0-9._-]{1,64})");
    }
}
