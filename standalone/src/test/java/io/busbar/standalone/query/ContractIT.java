package io.busbar.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.busbar.query.webhook.WebhookNetworks;
import io.busbar.standalone.query.ApiClient.Response;
import io.busbar.standalone.query.OpenApiDocument.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The document and the running server say the same: every documented example is as its schema wants it, the server takes the example of every
 * request, and answers as the document says. An operation that {@link ContractWorld} does not know fails.
 */
final class ContractIT {

    @RegisterExtension
    static final ApiServerUnderTest API =
            new ApiServerUnderTest(config -> config.with(WebhookNetworks.parse("127.0.0.0/8")));

    private static final OpenApiDocument DOCUMENT = OpenApiDocument.ofThisBuild();
    private static final ObjectMapper JSON = new ObjectMapper();

    private static ContractWorld world = ContractWorld.EMPTY;

    @BeforeAll
    static void fillsTheWorld() throws Exception {
        world = ContractWorld.in(API);
    }

    static List<Operation> operations() {
        return DOCUMENT.operations();
    }

    @Test
    void isTheOneThatIsServed() throws Exception {
        assertThat(API.anonymous().get("/openapi.json").json())
                .isEqualTo(JSON.readTree(OpenApiDocument.class
                        .getResourceAsStream("/openapi.json")
                        .readAllBytes()));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void hasExamplesAsItsSchemasWant(Operation operation) {
        List<String> faults = new ArrayList<>();
        if (operation.hasBody()) {
            check(operation, operation.tree().at("/requestBody/content/application~1json"), "request", faults);
        }
        operation.tree().get("responses").properties().forEach(response -> {
            if (response.getKey().startsWith("2")) {
                response.getValue().path("content").properties().forEach(content -> {
                    boolean isBinary =
                            content.getValue().at("/schema/format").asText().equals("binary");
                    if (!isBinary) {
                        check(operation, content.getValue(), response.getKey() + " " + content.getKey(), faults);
                    }
                });
            }
        });
        assertThat(faults).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void isWhatTheServerDoes(Operation operation) throws Exception {
        Response answer = world.ask(operation);
        boolean isUnready = operation.id().equals("ready") && answer.status() == 503; // there is no Kafka here
        assertThat(isUnready || answer.status() / 100 == 2)
                .as("%s answered %d %s", operation, answer.status(), answer.body())
                .isTrue();
        assertThat(operation.tree().get("responses").has(Integer.toString(answer.status())))
                .as("status %d is documented", answer.status())
                .isTrue();
        JsonNode contents = DOCUMENT.response(operation, answer.status()).path("content");
        if (contents.isMissingNode()) {
            assertThat(answer.body()).isEmpty();
            return;
        }
        String mediaType = answer.header("content-type").split(";")[0];
        assertThat(contents.has(mediaType) || contents.has("*/*"))
                .as("media type %s is documented", mediaType)
                .isTrue();
        if (mediaType.equals("application/json")) {
            assertThat(DOCUMENT.faults(contents.get(mediaType).get("schema"), answer.json()))
                    .as(answer.body())
                    .isEmpty();
        } else {
            assertThat(answer.body()).isNotEmpty();
        }
    }

    static List<DashboardRequest> dashboards() throws IOException {
        return DashboardRequest.all();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void answersWhatADashboardAsksFor(DashboardRequest request) {
        Response answer = request.ask(world.manager(), world.variables());

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(request.missing(answer))
                .as(answer.body().substring(0, Math.min(500, answer.body().length())))
                .allMatch(field -> field.matches("cells\\[([89]|[1-3][0-9])]"), "of a cell that a pack of seven lacks");
    }

    @ParameterizedTest
    @MethodSource("operations")
    void refusesStrangersAsItSays(Operation operation) throws Exception {
        if (!operation.tree().has("security")) {
            Response answer = world.askAsNobody(operation);
            assertThat(answer.status()).isEqualTo(401);
            JsonNode problem = DOCUMENT.response(operation, 401).at("/content/application~1problem+json/schema");
            assertThat(DOCUMENT.faults(problem, answer.json())).isEmpty();
        }
    }

    private static void check(Operation operation, JsonNode content, String what, List<String> faults) {
        JsonNode example = content.path("example");
        if (example.isMissingNode()) {
            faults.add(what + " has no example");
            return;
        }
        boolean isText = content.at("/schema/type").asText().equals("string");
        assertThat(!isText || example instanceof TextNode)
                .as(operation + " " + what)
                .isTrue();
        DOCUMENT.faults(content.get("schema"), example).forEach(fault -> faults.add(what + ": " + fault));
    }

    @Test
    void namesEveryOperationOnce() {
        assertThat(DOCUMENT.operations())
                .extracting(operation -> operation.id().toLowerCase(Locale.ROOT))
                .doesNotHaveDuplicates();
    }
}
