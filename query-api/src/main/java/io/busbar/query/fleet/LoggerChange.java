package io.busbar.query.fleet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a request sets of a logger; null leaves a field as it is, or at its default. {@code plant} is a public id. Immutable. */
public record LoggerChange(
        @Nullable String plant,
        @Nullable String alias,
        @Nullable String model,
        @Nullable String firmware,
        @Nullable String communicationType,
        @Nullable List<String> labels,
        @Nullable String zone,
        @Nullable Integer uploadIntervalSeconds,
        @Nullable Boolean active) {

    String @Nullable [] labelArray() {
        return labels == null ? null : labels.toArray(String[]::new);
    }
}
