package io.busbar.query.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RememberedTest {

    private final AtomicLong version = new AtomicLong();
    private final AtomicBoolean vouched = new AtomicBoolean(true);
    private final Remembered<String, String> remembered = new Remembered<>(version::get, vouched::get, 10);

    @Test
    void givesAgainWhatWasRead() {
        assertThat(remembered.find("a")).isNull();
        assertThat(remembered.read("a", () -> Optional.of("A"))).contains("A");
        assertThat(remembered.find("a")).isEqualTo("A");
        assertThat(remembered.reads()).isEqualTo(1);
    }

    @Test
    void forgetsWithEveryChange() {
        remembered.read("a", () -> Optional.of("A"));
        version.incrementAndGet();
        assertThat(remembered.find("a")).isNull();
    }

    @Test
    void doesNotKeepWhatChangedWhileItWasRead() {
        remembered.read("a", () -> {
            Optional<String> before = Optional.of("A");
            version.incrementAndGet();
            return before;
        });
        assertThat(remembered.find("a")).isNull();
    }

    @Test
    void givesNothingWhileNobodyVouches() {
        remembered.read("a", () -> Optional.of("A"));
        vouched.set(false);
        assertThat(remembered.find("a")).isNull();
        vouched.set(true);
        assertThat(remembered.find("a")).isEqualTo("A");
    }

    @Test
    void doesNotRememberThatThereWasNothing() {
        assertThat(remembered.read("a", Optional::empty)).isEmpty();
        assertThat(remembered.find("a")).isNull();
    }

    @Test
    void staysBoundedAndKeepsWhatIsAskedFor() {
        remembered.read("asked", () -> Optional.of("A"));
        for (int i = 0; i < 1_000; i++) {
            String key = "k" + i;
            remembered.read(key, () -> Optional.of(key));
            assertThat(remembered.find("asked")).isEqualTo("A");
        }
        assertThat(IntStream.range(0, 1_000)
                        .filter(i -> remembered.find("k" + i) != null)
                        .count())
                .isBetween(1L, 10L);
    }
}
