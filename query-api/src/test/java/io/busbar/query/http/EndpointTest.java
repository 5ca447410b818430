package io.busbar.query.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.query.http.Endpoint.Guard;
import io.busbar.query.http.Endpoint.Pool;
import io.vertx.core.http.HttpMethod;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class EndpointTest {

    @Test
    @SuppressWarnings("NullAway") // as if somebody had forgotten it
    void isNotMadeWithoutAWordOnWhoMayUseIt() {
        assertThatThrownBy(() -> new Endpoint(
                        HttpMethod.GET,
                        "/api/v1/forgotten",
                        (Guard) null,
                        Set.of(),
                        Pool.QUICK,
                        call -> Answer.noContent(),
                        null,
                        false))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("GET /api/v1/forgotten does not say who may use it");
    }

    @Test
    void takesIdsAndAddressesInItsPath() {
        Pattern path = Pattern.compile(Endpoint.of(
                        HttpMethod.GET, "/plants/{id}/visitors/{email}", Guard.LOGGED_IN, call -> Answer.noContent())
                .regex());
        assertThat("/plants/Zk3v-_1/visitors/jo+x@example.org").matches(path);
        assertThat("/plants/Zk3v/visitors/a/b@example.org").doesNotMatch(path);
        assertThat("/plants/Zk:3v/visitors/jo@example.org").doesNotMatch(path);
        assertThat("/plants/" + "x".repeat(65) + "/visitors/jo@example.org").doesNotMatch(path);
    }
}
