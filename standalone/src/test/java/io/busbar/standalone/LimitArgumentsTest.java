package io.busbar.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.ingest.admission.ConnectionLimits;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Each option is the limit that its name says, and those that are not named stay. */
final class LimitArgumentsTest {

    @Command
    private static final class Up {

        @Mixin
        private LimitArguments limits = new LimitArguments();
    }

    @Test
    void areTheDefaultsWhenNothingIsTyped() {
        assertThat(typed()).isEqualTo(ConnectionLimits.DEFAULT);
    }

    @Test
    void takesEveryOption() {
        ConnectionLimits others = ConnectionLimits.DEFAULT;
        assertThat(typed(
                        "--max-connections=1",
                        "--max-connections-per-address=2",
                        "--max-log-ins=3",
                        "--max-frames=4",
                        "--log-in-timeout=5",
                        "--tcp-idle-timeout=6",
                        "--max-keep-alive=7"))
                .isEqualTo(new ConnectionLimits(
                        1,
                        2,
                        3,
                        4,
                        others.maxPendingFrames(),
                        others.maxPendingBytes(),
                        Duration.ofSeconds(5),
                        others.messageTimeout(),
                        Duration.ofSeconds(6),
                        Duration.ofSeconds(7)));
    }

    private static ConnectionLimits typed(String... options) {
        Up up = new Up();
        new CommandLine(up).parseArgs(options);
        return up.limits.limits();
    }
}
