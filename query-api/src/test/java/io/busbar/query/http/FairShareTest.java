package io.busbar.query.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FairShareTest {

    private final FairShare shares = new FairShare(4);
    private final List<String> started = new ArrayList<>();

    @Test
    void letsNobodyHaveMoreThanTheirShare() {
        for (int i = 0; i < FairShare.AT_ONCE + FairShare.WAITING; i++) {
            assertThat(run("greedy")).isTrue();
        }
        assertThat(run("greedy")).isFalse();
        assertThat(started).containsExactly("greedy", "greedy");
        assertThat(run("other")).isTrue();
        assertThat(started).containsExactly("greedy", "greedy", "other");
    }

    @Test
    void servesThoseWhoWaitInTurn() {
        for (String who : List.of("a", "a", "b", "b", "c", "c", "d")) {
            run(who);
        }
        assertThat(started).containsExactly("a", "a", "b", "b");
        shares.done("a");
        shares.done("a");
        shares.done("b");
        assertThat(started).containsExactly("a", "a", "b", "b", "c", "d", "c");
    }

    private boolean run(String who) {
        return shares.run(who, () -> started.add(who));
    }
}
