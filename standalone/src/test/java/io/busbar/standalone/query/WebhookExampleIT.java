package io.busbar.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.query.webhook.WebhookNetworks;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The receiver that {@code docs/alarms.md} shows takes what its webhook sends, and nothing that is signed with another secret. */
final class WebhookExampleIT {

    @RegisterExtension
    static final ApiServerUnderTest API =
            new ApiServerUnderTest(config -> config.with(WebhookNetworks.parse("127.0.0.1")));

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Pattern EXAMPLE = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL);

    @Test
    void takesWhatItsWebhookSends() throws Exception {
        requirePython();
        ApiClient member = API.member("receiver@example.org", "END_USER");
        int port = freePort();
        JsonNode made = member.post("/api/v1/webhooks", "{\"url\":\"http://127.0.0.1:" + port + "/alarms\"}")
                .json();
        JsonNode other = member.post("/api/v1/webhooks", "{\"url\":\"http://127.0.0.1:" + port + "/alarms\"}")
                .json();
        ProcessBuilder python = new ProcessBuilder("python3", "-c", example().replace("9000", Integer.toString(port)));
        python.environment().put("WEBHOOK_SECRET", made.get("secret").asText());
        Process receiver = python.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (BufferedReader printed = receiver.inputReader(StandardCharsets.UTF_8)) {
            await().atMost(SOON).until(() -> test(member, made).get("delivered").asBoolean());
            assertThat(printed.readLine()).endsWith(" io.busbar.webhook.test");
            assertThat(test(member, other).get("failure").asText()).isEqualTo("status 401");
        } finally {
            receiver.destroyForcibly().waitFor();
        }
    }

    private static JsonNode test(ApiClient member, JsonNode webhook) {
        return member.post("/api/v1/webhooks/" + webhook.get("id").asText() + ":test", "")
                .json();
    }

    private static String example() throws IOException {
        Matcher example = EXAMPLE.matcher(Files.readString(Path.of("../docs/alarms.md")));
        assertThat(example.find()).isTrue();
        return example.group(1);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void requirePython() throws InterruptedException {
        boolean isThere;
        try {
            isThere = new ProcessBuilder("python3", "-c", "''.removeprefix('')")
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            isThere = false;
        }
        if (System.getenv("CI") == null) {
            assumeTrue(isThere, "skipped: python3, of 3.9 or newer, is not installed");
        }
        assertThat(isThere).as("python3 is installed").isTrue();
    }
}
