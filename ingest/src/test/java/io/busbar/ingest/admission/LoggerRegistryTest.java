package io.busbar.ingest.admission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.ingest.admission.LoggerRegistry.Verdict;
import io.busbar.topic.LoggerRegistration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoggerRegistryTest {

    private static final byte[] KEY = "key".getBytes(UTF_8);
    private static final byte[] OPERATOR_KEY = "operator".getBytes(UTF_8);

    @Test
    void admitsWithTheRightKeyOnly() {
        LoggerRegistry registry = new LoggerRegistry();
        registry.put(registration("A", "key", true));
        assertThat(registry.verify("A", KEY)).isEqualTo(Verdict.ADMITTED);
        assertThat(registry.verify("A", new byte[0])).isEqualTo(Verdict.BAD_KEY);
        assertThat(registry.verify("B", KEY)).isEqualTo(Verdict.UNKNOWN_LOGGER);
    }

    @Test
    void admitsTheOperatorForActiveLoggersOnly() {
        LoggerRegistry registry = new LoggerRegistry("operator");
        registry.put(registration("A", "key", true));
        registry.put(registration("B", "key", false));
        assertThat(registry.verify("A", OPERATOR_KEY)).isEqualTo(Verdict.ADMITTED);
        assertThat(registry.verify("B", OPERATOR_KEY)).isEqualTo(Verdict.UNKNOWN_LOGGER);
        assertThat(registry.verify("C", OPERATOR_KEY)).isEqualTo(Verdict.UNKNOWN_LOGGER);
        assertThat(new LoggerRegistry().verify("A", OPERATOR_KEY)).isEqualTo(Verdict.UNKNOWN_LOGGER);
    }

    @Test
    void tellsWhoIsRevoked() {
        LoggerRegistry registry = new LoggerRegistry();
        List<String> revoked = new ArrayList<>();
        registry.onRevoked(revoked::add);
        for (String serialNumber : List.of("kept", "removed", "inactive", "rekeyed", "gone")) {
            registry.put(registration(serialNumber, "key", true));
        }
        registry.put(registration("kept", "key", true));
        assertThat(revoked).isEmpty();

        registry.remove("removed");
        registry.put(registration("inactive", "key", false));
        registry.put(registration("rekeyed", "another", true));
        registry.replaceAll(Map.of(
                "kept", registration("kept", "key", true),
                "inactive", registration("inactive", "key", true),
                "rekeyed", registration("rekeyed", "another", true)));
        assertThat(revoked).containsExactly("removed", "inactive", "rekeyed", "gone");
        assertThat(registry.size()).isEqualTo(3);
    }

    private static LoggerRegistration registration(String serialNumber, String key, boolean active) {
        return new LoggerRegistration(serialNumber, LoggerRegistry.keySha256(key), active, null);
    }
}
