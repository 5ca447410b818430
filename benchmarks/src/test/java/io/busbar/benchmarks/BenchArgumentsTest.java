package io.busbar.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.jobs.database.DatabaseConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BenchArgumentsTest {

    @Test
    void takesADatabaseInEitherSpellingAndKeepsItsPasswordToItself() {
        String url = "jdbc:postgresql://db.example/bench?user=me&password=secret";
        DatabaseConfig database = new DatabaseConfig("jdbc:postgresql://db.example/bench", "me", "secret");

        assertThat(parse("storage", "--jdbc-url", url))
                .isEqualTo(parse("storage", "--jdbc-url=" + url))
                .isEqualTo(new BenchArguments(
                        "storage", database, "storage --jdbc-url jdbc:postgresql://db.example/bench"));
    }

    @Test
    void takesTheEmbeddedServerWhenNoneIsNamed() {
        assertThat(parse("latest")).isEqualTo(new BenchArguments("latest", null, "latest"));
    }

    @Test
    void givesTheDatabaseToThoseOfAllThatNeedOne() {
        BenchArguments all = parse("all", "--jdbc-url", "jdbc:postgresql://db.example/bench?user=me");

        assertThat(all.each()).extracting(BenchArguments::name).isEqualTo(BenchArguments.NAMES);
        assertThat(all.each())
                .extracting(BenchArguments::typed)
                .contains("codec", "latest --jdbc-url jdbc:postgresql://db.example/bench", "path", "sizing");
        assertThat(parse("door").each()).containsExactly(parse("door"));
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> parse("storage", "--pairs=9"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "bench takes one NAME and, for storage and latest and query and encode and scope, --jdbc-url URL, got: 'storage --pairs=9',"
                                + " allowed: all, codec, storage, latest, query, encode, scope, door, connections, journal, jobs, path, sizing");
        assertThatThrownBy(() -> parse("codec", "--jdbc-url=jdbc:postgresql://db.example/bench?user=me"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static BenchArguments parse(String... arguments) {
        return BenchArguments.parse(arguments, Map.of());
    }
}
