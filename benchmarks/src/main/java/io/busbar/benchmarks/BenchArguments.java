package io.busbar.benchmarks;

import io.busbar.jobs.database.DatabaseConfig;
import io.busbar.standalone.ExternalDatabase;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was typed behind {@code bench}. Immutable.
 *
 * @param name of a benchmark, or {@link #ALL}
 * @param database given instead of the embedded server; null when none is
 * @param typed without secrets
 */
record BenchArguments(String name, @Nullable DatabaseConfig database, String typed) {

    static final List<String> NAMES = List.of(
            CodecBench.NAME,
            StorageBench.NAME,
            LatestBench.NAME,
            QueryBench.NAME,
            EncodeBench.NAME,
            ScopeBench.NAME,
            DoorBench.NAME,
            ConnectionsBench.NAME,
            JournalBench.NAME,
            JobsBench.NAME,
            PathBench.NAME,
            SizingBench.NAME);

    private static final String ALL = "all";

    /** Those that need a database. */
    private static final List<String> WITH_DATABASE =
            List.of(StorageBench.NAME, LatestBench.NAME, QueryBench.NAME, EncodeBench.NAME, ScopeBench.NAME);

    private static final String DATABASE = "--jdbc-url=";

    /**
     * Takes user and password of the database out of its URL, else from the environment, as {@code up} does.
     *
     * @throws IllegalArgumentException with one line for the user
     * @throws io.busbar.standalone.client.CommandFailure with one line for the user
     */
    static BenchArguments parse(String[] arguments, Map<String, String> environment) {
        String joined = String.join(" ", arguments).replaceFirst("^(\\S+) --jdbc-url ", "$1 " + DATABASE);
        String[] words = joined.split(" ");
        boolean takesDatabase = words[0].equals(ALL) || WITH_DATABASE.contains(words[0]);
        boolean hasOption = words.length == 2 && words[1].startsWith(DATABASE) && takesDatabase;
        if (!(words[0].equals(ALL) || NAMES.contains(words[0])) || (words.length > 1 && !hasOption)) {
            throw new IllegalArgumentException("bench takes one NAME and, for " + String.join(" and ", WITH_DATABASE)
                    + ", --jdbc-url URL, got: '" + joined + "', allowed: " + ALL + ", " + String.join(", ", NAMES));
        }
        if (words.length == 1) {
            return new BenchArguments(words[0], null, words[0]);
        }
        DatabaseConfig database = ExternalDatabase.of(words[1].substring(DATABASE.length()), environment)
                .config();
        return new BenchArguments(words[0], database, words[0] + " --jdbc-url " + database.jdbcUrl());
    }

    /** One after the other. */
    List<BenchArguments> each() {
        if (!name.equals(ALL)) {
            return List.of(this);
        }
        return NAMES.stream()
                .map(each -> WITH_DATABASE.contains(each)
                        ? new BenchArguments(each, database, typed.replaceFirst(ALL, each))
                        : new BenchArguments(each, null, each))
                .toList();
    }
}
